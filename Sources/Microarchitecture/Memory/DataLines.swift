/// The data lines of a flash accelerator: few enough to be looked through. A line is filled read by read. All indices are
/// below `count`.
struct DataLines {
  let count: Int
  /// Number of a line plus one, or 0; which of its reads it holds; when it was last used.
  private let tags: UnsafeMutablePointer<UInt32>
  private let filled: UnsafeMutablePointer<UInt32>
  private let used: UnsafeMutablePointer<UInt64>

  init(count: Int) {
    self.count = max(count, 1)
    tags = .allocate(capacity: self.count)
    filled = .allocate(capacity: self.count)
    used = .allocate(capacity: self.count)
    removeAll()
  }

  func deallocate() {
    tags.deallocate()
    filled.deallocate()
    used.deallocate()
  }

  func removeAll() {
    tags.initialize(repeating: 0, count: count)
    filled.initialize(repeating: 0, count: count)
    used.initialize(repeating: 0, count: count)
  }

  /// Looks up a flash read, and takes it in if it is not there: whether it was.
  /// - Parameters:
  ///   - limit: lines in use, at least one.
  ///   - tick: larger than at any use before.
  @inline(__always)
  func use(line: UInt32, read: UInt32, limit: Int, tick: UInt64) -> Bool {
    var oldest = 0
    for index in 0..<min(limit, count) {
      if tags[index] == line &+ 1 {
        used[index] = tick
        let had = filled[index] >> read & 1 != 0
        filled[index] |= 1 << read
        return had
      }
      if used[index] < used[oldest] { oldest = index }
    }
    tags[oldest] = line &+ 1
    filled[oldest] = 1 << read
    used[oldest] = tick
    return false
  }
}

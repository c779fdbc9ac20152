/// Stores on their way to memory. The core goes on while there is room; they are written one after the other. The arrays
/// hold `capacity` entries, and `oldest` stays below it.
struct WriteBuffer {
  private let capacity: Int
  /// When each of the last `capacity` stores is written, oldest first from `oldest` on.
  private let done: UnsafeMutablePointer<UInt64>
  private var oldest = 0
  /// When the last one is written, and when that starts.
  private(set) var lastDone: UInt64 = 0
  private var lastStart: UInt64 = 0
  /// Address of the last store's 8 bytes, divided by 8, plus one; 0 if nothing can join it.
  private var lastDouble: UInt64 = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    done = .allocate(capacity: self.capacity)
    done.initialize(repeating: 0, count: self.capacity)
  }

  func deallocate() { done.deallocate() }

  mutating func reset() {
    done.update(repeating: 0, count: capacity)
    (oldest, lastDone, lastStart, lastDouble) = (0, 0, 0, 0)
  }

  /// Cycles until there is room for one more.
  @inline(__always)
  func waitForRoom(_ now: UInt64) -> UInt64 { done[oldest] > now ? done[oldest] &- now : 0 }

  /// Whether a store joins the last one, whose write has not begun.
  @inline(__always)
  func joins(_ address: UInt32, now: UInt64) -> Bool {
    lastDouble == UInt64(address >> 3) &+ 1 && lastStart > now
  }

  /// Adds a write that takes `cycles` from when the bus is free; room must have been waited for. Gives its end.
  @inline(__always)
  mutating func add(now: UInt64, free: UInt64, cycles: UInt64, address: UInt32?) -> UInt64 {
    lastStart = max(now, free, lastDone)
    lastDone = lastStart &+ cycles
    lastDouble = address.map { UInt64($0 >> 3) &+ 1 } ?? 0
    done[oldest] = lastDone
    oldest = oldest &+ 1 == capacity ? 0 : oldest &+ 1
    return lastDone
  }
}

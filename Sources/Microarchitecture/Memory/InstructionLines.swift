/// Which fetch units are present: the instruction lines of a flash accelerator, or an instruction cache. The least recently
/// used line gives way (flash accelerators: RM0090, 3.5.2; Cortex-M7: recalled).
///
/// The stamps of fetch units, which say who was used when, belong to the memory system and are written by the interpreter
/// too. `seen` holds the stamp that each line had when last looked at; it can only have grown since, so that the smallest
/// one seen that is still true is the smallest. All indices into `tags` and `seen` are below `sets * ways`.
struct InstructionLines {
  let sets: Int
  let ways: Int
  /// A line is `1 << unitBits` fetch units, filled one by one.
  let unitBits: UInt32
  /// The number of a line plus one, or 0. A line's number is that of its first unit shifted right by `unitBits`.
  private let tags: UnsafeMutablePointer<UInt32>
  private let seen: UnsafeMutablePointer<UInt64>
  private let stamps: UnsafeMutablePointer<UInt64>

  init(sets: Int, ways: Int, unitBits: UInt32, stamps: UnsafeMutablePointer<UInt64>) {
    self.sets = sets
    self.ways = ways
    self.unitBits = unitBits
    self.stamps = stamps
    tags = .allocate(capacity: sets * ways)
    tags.initialize(repeating: 0, count: sets * ways)
    seen = .allocate(capacity: sets * ways)
    seen.initialize(repeating: 0, count: sets * ways)
  }

  func deallocate() {
    tags.deallocate()
    seen.deallocate()
  }

  /// Makes a unit present in a set, with its stamp; whatever has to give way is no longer present.
  @inline(__always)
  func insert(_ unit: UInt32, set: Int, stamp: UInt64) {
    let first = set &* ways
    let tag = unit >> unitBits &+ 1
    var way = first
    if unitBits > 0, let present = self.way(of: tag, set: set) {
      way = present
    } else {
      way = leastRecentlyUsed(first)
      forget(way)
      tags[way] = tag
    }
    seen[way] = stamp
    stamps[Int(unit)] = stamp
  }

  /// Removes the unit's line if it is there.
  func remove(_ unit: UInt32, set: Int) {
    if let way = way(of: unit >> unitBits &+ 1, set: set) {
      forget(way)
      seen[way] = 0
    }
  }

  func removeAll() {
    for way in 0..<sets * ways where tags[way] != 0 {
      forget(way)
      seen[way] = 0
    }
  }

  private func way(of tag: UInt32, set: Int) -> Int? {
    for way in set &* ways..<set &* ways &+ ways where tags[way] == tag { return way }
    return nil
  }

  private func forget(_ way: Int) {
    guard tags[way] != 0 else { return }
    let unit = Int((tags[way] &- 1) << unitBits)
    for index in 0..<1 << Int(unitBits) { stamps[unit &+ index] = 0 }
    tags[way] = 0
  }

  /// The newest stamp of a line's units.
  private func stamp(of way: Int) -> UInt64 {
    let unit = Int((tags[way] &- 1) << unitBits)
    var newest = stamps[unit]
    for index in 1..<max(1 << Int(unitBits), 1) { newest = max(newest, stamps[unit &+ index]) }
    return newest
  }

  /// The way to fill: an empty one (whose `seen` is 0), else the one used longest ago.
  private func leastRecentlyUsed(_ first: Int) -> Int {
    // A few guesses by what was last seen, then a look at every line.
    for _ in 0..<3 {
      let way = smallestSeen(first)
      if tags[way] == 0 { return way }
      let now = stamp(of: way)
      if now == seen[way] { return way }
      seen[way] = now
    }
    for way in first..<first &+ ways where tags[way] != 0 { seen[way] = stamp(of: way) }
    return smallestSeen(first)
  }

  /// The way whose `seen` is smallest. Two searches run side by side, since each step of one waits for the step before.
  private func smallestSeen(_ first: Int) -> Int {
    let half = ways >> 1
    var low = first
    var lowest = seen[low]
    var high = first &+ half
    var highest = seen[high]
    var step = 1
    while step < half {
      let left = seen[first &+ step]
      let right = seen[first &+ half &+ step]
      low = left < lowest ? first &+ step : low
      lowest = min(left, lowest)
      high = right < highest ? first &+ half &+ step : high
      highest = min(right, highest)
      step &+= 1
    }
    // An odd number of ways leaves one over.
    let last = first &+ ways &- 1
    if ways & 1 != 0, seen[last] < min(lowest, highest) { return last }
    return lowest <= highest ? low : high
  }
}

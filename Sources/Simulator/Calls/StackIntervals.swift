/// The least stack pointers over time, in a bounded number of intervals: when there are too many, each two become one of
/// twice the length.
struct StackIntervals {
  private static let capacity = 1024

  private(set) var intervalCycles: UInt64 = 1024
  /// Those that have ended.
  private(set) var intervals: [MemoryRecord.Interval] = []
  /// Cycle at which the running one ends.
  private(set) var end: UInt64 = 1024

  /// The running interval has ended.
  mutating func close(_ lowest: [UInt32?]) {
    intervals.append(MemoryRecord.Interval(lowest: lowest))
    if intervals.count == Self.capacity {
      intervals = stride(from: 0, to: intervals.count, by: 2).map { Self.joined(intervals[$0], intervals[$0 + 1]) }
      intervalCycles *= 2
    }
    end = intervalCycles * UInt64(intervals.count + 1)
  }

  private static func joined(_ one: MemoryRecord.Interval, _ other: MemoryRecord.Interval) -> MemoryRecord.Interval {
    // Stacks are only ever added.
    MemoryRecord.Interval(
      lowest: other.lowest.enumerated().map { index, value in
        guard index < one.lowest.count, let before = one.lowest[index] else { return value }
        return value.map { min($0, before) } ?? before
      })
  }

  /// All intervals, with what the running one has come to, each with as many stacks as there are.
  func result(_ running: [UInt32?]) -> [MemoryRecord.Interval] {
    (intervals + [MemoryRecord.Interval(lowest: running)]).map { interval in
      let missing = max(0, running.count - interval.lowest.count)
      return MemoryRecord.Interval(lowest: interval.lowest + [UInt32?](repeating: nil, count: missing))
    }
  }
}

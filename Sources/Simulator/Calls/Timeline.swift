/// What ran when, in a bounded number of intervals: when there are too many, each two become one of twice the length.
struct Timeline {
  private static let capacity = 1024

  private(set) var intervalCycles: UInt64 = 256
  private(set) var intervals: [ExecutionRecord.Interval] = [ExecutionRecord.Interval()]
  /// Cycle at which the last interval ends.
  private var end: UInt64 = 256
  /// For each node the last interval that it ran in, and its place there.
  private var lastInterval: [Int32] = []
  private var lastPlace: [Int32] = []
  /// Call depth and bytes of stack in use now, with which a new interval begins.
  private var depth = 0
  private var stackBytes: UInt32 = 0

  /// Moves on to a cycle.
  @inline(__always)
  private mutating func reach(_ cycle: UInt64) {
    if cycle >= end { extend(to: cycle) }
  }

  @inline(never)
  private mutating func extend(to cycle: UInt64) {
    while cycle >= end {
      if intervals.count == Self.capacity { halve() }
      var next = ExecutionRecord.Interval()
      (next.depth, next.stackBytes) = (depth, stackBytes)
      intervals.append(next)
      end += intervalCycles
    }
  }

  /// Notes that a node ran.
  @inline(__always)
  mutating func run(_ node: Int32, from start: UInt64, to finish: UInt64) {
    guard finish > start else { return }
    if finish <= end, start >= end - intervalCycles {
      add(finish - start, to: node)
    } else {
      runOn(node, from: start, to: finish)
    }
  }

  @inline(never)
  private mutating func runOn(_ node: Int32, from start: UInt64, to finish: UInt64) {
    var now = start
    while now < finish {
      reach(now)
      let part = min(finish, end) - now
      add(part, to: node)
      now += part
    }
  }

  @inline(__always)
  private mutating func add(_ cycles: UInt64, to node: Int32) {
    let index = Int(node)
    let interval = intervals.count - 1
    if index < lastInterval.count, lastInterval[index] == Int32(interval) {
      intervals[interval].cycles[Int(lastPlace[index])] += cycles
    } else {
      enter(cycles, node, interval)
    }
  }

  @inline(never)
  private mutating func enter(_ cycles: UInt64, _ node: Int32, _ interval: Int) {
    while lastInterval.count <= Int(node) {
      lastInterval.append(-1)
      lastPlace.append(0)
    }
    lastInterval[Int(node)] = Int32(interval)
    lastPlace[Int(node)] = Int32(intervals[interval].nodes.count)
    intervals[interval].nodes.append(node)
    intervals[interval].cycles.append(cycles)
  }

  /// Notes how deep the calls are.
  @inline(__always)
  mutating func note(depth: Int, stackBytes: UInt32, at cycle: UInt64) {
    reach(cycle)
    (self.depth, self.stackBytes) = (depth, stackBytes)
    let last = intervals.count - 1
    if depth > intervals[last].depth { intervals[last].depth = depth }
    if stackBytes > intervals[last].stackBytes { intervals[last].stackBytes = stackBytes }
  }

  /// Notes that calls have returned.
  @inline(__always)
  mutating func shrink(depth: Int, stackBytes: UInt32) { (self.depth, self.stackBytes) = (depth, stackBytes) }

  private mutating func halve() {
    var halved: [ExecutionRecord.Interval] = []
    for pair in stride(from: 0, to: intervals.count, by: 2) {
      var sum = intervals[pair]
      let other = intervals[pair + 1]
      var places: [Int32: Int] = [:]
      for (place, node) in sum.nodes.enumerated() { places[node] = place }
      for (node, cycles) in zip(other.nodes, other.cycles) {
        if let place = places[node] {
          sum.cycles[place] += cycles
        } else {
          sum.nodes.append(node)
          sum.cycles.append(cycles)
        }
      }
      sum.depth = max(sum.depth, other.depth)
      sum.stackBytes = max(sum.stackBytes, other.stackBytes)
      halved.append(sum)
    }
    intervals = halved
    intervalCycles *= 2
    end = intervalCycles * UInt64(intervals.count)
    for index in lastInterval.indices { lastInterval[index] = -1 }
    // What ran in the last interval goes on in it.
    for (place, node) in (intervals.last?.nodes ?? []).enumerated() {
      lastInterval[Int(node)] = Int32(intervals.count - 1)
      lastPlace[Int(node)] = Int32(place)
    }
  }
}

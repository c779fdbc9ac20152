import ThumbISA

/// A Cortex-M7 that moves one clock at a time: a queue that holds the addresses of fetched windows, two issue slots, and a
/// scoreboard of counters that run down. Slow and plain, with TIMING's numbers written out, and apart from the scheduling
/// code down to the classification of instructions (`CortexM7Work`). Used in tests only, to be compared with the model.
struct CortexM7Naive {
  /// One instruction of a trace, with the path it takes.
  struct Step {
    var work: CortexM7Work
    var address: UInt32
    var size: UInt32
    var isTaken: Bool
  }

  private struct Counter: Hashable {
    var register: String
    var reader: CortexM7Work.Reader
  }

  private var queue: [UInt32] = []
  private var path: ArraySlice<UInt32>
  private var counters: [Counter: Int] = [:]
  private var clocksSinceFlags = 100
  private var clocksSinceDoubleSum = 100
  private var clocksSinceSum = 100
  private var conditional = 0
  /// What issued in this clock, oldest first; a closed clock takes nothing more.
  private var issued: [CortexM7Work] = []
  private var isClosed = false
  private var executing: (work: CortexM7Work, clocksLeft: Int)?
  private var lateWrites: [(register: String, writer: CortexM7Work.Writer)] = []

  /// For each instruction, the number of clocks after which it has left the issue stage.
  static func run(_ trace: [Step]) -> [Int] {
    var machine = Self(path: windows(along: trace)[...])
    var result: [Int] = []
    var clock = 0
    while result.count < trace.count {
      machine.beginClock()
      while result.count < trace.count, let hold = machine.issue(trace[result.count]) { result.append(clock + hold) }
      machine.endClock()
      clock += 1
    }
    return result
  }

  private init(path: ArraySlice<UInt32>) { self.path = path }

  /// Aligned windows of 8 bytes along the path; a taken branch begins a new one, be it the same.
  private static func windows(along trace: [Step]) -> [UInt32] {
    var result: [UInt32] = []
    var isElsewhere = true
    for step in trace {
      for byte in step.address..<step.address + step.size where isElsewhere || result.last != byte & ~7 {
        result.append(byte & ~7)
        isElsewhere = false
      }
      isElsewhere = step.isTaken
    }
    return result
  }

  // MARK: Clock

  private mutating func beginClock() {
    if queue.count < 4, let window = path.popFirst() { queue.append(window) }
    guard let (work, left) = executing else { return }
    if left > 1 {
      transferSome(work)
      executing = (work, left - 1)
      isClosed = true
    } else {
      executing = nil
      retire(work)
      issued.append(work)
      isClosed = work.isAlone || closesWhenDone
    }
  }

  private mutating func endClock() {
    counters = counters.filter { $0.value > 1 }.mapValues { $0 - 1 }
    clocksSinceFlags += 1
    clocksSinceDoubleSum += 1
    clocksSinceSum += 1
    issued = []
    isClosed = false
  }

  /// A long instruction in the younger slot leaves no slot open behind it.
  private var closesWhenDone = false

  // MARK: Issue

  /// Clocks for which the next instruction holds the stage if it issues in this clock; nil if it cannot.
  private mutating func issue(_ step: Step) -> Int? {
    let work = step.work
    let isConditional = conditional > 0
    if isClosed || issued.count == 2 { return nil }
    if let older = issued.first, !Self.mayPair(older, work) { return nil }
    if clocksSinceSum < 4 && (work.avoidsSums || (work.units.contains("move") && !issued.isEmpty)) { return nil }
    let needed = Set([step.address & ~7, (step.address + step.size - 1) & ~7])
    guard queue.count >= needed.count else { return nil }
    for (register, reader) in work.reads where counters[Counter(register: register, reader: reader)] != nil {
      return nil
    }
    if (work.usesFlags || isConditional && !work.isBranch) && clocksSinceFlags < 1 { return nil }

    var actual = work
    if let early = work.early, !isConditional, !work.usesFlags, executesEarly(early, work) {
      actual.writes = work.writes.map { ($0.register, .early) }
    }
    if isConditional && work.isNarrow && !work.compares { actual.setsFlags = false }
    leaveQueue(step)
    conditional = work.block > 0 ? work.block : max(0, conditional - 1)
    if work.units.contains("doubleSum") && clocksSinceDoubleSum <= 1 { actual.hold = 6 }
    return start(actual)
  }

  private func executesEarly(_ early: String, _ work: CortexM7Work) -> Bool {
    if early == "adder" && !issued.isEmpty { return false }
    if early == "shift", let older = issued.first, !older.units.isDisjoint(with: ["shifted", "field"]) { return false }
    let reader: CortexM7Work.Reader = early == "adder" ? .earlyAdder : .shifter
    return work.reads.allSatisfy { counters[Counter(register: $0.register, reader: reader)] == nil }
  }

  private mutating func leaveQueue(_ step: Step) {
    let end = step.address + step.size
    var window = step.address & ~7
    while window < end {
      if window + 8 <= end || step.isTaken { queue.removeFirst() }
      window += 8
    }
  }

  private mutating func start(_ work: CortexM7Work) -> Int {
    let isYounger = !issued.isEmpty
    for write in work.writes where write.writer == .base { produce(write.register, write.writer) }
    lateWrites = work.writes.filter { $0.writer != .base }
    if work.hold == 1 {
      retire(work)
      issued.append(work)
      isClosed = work.isAlone
    } else {
      transferSome(work)
      executing = (work, work.hold - 1)
      closesWhenDone = isYounger
      isClosed = true
    }
    return work.hold
  }

  private mutating func transferSome(_ work: CortexM7Work) {
    for write in lateWrites.prefix(work.writesEachClock) { produce(write.register, write.writer) }
    lateWrites = Array(lateWrites.dropFirst(work.writesEachClock))
  }

  private mutating func retire(_ work: CortexM7Work) {
    for write in lateWrites { produce(write.register, write.writer) }
    lateWrites = []
    if work.setsFlags { clocksSinceFlags = 0 }
    if work.units.contains("doubleSum") {
      clocksSinceDoubleSum = 0
    } else if work.units.contains("fpSum") {
      clocksSinceSum = 0
    }
  }

  private static func mayPair(_ older: CortexM7Work, _ younger: CortexM7Work) -> Bool {
    if older.isAlone || younger.isAlone || younger.isOlderOnly { return false }
    for unit in ["multiplier", "store", "branch", "fp", "constant"]
    where older.units.contains(unit) && younger.units.contains(unit) {
      return false
    }
    if younger.units.contains("shifted") && !older.units.isDisjoint(with: ["shifted", "shift", "field"]) {
      return false
    }
    for (one, other) in [
      ("multiplier", "store"), ("fpSum", "move"), ("doubleSum", "load"), ("doubleSum", "store"),
    ] {
      if older.units.contains(one) && younger.units.contains(other) { return false }
      if older.units.contains(other) && younger.units.contains(one) { return false }
    }
    return true
  }

  // MARK: Scoreboard

  private mutating func produce(_ register: String, _ writer: CortexM7Work.Writer) {
    for reader in CortexM7Work.Reader.allCases {
      let clocks = Self.clocks(writer, reader)
      counters[Counter(register: register, reader: reader)] = clocks > 0 ? clocks : nil
    }
  }

  /// TIMING's table of producers and consumers; columns in the order of `Reader`.
  private static func clocks(_ writer: CortexM7Work.Writer, _ reader: CortexM7Work.Reader) -> Int {
    let row: [Int]
    switch writer {
    //                 plain beside adder shifter address accumulator data toFP  fp accumulator data fromFP
    case .late: row = [1, 1, 2, 2, 2, 0, 0, 1, 0, 0, 0, 0]
    case .early: row = [0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    case .reversed: row = [0, 0, 1, 2, 2, 0, 0, 1, 0, 0, 0, 0]
    case .base: row = [0, 0, 2, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    case .word: row = [1, 2, 2, 2, 3, 1, 0, 1, 0, 0, 0, 0]
    case .narrow: row = [2, 2, 3, 3, 3, 1, 0, 2, 0, 0, 0, 0]
    case .product: row = [2, 2, 3, 3, 4, 1, 0, 1, 0, 0, 0, 0]
    case .fp: row = [0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 1, 3]
    case .fused: row = [0, 0, 0, 0, 0, 0, 0, 0, 5, 3, 3, 5]
    case .chained: row = [0, 0, 0, 0, 0, 0, 0, 0, 6, 3, 4, 6]
    case .fpLoad: row = [0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 2]
    case .fpMove: row = [0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 1, 3]
    case .done: row = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]
    }
    return row[CortexM7Work.Reader.allCases.firstIndex(of: reader) ?? 0]
  }
}

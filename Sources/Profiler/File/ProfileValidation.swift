/// Checks what a decoded profile promises: that renderings may index, subtract and add without looking.
struct ProfileValidation {
  struct Contradiction: Error {
    var place: String
    var reason: String
  }

  private let profile: Profile
  /// Everything that was counted, added up: as long as this fits, so does every sum over parts of it.
  private var sum: UInt64 = 0

  static func check(_ profile: Profile) throws(Contradiction) {
    var validation = ProfileValidation(profile: profile)
    try validation.totals()
    try validation.functions()
    try validation.lines()
    try validation.instructions()
    try validation.paths()
    try validation.layers()
    try validation.regions()
    if let timeline = profile.timeline { try validation.timeline(timeline) }
  }

  private init(profile: Profile) { self.profile = profile }

  private func require(_ holds: Bool, _ place: @autoclosure () -> String, _ reason: @autoclosure () -> String)
    throws(Contradiction)
  {
    if !holds { throw Contradiction(place: place(), reason: reason()) }
  }

  /// Adds counts to the sum of all.
  private mutating func add(_ counts: UInt64..., at place: @autoclosure () -> String) throws(Contradiction) {
    for count in counts {
      let (next, overflow) = sum.addingReportingOverflow(count)
      try require(
        !overflow && next <= UInt64(Int64.max), place(),
        "has counts up to \(counts.max() ?? 0), which together with the others are more than any run could count")
      sum = next
    }
  }

  private func index(_ index: Int, of count: Int, _ array: String, _ place: @autoclosure () -> String)
    throws(Contradiction)
  {
    try require(
      index >= 0 && index < count, place(),
      "is \(index), but \(array) has \(count == 1 ? "1 entry" : "\(count) entries")"
    )
  }

  private func line(_ line: Int?, _ place: @autoclosure () -> String) throws(Contradiction) {
    if let line { try require(line >= 1 && line <= Int32.max, place(), "is line \(line); lines count from 1") }
  }

  private mutating func stalls(_ stalls: CyclesByCause, of cycles: UInt64, _ place: @autoclosure () -> String)
    throws(Contradiction)
  {
    for cause in CyclesByCause.causes { try add(stalls[keyPath: cause.path], at: "\(place()).stalls.\(cause.key)") }
    try require(
      stalls.total <= cycles, "\(place()).stalls", "add up to \(stalls.total), which is more than its \(cycles) cycles")
  }

  private mutating func traffic(_ traffic: [Traffic], _ place: @autoclosure () -> String) throws(Contradiction) {
    for (number, entry) in traffic.enumerated() {
      try index(entry.memory, of: profile.memories.count, "memories", "\(place()).traffic[\(number)].memory")
      try add(
        entry.loads, entry.stores, entry.bytesLoaded, entry.bytesStored, at: "\(place()).traffic[\(number)]")
    }
  }

  private func sumIsTotal(_ cycles: some Sequence<UInt64>, _ place: String, _ what: String) throws(Contradiction) {
    // Added up before, so that it does not overflow.
    let sum = cycles.reduce(0, +)
    try require(sum == profile.totalCycles, place, "\(what) add up to \(sum); totalCycles is \(profile.totalCycles)")
  }

  private mutating func totals() throws(Contradiction) {
    try require(profile.clock > 0, "clock", "is 0 Hz")
    try require(profile.seconds.isFinite && profile.seconds >= 0, "seconds", "is \(profile.seconds)")
    try add(profile.totalCycles, at: "totalCycles")
    try add(profile.totalInstructions, profile.clock, at: "totalInstructions")
    for cause in CyclesByCause.causes { try add(profile.stalls[keyPath: cause.path], at: "stalls.\(cause.key)") }
    try sumIsTotal([profile.stalls.total], "stalls", "its cycles")
  }

  private mutating func functions() throws(Contradiction) {
    for (number, function) in profile.functions.enumerated() {
      let place = "functions[\(number)]"
      try line(function.line, "\(place).line")
      try add(
        function.selfCycles, function.inclusiveCycles, function.calls, function.minimumCycles ?? 0,
        function.maximumCycles ?? 0, function.instructions, function.fetchMisses, function.dataMisses, at: place)
      try require(
        function.selfCycles <= function.inclusiveCycles && function.inclusiveCycles <= profile.totalCycles, place,
        """
        has \(function.selfCycles) self cycles, \(function.inclusiveCycles) inclusive, of \(profile.totalCycles) in all; \
        expected each at most the next
        """)
      try ordered(function.minimumCycles, function.maximumCycles, place)
      try stalls(function.stalls, of: function.selfCycles, place)
      try traffic(function.traffic, place)
    }
    try sumIsTotal(profile.functions.lazy.map(\.selfCycles), "functions", "the self cycles")
  }

  private func ordered(_ minimum: UInt64?, _ maximum: UInt64?, _ place: String) throws(Contradiction) {
    try require((minimum == nil) == (maximum == nil), place, "has only one of minimumCycles and maximumCycles")
    if let minimum, let maximum {
      try require(minimum <= maximum, place, "has minimumCycles \(minimum), more than maximumCycles \(maximum)")
    }
  }

  private mutating func lines() throws(Contradiction) {
    for (number, entry) in profile.lines.enumerated() {
      let place = "lines[\(number)]"
      try line(entry.line, "\(place).line")
      try add(
        entry.cycles, entry.instructions, entry.executions, entry.fetchMisses, entry.dataMisses, at: place)
      try stalls(entry.stalls, of: entry.cycles, place)
    }
    let sum = profile.lines.reduce(0) { $0 + $1.cycles }
    try require(
      sum <= profile.totalCycles, "lines", "have \(sum) cycles, more than totalCycles, \(profile.totalCycles)")
  }

  private mutating func instructions() throws(Contradiction) {
    var end: UInt64 = 0
    for (number, entry) in profile.instructions.enumerated() {
      let place = "instructions[\(number)]"
      try require(entry.size == 2 || entry.size == 4, "\(place).size", "is \(entry.size); expected 2 or 4 bytes")
      try require(
        UInt64(entry.address) >= end, "\(place).address",
        "is \(entry.address), within or before the instruction before it")
      end = UInt64(entry.address) + UInt64(entry.size)
      try require(end <= 1 << 32, "\(place).address", "is \(entry.address), where it does not fit")
      try index(entry.function, of: profile.functions.count, "functions", "\(place).function")
      try line(entry.line, "\(place).line")
      for (step, frame) in entry.inlined.enumerated() { try line(frame.callLine, "\(place).inlined[\(step)].callLine") }
      try add(entry.executions, entry.cycles, entry.fetchMisses, entry.dataMisses, at: place)
      try stalls(entry.stalls, of: entry.cycles, place)
      try traffic(entry.traffic, place)
    }
    try sumIsTotal(profile.instructions.lazy.map(\.cycles), "instructions", "the cycles")
  }

  private mutating func paths() throws(Contradiction) {
    var inclusive = profile.paths.map(\.selfCycles)
    for (number, path) in profile.paths.enumerated() {
      let place = "paths[\(number)]"
      try index(path.function, of: profile.functions.count, "functions", "\(place).function")
      try line(path.callLine, "\(place).callLine")
      try add(path.calls, path.selfCycles, path.inclusiveCycles, at: place)
      switch path.kind {
      case .reset, .exception, .task:
        try require(path.parent == nil, "\(place).parent", "is there, but a path of kind \(path.kind) has none")
      case .call, .jump:
        guard let parent = path.parent else {
          throw Contradiction(place: place, reason: "has no parent, but is of kind \(path.kind)")
        }
        try require(
          parent >= 0 && parent < number, "\(place).parent",
          "is \(parent); expected a path before it, 0 to \(number - 1)"
        )
      }
    }
    // Children come after their parents, so that backwards each is complete when its parent needs it.
    for (number, path) in profile.paths.enumerated().reversed() {
      try require(
        inclusive[number] == path.inclusiveCycles, "paths[\(number)].inclusiveCycles",
        "is \(path.inclusiveCycles); its own and those of the paths below it are \(inclusive[number])")
      if let parent = path.parent { inclusive[parent] += inclusive[number] }
    }
    try sumIsTotal(profile.paths.lazy.map(\.selfCycles), "paths", "the self cycles")
  }

  private mutating func layers() throws(Contradiction) {
    for (number, layer) in profile.layers.enumerated() {
      let place = "layers[\(number)]"
      try index(layer.function, of: profile.functions.count, "functions", "\(place).function")
      let (macs, overflow) = (layer.macs ?? 0).multipliedReportingOverflow(by: max(layer.calls, 1))
      try add(
        layer.calls, layer.cycles, layer.instructions, layer.fetchMisses, layer.dataMisses, overflow ? .max : macs,
        at: place)
      try stalls(layer.stalls, of: layer.cycles, place)
      try traffic(layer.traffic, place)
    }
  }

  private mutating func regions() throws(Contradiction) {
    for (number, region) in profile.regions.enumerated() {
      let place = "regions[\(number)]"
      let (minimum, median, maximum) = (region.minimumCycles, region.medianCycles, region.maximumCycles)
      try add(region.count, region.totalCycles, minimum ?? 0, median ?? 0, maximum ?? 0, at: place)
      try ordered(minimum, maximum, place)
      if let minimum, let median, let maximum {
        try require(
          minimum <= median && median <= maximum, "\(place).medianCycles",
          "is \(median), outside minimumCycles, \(minimum), to maximumCycles, \(maximum)")
      }
    }
  }

  private mutating func timeline(_ timeline: Profile.Timeline) throws(Contradiction) {
    try require(timeline.intervalCycles > 0, "timeline.intervalCycles", "is 0")
    let (length, overflow) = timeline.intervalCycles.multipliedReportingOverflow(by: UInt64(timeline.intervals.count))
    try add(timeline.intervalCycles, overflow ? .max : length, at: "timeline.intervalCycles")
    for (number, interval) in timeline.intervals.enumerated() {
      let place = "timeline.intervals[\(number)]"
      try require(
        interval.paths.count == interval.cycles.count, place,
        "has \(interval.paths.count) paths, but \(interval.cycles.count) cycles")
      for path in interval.paths { try index(path, of: profile.paths.count, "paths", "\(place).paths") }
      for cycles in interval.cycles { try add(cycles, at: "\(place).cycles") }
      try require(
        interval.depth >= 0 && interval.depth <= Int32.max, "\(place).depth", "is \(interval.depth)")
    }
    var last: UInt64 = 0
    for (number, change) in timeline.changes.enumerated() {
      let place = "timeline.changes[\(number)]"
      if let path = change.path { try index(path, of: profile.paths.count, "paths", "\(place).path") }
      try require(
        change.cycle >= last && change.cycle <= Int64.max, "\(place).cycle",
        "is \(change.cycle); expected at least that of the change before it, \(last)")
      last = change.cycle
    }
  }
}

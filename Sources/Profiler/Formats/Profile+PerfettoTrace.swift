import ReportFormats

extension Profile {
  /// A trace in Chrome's JSON form, which https://ui.perfetto.dev and Perfetto's trace processor open.
  ///
  /// - A track `core` says which of reset, handlers and tasks has the core; each of them has a track of the functions it is in.
  ///   What an exception or another task interrupts stays open there until it goes on; a handler's slices end whenever
  ///   something else runs. Both need the timeline's changes; where those were cut an instant event says so.
  /// - Counters: call depth and bytes of stack, the most in each interval of the timeline.
  /// - Times are in microseconds from reset, with three decimals, rounded down: cycles at the clock that the core has at the end.
  ///
  /// Source of the format: "Trace Event Format", https://perfetto.dev/docs/getting-started/other-formats.
  public func perfettoTrace() -> String {
    var writer = TraceWriter(self)
    writer.write()
    return writer.text
  }
}

private struct TraceWriter {
  private static let process = 1
  private static let coreTrack = 1
  /// Tracks of what begins stacks come after the core's, in the order of their paths.
  private static let firstTrack = 2

  let profile: Profile
  let tree: PathTree
  private var events: [String] = []
  /// By root: the path that its open slices make up.
  private var open: [Int: Int] = [:]
  private var running: Int?
  /// Names of functions as JSON strings.
  private let names: [String]

  init(_ profile: Profile) {
    self.profile = profile
    names = profile.functions.map { FormatText.json($0.name) }
    tree = PathTree(profile.paths)
  }

  var text: String {
    let time = "cycles at \(profile.clock) Hz"
    return "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"creator\":\"thumbprint\","
      + "\"firmware\":\(FormatText.json(profile.firmware)),\"target\":\(FormatText.json(profile.target)),"
      + "\"time\":\(FormatText.json(time)),\"cycles\":\(profile.totalCycles)},\n"
      + "\"traceEvents\":[\n\(events.joined(separator: ",\n"))\n]}\n"
  }

  mutating func write() {
    writeNames()
    writeSlices()
    writeCounters()
  }

  private mutating func writeNames() {
    name("process_name", track: 0, "\(profile.firmware) on \(profile.target)")
    name("thread_name", track: Self.coreTrack, "core")
    for root in profile.paths.indices where profile.paths[root].parent == nil {
      name("thread_name", track: track(of: root), profile.contextTitle(root))
      event("M", track: track(of: root), "\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":\(track(of: root))}")
    }
  }

  private mutating func writeSlices() {
    var end: UInt64 = 0
    for stretch in profile.stretches {
      if stretch.start > end { leaveAll(at: end) }
      enter(stretch)
      end = stretch.end
    }
    leaveAll(at: end)
    guard let timeline = profile.timeline else {
      instant("no timeline was recorded", at: 0)
      return
    }
    if timeline.changesAreCut {
      instant("from here on changes of function were not recorded: there were too many", at: end)
    } else if timeline.changes.isEmpty {
      instant("changes of function were not recorded", at: 0)
    }
  }

  private mutating func enter(_ stretch: Profile.Stretch) {
    let root = tree.roots[stretch.path]
    if running != root {
      leaveCore(at: stretch.start)
      slice("B", track: Self.coreTrack, FormatText.json(profile.contextTitle(root)), at: stretch.start)
      running = root
    }
    move(root, to: stretch.path, at: stretch.start)
  }

  /// Whether a handler that another interrupts or follows has ended is not known; its slices then end.
  private mutating func leaveCore(at cycle: UInt64) {
    guard let root = running else { return }
    slice("E", track: Self.coreTrack, FormatText.json(profile.contextTitle(root)), at: cycle)
    if profile.paths[root].kind == .exception { move(root, to: nil, at: cycle) }
    running = nil
  }

  private mutating func leaveAll(at cycle: UInt64) {
    leaveCore(at: cycle)
    for root in open.keys.sorted() { move(root, to: nil, at: cycle) }
  }

  private mutating func move(_ root: Int, to path: Int?, at cycle: UInt64) {
    let steps = tree.steps(from: open[root], to: path)
    for step in steps.end { slice("E", track: track(of: root), name(of: step), at: cycle) }
    for step in steps.begin { slice("B", track: track(of: root), name(of: step), at: cycle) }
    open[root] = path
  }

  private mutating func writeCounters() {
    guard let timeline = profile.timeline else { return }
    var start: UInt64 = 0
    for interval in timeline.intervals {
      counter("call depth", "functions", Int64(interval.depth), at: start)
      counter("stack", "bytes", Int64(interval.stackBytes), at: start)
      start += timeline.intervalCycles
    }
  }

  private func track(of root: Int) -> Int { root + Self.firstTrack }

  private func name(of path: Int) -> String { names[profile.paths[path].function] }

  private mutating func name(_ what: String, track: Int, _ name: String) {
    event("M", track: track, "\"name\":\"\(what)\",\"args\":{\"name\":\(FormatText.json(name))}")
  }

  /// `name` is a JSON string.
  private mutating func slice(_ phase: String, track: Int, _ name: String, at cycle: UInt64) {
    event(phase, track: track, "\"cat\":\"function\",\"name\":\(name),\"ts\":\(microseconds(cycle))")
  }

  private mutating func instant(_ text: String, at cycle: UInt64) {
    event("i", track: Self.coreTrack, "\"s\":\"g\",\"name\":\(FormatText.json(text)),\"ts\":\(microseconds(cycle))")
  }

  private mutating func counter(_ name: String, _ unit: String, _ value: Int64, at cycle: UInt64) {
    event("C", track: 0, "\"name\":\"\(name)\",\"args\":{\"\(unit)\":\(value)},\"ts\":\(microseconds(cycle))")
  }

  private mutating func event(_ phase: String, track: Int, _ rest: String) {
    events.append("{\"ph\":\"\(phase)\",\"pid\":\(Self.process),\"tid\":\(track),\(rest)}")
  }

  /// Exact to a nanosecond, which is what Perfetto keeps. A profile without a clock has a microsecond for each cycle.
  private func microseconds(_ cycle: UInt64) -> String {
    guard profile.clock > 0 else { return "\(cycle)" }
    let seconds = cycle.quotientAndRemainder(dividingBy: profile.clock)
    let product = seconds.remainder.multipliedFullWidth(by: 1_000_000_000)
    let nanoseconds = profile.clock.dividingFullWidth(product).quotient
    let (micro, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    return "\(seconds.quotient * 1_000_000 + micro)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}

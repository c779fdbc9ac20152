import ReportFormats

extension Profile {
  /// A profile in callgrind's format, for KCachegrind and `callgrind_annotate`: costs of each instruction with its line, and
  /// calls with their inclusive cycles.
  ///
  /// - Events: `Cy` cycles, `Ir` instructions, one for each cause of `CyclesByCause` under its key, `DCm` and `ICm` misses of
  ///   caches and flash lines by data accesses and fetches. Calls carry `Cy` only: paths know no other cost.
  /// - A function that is already running further up costs its caller nothing: its cycles count where it was first
  ///   entered, so that inclusive cycles never exceed the total. The readers add up calls for that number.
  /// - What no instruction called (reset, handlers, tasks) is called by `[reset]`, `[exception N]`, `[task]`.
  /// - Functions that share file and name are told apart by their address.
  ///
  /// Source of the format: https://valgrind.org/docs/manual/cl-format.html.
  public func callgrind() -> String {
    var writer = CallgrindWriter(self)
    writer.write()
    return writer.text
  }
}

private struct CallgrindWriter {
  /// Calls from one instruction to one function, over all paths.
  struct Arc {
    var site: UInt32
    var file: String?
    var line: Int?
    var callee: Int
    var calls: UInt64
    var cycles: UInt64
  }

  struct ArcKey: Hashable {
    /// Index in `functions`; nil where no instruction called.
    var caller: Int?
    /// For those, what did.
    var context: String?
    var site: UInt32
    var callee: Int
  }

  let profile: Profile
  var text = ""
  private let causes = CyclesByCause.causes
  /// By function: the file that it belongs to and its name, told apart from others.
  private var homes: [String]
  private var names: [String]
  private var fileNumbers: [String: Int] = [:]
  private var nameNumbers: [String: Int] = [:]
  private var arcs: [Int: [Arc]] = [:]
  private var contexts: [(name: String, arcs: [Arc])] = []

  /// What the format calls an unknown file.
  private static let unknown = "???"

  init(_ profile: Profile) {
    self.profile = profile
    homes = Self.homes(of: profile)
    names = Self.names(of: profile, homes: homes)
    gatherArcs()
  }

  /// Where the source defines each function; else where most of its own instructions come from.
  private static func homes(of profile: Profile) -> [String] {
    var counts = [[String: Int]](repeating: [:], count: profile.functions.count)
    for instruction in profile.instructions where instruction.inlined.isEmpty {
      if let file = instruction.file { counts[instruction.function][file, default: 0] += 1 }
    }
    return profile.functions.indices.map { index in
      if let file = profile.functions[index].file { return file }
      return counts[index].max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? unknown
    }
  }

  private static func names(of profile: Profile, homes: [String]) -> [String] {
    let plain = profile.functions.map { FormatText.oneLine($0.name) }
    var counts: [[String]: Int] = [:]
    for index in plain.indices { counts[[homes[index], plain[index]], default: 0] += 1 }
    return plain.indices.map { index in
      guard counts[[homes[index], plain[index]], default: 0] > 1 else { return plain[index] }
      return "\(plain[index]) [\(FormatText.address(profile.functions[index].address))]"
    }
  }

  private mutating func gatherArcs() {
    let tree = PathTree(profile.paths)
    var indices: [ArcKey: Int] = [:]
    var all: [(key: ArcKey, arc: Arc)] = []
    for (index, path) in profile.paths.enumerated() {
      let caller = path.parent.map { profile.paths[$0].function }
      let site = path.callSite ?? caller.map { profile.functions[$0].address } ?? 0
      let context = path.parent == nil ? Self.context(of: path) : nil
      let key = ArcKey(caller: caller, context: context, site: site, callee: path.function)
      let arc = Arc(
        site: site, file: path.callFile, line: path.callLine, callee: path.function, calls: path.calls,
        cycles: tree.isRecursive[index] ? 0 : path.inclusiveCycles)
      if let known = indices[key] {
        all[known].arc.calls += arc.calls
        all[known].arc.cycles += arc.cycles
      } else {
        indices[key] = all.count
        all.append((key, arc))
      }
    }
    var contextIndices: [String: Int] = [:]
    for (key, arc) in all {
      if let caller = key.caller {
        arcs[caller, default: []].append(arc)
      } else if let context = key.context {
        if contextIndices[context] == nil {
          contextIndices[context] = contexts.count
          contexts.append((context, []))
        }
        contexts[contextIndices[context] ?? 0].arcs.append(arc)
      }
    }
  }

  private static func context(of path: Profile.Path) -> String {
    switch path.kind {
    case .exception: return path.exception.map { "[exception \($0)]" } ?? "[exception]"
    case .task: return "[task]"
    default: return "[reset]"
    }
  }

  mutating func write() {
    let totals = totals
    writeHeader(totals)
    for context in contexts {
      text += "\nfl=\(file(Self.unknown))\nfn=\(name(context.name))\n"
      for arc in context.arcs { write(arc, line: 0) }
    }
    var instructions = [[Int]](repeating: [], count: profile.functions.count)
    for (index, instruction) in profile.instructions.enumerated() { instructions[instruction.function].append(index) }
    for index in profile.functions.indices { write(function: index, instructions[index]) }
    text += "\ntotals: \(totals)\n"
  }

  private mutating func writeHeader(_ totals: String) {
    text += "# callgrind format\nversion: 1\ncreator: thumbprint\n"
    text += "cmd: \(FormatText.oneLine(profile.firmware))\npart: 1\n"
    let notes = [
      "Target: \(profile.target), \(profile.core) at \(profile.clock) Hz",
      "Stop: \(profile.stop.reason)",
      "Calls: inclusive cycles only; a call of what is already running further up counts 0 cycles",
    ]
    for note in notes + profile.notes { text += "desc: \(FormatText.oneLine(note))\n" }
    text += "positions: instr line\n"
    text += "event: Cy : Cycles\nevent: Ir : Instructions\n"
    for cause in causes { text += "event: \(cause.key) : Cycles, \(cause.title)\n" }
    text += "event: DCm : Data misses\nevent: ICm : Fetch misses\n"
    text += "events: Cy Ir \(causes.map(\.key).joined(separator: " ")) DCm ICm\n"
    text += "summary: \(totals)\n\nob=\(FormatText.oneLine(profile.firmware))\n"
  }

  private mutating func write(function index: Int, _ instructions: [Int]) {
    var calls = Dictionary(grouping: arcs[index] ?? [], by: \.site)
    guard !instructions.isEmpty || !calls.isEmpty else { return }
    let home = homes[index]
    text += "\nfl=\(file(home))\nfn=\(name(names[index]))\n"
    var current = home
    for instruction in instructions.map({ profile.instructions[$0] }) {
      move(to: instruction.file ?? home, from: &current, home: home)
      let line = instruction.file == nil ? 0 : instruction.line ?? 0
      text += "\(FormatText.address(instruction.address)) \(line) \(counts(of: instruction))\n"
      for arc in calls.removeValue(forKey: instruction.address) ?? [] { write(arc, line: line) }
    }
    for arc in calls.values.joined().sorted(by: { ($0.site, $0.callee) < ($1.site, $1.callee) }) {
      move(to: arc.file ?? home, from: &current, home: home)
      write(arc, line: arc.line ?? 0)
    }
  }

  /// Code from elsewhere within a function: inlined, or included.
  private mutating func move(to place: String, from current: inout String, home: String) {
    guard place != current else { return }
    text += "\(place == home ? "fe" : "fi")=\(file(place))\n"
    current = place
  }

  private mutating func write(_ arc: Arc, line: Int) {
    guard arc.calls > 0 || arc.cycles > 0 else { return }
    let callee = profile.functions[arc.callee]
    text += "cfi=\(file(homes[arc.callee]))\ncfn=\(name(names[arc.callee]))\n"
    // A call from before the profile began counts as none there; readers take the cost of no calls for the caller's own.
    text += "calls=\(max(arc.calls, 1)) \(FormatText.address(callee.address)) \(callee.line ?? 0)\n"
    text += "\(FormatText.address(arc.site)) \(line) \(arc.cycles)\n"
  }

  private func costs(of instruction: Profile.Instruction) -> [UInt64] {
    var costs = [instruction.cycles, instruction.executions]
    costs.reserveCapacity(causes.count + 4)
    for cause in causes { costs.append(instruction.stalls[keyPath: cause.path]) }
    costs.append(instruction.dataMisses)
    costs.append(instruction.fetchMisses)
    return costs
  }

  /// Counts at the end that are left out are 0.
  private func counts(of instruction: Profile.Instruction) -> String {
    var costs = costs(of: instruction)
    while costs.count > 1, costs.last == 0 { costs.removeLast() }
    return costs.map { String($0) }.joined(separator: " ")
  }

  private var totals: String {
    var totals = [UInt64](repeating: 0, count: causes.count + 4)
    for instruction in profile.instructions {
      for (index, cost) in costs(of: instruction).enumerated() { totals[index] += cost }
    }
    return totals.map { String($0) }.joined(separator: " ")
  }

  /// `(number) name` the first time, `(number)` from then on. The number also keeps names that look like one apart.
  private mutating func file(_ path: String) -> String {
    if let number = fileNumbers[path] { return "(\(number))" }
    fileNumbers[path] = fileNumbers.count + 1
    return "(\(fileNumbers.count)) \(FormatText.oneLine(path, absent: Self.unknown))"
  }

  private mutating func name(_ name: String) -> String {
    if let number = nameNumbers[name] { return "(\(number))" }
    nameNumbers[name] = nameNumbers.count + 1
    return "(\(nameNumbers.count)) \(name)"
  }
}

import ReportFormats

extension Profile {
  /// Where the cycles went and why, on one screen: causes, functions, lines, layers, regions of interest, notes. Each
  /// line ends with a newline.
  /// - Parameters:
  ///   - width: columns of the terminal; under 80 it is written for 80.
  ///   - color: whether to write the control sequences of an ANSI terminal.
  public func summary(width: Int, color: Bool) -> String {
    SummaryText(profile: self, width: max(width, 80), color: color).lines.map { $0 + "\n" }.joined()
  }
}

/// The parts of the summary, one after the other.
private struct SummaryText {
  let profile: Profile
  let width: Int
  let color: Bool

  private static let functionLimit = 10
  private static let placeLimit = 6
  private static let layerLimit = 16
  /// Rows with a smaller share than this are left out where there are others.
  private static let leastShare = 0.0005

  private typealias Row = [TextTable.Cell]

  var lines: [String] {
    var lines = headline
    guard profile.totalCycles > 0 else { return lines + ["no cycle was recorded"] + regions + notes }
    for part in [causes, functions, places, layers, regions] where !part.isEmpty { lines += [""] + part }
    return lines + (notes.isEmpty ? [] : [""] + notes)
  }

  // MARK: Headline

  private var headline: [String] {
    let core = profile.core == "cortex-m7" ? "Cortex-M7" : profile.core == "cortex-m4" ? "Cortex-M4" : profile.core
    let place = " on \(TextLayout.printable(profile.target)) (\(core)): \(stop)"
    let firmware = TextLayout.printable(profile.firmware)
    let name = TextLayout.shortenedPlace(firmware, to: max(width - TextLayout.width(of: place), 20))
    let perCycle = profile.totalCycles == 0 ? 0 : Double(profile.totalInstructions) / Double(profile.totalCycles)
    let rate = TextLayout.decimals(perCycle, 2)
    let cycles = TextStyle.heading.applied(to: "\(grouped(profile.totalCycles)) cycles", color: color)
    return [
      TextStyle.heading.applied(to: name + place, color: color),
      "\(cycles), \(grouped(profile.totalInstructions)) instructions, \(rate) per cycle",
      "simulated time: \(time)",
    ]
  }

  private var time: String {
    let atClock = profile.clock == 0 ? 0 : Double(profile.totalCycles) / Double(profile.clock)
    // The clock may have changed on the way, and the profile may be of a part of the run.
    let isAllAtClock = abs(atClock - profile.seconds) <= 1e-3 * profile.seconds
    let clock = "\(isAllAtClock ? " at" : ", in the end at") \(TextLayout.frequency(profile.clock))"
    return TextLayout.duration(profile.seconds) + clock
  }

  private var stop: String {
    switch profile.stop.reason {
    case "exit": "exit, status \(profile.stop.exitStatus)"
    case "limit": "stopped by a limit"
    case "fault": "stopped by an unhandled fault"
    case "lockup": "stopped by a lockup"
    case "sleep": "asleep, and nothing can wake it"
    case "interrupted": "interrupted"
    case "output": "stopped, as its output cannot be written"
    default: TextLayout.printable(profile.stop.reason)
    }
  }

  // MARK: Tables

  private var causes: [String] {
    let total = profile.totalCycles
    var table = TextTable("cycles by cause", [.right(""), .right(""), .left(""), .left("")])
    for cause in CyclesByCause.causes where profile.stalls[keyPath: cause.path] > 0 {
      let cycles = profile.stalls[keyPath: cause.path]
      table.rows.append([
        .text(cause.title, .of(cause: cause.key)), .text(grouped(cycles)), share(cycles),
        .bar([(cause.key, Double(cycles) / Double(total))]), .text(CyclesByCause.meaning(cause.key), .faint),
      ])
    }
    return draw(table)
  }

  private var functions: [String] {
    var table = TextTable(
      "functions",
      [.right("self"), .right("share"), .left(""), .right("inclusive"), .right("calls"), .left("top stall")])
    let most = profile.functions.first?.selfCycles ?? 0
    let shown = profile.functions.prefix(Self.functionLimit).filter { isWorthShowing($0.selfCycles) }
    table.rows = shown.map { function in
      [
        .text(TextLayout.printable(function.name)), .text(grouped(function.selfCycles)), share(function.selfCycles),
        function.stalls.barCell(of: most), share(function.inclusiveCycles), .text(grouped(function.calls)),
        function.stalls.topStallCell,
      ]
    }
    let rest = profile.functions.dropFirst(shown.count).filter { $0.selfCycles > 0 }
    return draw(table) + more(rest.count, "functions", rest.reduce(0) { $0 + $1.selfCycles })
  }

  /// Lines, or where none is known, instructions.
  private var places: [String] { profile.lines.isEmpty ? hottestInstructions : hottestLines }

  private var hottestLines: [String] {
    var table = TextTable(
      "hottest lines",
      [.right("cycles"), .right("share"), .left(""), .right("executions"), .left("top stall")], usualFirst: 40)
    let shown = profile.lines.prefix(Self.placeLimit).filter { isWorthShowing($0.cycles) }
    let owners = profile.functionsOfLines(shown)
    let most = shown.first?.cycles ?? 0
    table.rows = shown.map { line in
      let place = "\(TextLayout.printable(line.file)):\(line.line)"
      let owner = owners[LinePlace(file: line.file, line: line.line)]
      let name = owner.map { " " + TextLayout.shortened(TextLayout.printable($0), to: 20) } ?? ""
      return [
        .place(place + name), .text(grouped(line.cycles)), share(line.cycles), line.stalls.barCell(of: most),
        .text(grouped(line.executions)), line.stalls.topStallCell,
      ]
    }
    return table.rows.isEmpty ? [] : draw(table)
  }

  private var hottestInstructions: [String] {
    var table = TextTable(
      "hottest instructions", [.right("cycles"), .right("share"), .left("top stall"), .left("function")])
    let hottest = profile.instructions.sorted { ($1.cycles, $0.address) < ($0.cycles, $1.address) }
    table.rows = hottest.prefix(Self.placeLimit).filter { isWorthShowing($0.cycles) }.map { instruction in
      let code = "\(FormatText.address(instruction.address)) \(TextLayout.printable(instruction.shortText))"
      let name = TextLayout.printable(profile.functions[instruction.function].name)
      return [
        .text(code), .text(grouped(instruction.cycles)), share(instruction.cycles), instruction.stalls.topStallCell,
        .text(TextLayout.shortened(name, to: 18)),
      ]
    }
    return table.rows.isEmpty ? [] : draw(table)
  }

  private var layers: [String] {
    guard !profile.layers.isEmpty else { return [] }
    var table = TextTable(
      "layers",
      [
        .right("cycles"), .right("share"), .left(""), .right("MACs"), .right("cycles/MAC"), .right("moved"),
        .left("top stall"),
      ])
    let most = profile.layers.map(\.cycles).max() ?? 0
    // Those with the most cycles, in the order in which they ran.
    let order = profile.layers.indices.sorted { (profile.layers[$1].cycles, $0) < (profile.layers[$0].cycles, $1) }
    let shown = order.prefix(Self.layerLimit).sorted()
    table.rows = shown.map { index in
      let layer = profile.layers[index]
      let name = TextLayout.printable(layer.name) + (layer.operator.map { " " + TextLayout.printable($0) } ?? "")
      let perMAC = layer.cyclesPerMAC.map { TextLayout.decimals($0, 2) }
      return [
        .text(name), .text(grouped(layer.cycles)), share(layer.cycles), layer.stalls.barCell(of: most),
        .text(layer.macs.map { TextLayout.short($0.multipliedReportingOverflow(by: layer.calls).partialValue) } ?? "–"),
        .text(perMAC ?? "–"), .text(TextLayout.bytes(layer.bytesMoved)), layer.stalls.topStallCell,
      ]
    }
    let rest = order.dropFirst(Self.layerLimit)
    return draw(table) + more(rest.count, "layers", rest.reduce(0) { $0 + profile.layers[$1].cycles })
  }

  private var regions: [String] {
    guard !profile.regions.isEmpty else { return [] }
    var table = TextTable(
      "regions of interest",
      [.right("passes"), .right("minimum"), .right("median"), .right("maximum"), .right("cycles in all")])
    func cell(_ value: UInt64?) -> TextTable.Cell { .text(value.map(grouped) ?? "–") }
    table.rows = profile.regions.map {
      [
        .text(TextLayout.printable($0.name)), cell($0.count), cell($0.minimumCycles), cell($0.medianCycles),
        cell($0.maximumCycles), cell($0.totalCycles),
      ]
    }
    return draw(table)
  }

  private var notes: [String] {
    profile.notes.flatMap { TextLayout.wrapped("note: \(TextLayout.printable($0))", to: width, indent: 6) }
  }

  // MARK: Pieces

  private func grouped(_ value: UInt64) -> String { FormatText.grouped(value) }

  private func share(_ cycles: UInt64) -> TextTable.Cell { .text(TextLayout.percent(cycles, of: profile.totalCycles)) }

  private func isWorthShowing(_ cycles: UInt64) -> Bool {
    Double(cycles) >= Self.leastShare * Double(profile.totalCycles)
  }

  private func draw(_ table: TextTable) -> [String] { table.lines(width: width, color: color) }

  private func more(_ count: Int, _ what: String, _ cycles: UInt64) -> [String] {
    guard count > 0 else { return [] }
    let noun = count == 1 ? String(what.dropLast()) : what
    let share = TextLayout.percent(cycles, of: profile.totalCycles)
    return ["  and \(grouped(UInt64(count))) more \(noun): \(grouped(cycles)) cycles, \(share)"]
  }
}

/// A source line as a key.
struct LinePlace: Hashable {
  var file: String
  var line: Int
}

extension Profile {
  /// The function with the most cycles on each of these lines; where the line was inlined, the inlined function's name.
  fileprivate func functionsOfLines(_ lines: [Line]) -> [LinePlace: String] {
    let wanted = Set(lines.map { LinePlace(file: $0.file, line: $0.line) })
    var cycles: [LinePlace: [String: UInt64]] = [:]
    for instruction in instructions {
      guard let file = instruction.file, let line = instruction.line else { continue }
      let place = LinePlace(file: file, line: line)
      guard wanted.contains(place) else { continue }
      let name = instruction.inlined.first?.function ?? functions[instruction.function].name
      cycles[place, default: [:]][name, default: 0] += instruction.cycles
    }
    return cycles.compactMapValues { names in names.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
  }
}

extension Profile.Instruction {
  /// The assembly in one line, without what is said of operands behind it.
  fileprivate var shortText: String {
    let code = text.prefix { $0 != "<" && $0 != "@" }
    return code.split { $0 == "\t" || $0 == " " }.joined(separator: " ")
  }
}

import Foundation
import ReportFormats

extension Profile {
  /// A summary in GitHub's Markdown, for a comment on a pull request: headline numbers, the functions with most cycles of
  /// their own, layers, and what is longer in a part that unfolds. With a baseline it says what changed since: cycles and
  /// per cent of the baseline, `+` for more.
  ///
  /// Functions and layers are those of the baseline that have the same name; of several with one name, the first by address
  /// belongs to the first. The length is bounded: a comment may have 65,536 characters.
  public func markdown(comparedWith baseline: Profile? = nil) -> String {
    // Names that are all escapes are rare; they get fewer rows.
    for divisor in [1, 2, 4, 8] {
      let text = MarkdownWriter(profile: self, baseline: baseline, divisor: divisor).text
      if text.unicodeScalars.count <= 65_000 { return text }
    }
    return MarkdownWriter(profile: self, baseline: baseline, divisor: 16).text
  }
}

private struct MarkdownWriter {
  let profile: Profile
  let baseline: Profile?
  /// Tables have so many rows at most.
  let (topRows, moreRows, lineRows, layerRows, noteRows): (Int, Int, Int, Int, Int)

  init(profile: Profile, baseline: Profile?, divisor: Int) {
    self.profile = profile
    self.baseline = baseline
    (topRows, moreRows, lineRows) = (max(10 / divisor, 1), 40 / divisor, 20 / divisor)
    (layerRows, noteRows) = (100 / divisor, 20 / divisor)
  }

  var text: String {
    var parts = [heading] + warnings + [headline]
    if let baseline { parts.append(changes(since: baseline)) }
    parts += [functions(profile.functions.prefix(topRows), title: "Functions"), layers, details]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var heading: String {
    let cycles = Self.grouped(profile.totalCycles)
    let change = baseline.map { ", " + MarkdownChange(from: $0.totalCycles, to: profile.totalCycles).sentence } ?? ""
    return "### \(Markdown.code(profile.firmware)) on \(Markdown.code(profile.target))\n\n**\(cycles) cycles**\(change)"
  }

  private var warnings: [String] {
    var warnings: [String] = []
    if profile.stop.reason != "exit" || profile.stop.exitStatus != 0 {
      warnings.append("> Ended by \(Markdown.code(profile.stop.reason)), exit status \(profile.stop.exitStatus).")
    }
    if let baseline {
      if baseline.target != profile.target {
        warnings.append("> The baseline is of another target: \(Markdown.code(baseline.target)).")
      }
      if baseline.stop != profile.stop {
        let (reason, status) = (baseline.stop.reason, baseline.stop.exitStatus)
        warnings.append("> The baseline ended otherwise: by \(Markdown.code(reason)), exit status \(status).")
      }
    }
    return warnings
  }

  private var headline: String {
    var table = MarkdownTable(["", "Now"] + (baseline == nil ? [] : ["Baseline", "Change"]), isNumber: { $0 > 0 })
    func row(_ title: String, _ value: (Profile) -> UInt64, _ show: (Profile) -> String) {
      var cells = [title, show(profile)]
      if let baseline { cells += [show(baseline), MarkdownChange(from: value(baseline), to: value(profile)).cell] }
      table.add(cells)
    }
    func count(_ title: String, _ value: @escaping (Profile) -> UInt64) {
      row(title, value) { Self.grouped(value($0)) }
    }
    count("cycles") { $0.totalCycles }
    row("time", { UInt64(max(0, min($0.seconds * 1e9, 9e18))) }) {
      "\(Self.duration($0.seconds)) at \(Self.decimals(Double($0.clock) / 1e6, 1)) MHz"
    }
    count("instructions") { $0.totalInstructions }
    for cause in CyclesByCause.causes where cause.key != "issue" {
      let value = { (profile: Profile) in profile.stalls[keyPath: cause.path] }
      if value(profile) > 0 || (baseline.map(value) ?? 0) > 0 { count("\(cause.title) cycles", value) }
    }
    return table.text
  }

  private func changes(since baseline: Profile) -> String {
    let changes = MarkdownFunctionChange.all(from: baseline, to: profile)
    guard !changes.isEmpty else { return "#### Changes\n\nNo function's own cycles changed." }
    var table = MarkdownTable(["Function", "Before", "Now", "Change"], isNumber: { $0 > 0 })
    for change in changes.prefix(topRows) { table.add(change.cells) }
    let rest = changes.count - topRows
    return "#### Changes\n\n" + table.text + (rest > 0 ? "\n\nand \(Self.grouped(UInt64(rest))) more functions." : "")
  }

  private func functions(_ functions: ArraySlice<Profile.Function>, title: String) -> String {
    guard !functions.isEmpty else { return "" }
    var table = MarkdownTable(
      ["Function", "Self cycles", "Share", "Inclusive cycles", "Calls", "Most waits"],
      isNumber: { (1...4).contains($0) })
    for function in functions {
      table.add([
        Markdown.code(function.name), Self.grouped(function.selfCycles), share(function.selfCycles),
        Self.grouped(function.inclusiveCycles), Self.grouped(function.calls), Self.mostWaits(function.stalls),
      ])
    }
    return "#### \(title)\n\n" + table.text
  }

  private var layers: String {
    guard !profile.layers.isEmpty else { return "" }
    let before = baseline.map { Occurrences($0.layers.map { ($0.name, $0.cycles) }) }
    var table = MarkdownTable(
      ["Layer", "Operator", "Cycles", "Share", "MACs per call", "Cycles per MAC", "Bytes moved"]
        + (before == nil ? [] : ["Change"]),
      isNumber: { $0 > 1 })
    var names = OccurrenceCounter()
    for layer in profile.layers.prefix(layerRows) {
      var cells = [
        Markdown.code(layer.name), layer.operator.map { Markdown.code($0) } ?? "", Self.grouped(layer.cycles),
        share(layer.cycles), layer.macs.map { Self.grouped($0) } ?? "",
        layer.cyclesPerMAC.map { Self.decimals($0, 2) } ?? "", Self.grouped(layer.bytesMoved),
      ]
      let key = names.next(layer.name)
      if let before { cells.append(before[key].map { MarkdownChange(from: $0, to: layer.cycles).cell } ?? "new") }
      table.add(cells)
    }
    let rest = profile.layers.count - layerRows
    return "#### Layers\n\n" + table.text + (rest > 0 ? "\n\nand \(Self.grouped(UInt64(rest))) more layers." : "")
  }

  private var details: String {
    let more = functions(profile.functions.dropFirst(topRows).prefix(moreRows), title: "More functions")
    let parts = [more, lines, regions, notes].filter { !$0.isEmpty }
    guard !parts.isEmpty else { return "" }
    // Markdown inside of HTML needs empty lines around it.
    let body = parts.joined(separator: "\n\n")
    return "<details>\n<summary>Lines, regions and notes</summary>\n\n\(body)\n\n</details>"
  }

  private var lines: String {
    guard !profile.lines.isEmpty else { return "" }
    var table = MarkdownTable(
      ["Line", "Cycles", "Share", "Executions", "Most waits"], isNumber: { (1...3).contains($0) })
    for line in profile.lines.prefix(lineRows) {
      table.add([
        Markdown.code("\(line.file):\(line.line)", keepsEnd: true), Self.grouped(line.cycles), share(line.cycles),
        Self.grouped(line.executions), Self.mostWaits(line.stalls),
      ])
    }
    return "#### Lines\n\n" + table.text
  }

  private var regions: String {
    guard !profile.regions.isEmpty else { return "" }
    var table = MarkdownTable(["Region", "Count", "Least", "Median", "Most", "Total cycles"], isNumber: { $0 > 0 })
    for region in profile.regions.prefix(moreRows) {
      let cycles = [region.minimumCycles, region.medianCycles, region.maximumCycles]
      table.add(
        [Markdown.code(region.name), Self.grouped(region.count)] + cycles.map { $0.map(Self.grouped) ?? "" }
          + [Self.grouped(region.totalCycles)])
    }
    return "#### Regions\n\n" + table.text
  }

  private var notes: String {
    guard !profile.notes.isEmpty else { return "" }
    return "#### Notes\n\n" + profile.notes.prefix(noteRows).map { "- \(Markdown.plain($0))" }.joined(separator: "\n")
  }

  /// The cause of most cycles other than the instructions' own, and its share.
  private static func mostWaits(_ stalls: CyclesByCause) -> String {
    let waits = CyclesByCause.causes.filter { $0.key != "issue" }
    guard let cycles = waits.map({ stalls[keyPath: $0.path] }).max(), cycles > 0,
      let cause = waits.first(where: { stalls[keyPath: $0.path] == cycles })
    else { return "" }
    return "\(cause.title) \(decimals(100 * Double(cycles) / Double(stalls.total), 1)) %"
  }

  private func share(_ cycles: UInt64) -> String {
    guard profile.totalCycles > 0 else { return "" }
    return Self.decimals(100 * Double(cycles) / Double(profile.totalCycles), 1) + " %"
  }

  private static func grouped(_ value: UInt64) -> String { FormatText.grouped(value) }

  private static func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case 1...: String(format: "%.3f s", seconds)
    case 1e-3...: String(format: "%.3f ms", seconds * 1e3)
    default: String(format: "%.3f µs", seconds * 1e6)
    }
  }
}

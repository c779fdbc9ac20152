import Foundation

extension ProfileDifference {
  /// The difference for a terminal, in one screen: what changed most comes first.
  /// - Parameters:
  ///   - width: columns; at least 64 are used.
  ///   - color: whether growth is red and less is green.
  public func text(width: Int, color: Bool) -> String {
    let style = Style(width: max(width, 64), color: color)
    var lines = ["\(ChangeText.printable(from.file)) → \(ChangeText.printable(to.file))"]
    lines += warnings.map { style.warning("warning: \(ChangeText.printable($0))") }
    if isEmpty {
      lines.append(style.bold("no change") + ": \(ChangeText.count(totalCycles.to)) cycles in both")
      return lines.map { $0 + "\n" }.joined()
    }
    lines += [style.bold(verdict), ""] + totals(style)
    lines += table(
      style, "cycles by cause", stalls.filter { $0.cycles.magnitude > 0 }.map { Row($0.title, $0.cycles) }, limit: 7)
    let changedLayers = layers.filter(\.isChanged)
    lines += table(style, "layer", changedLayers.map { Row($0.label, $0.cycles, because: $0.stalls) }, limit: 8)
    lines += table(
      style, "function, self cycles",
      functions.filter { $0.selfCycles.magnitude > 0 || $0.presence != .both || !$0.stalls.isEmpty }
        .map { Row($0.label, $0.selfCycles, because: $0.stalls) }, limit: 10)
    lines += table(
      style, "function, calls",
      functions.filter { $0.presence == .both && $0.calls.magnitude > 0 }
        .sorted { ($1.calls.magnitude, $0.label) < ($0.calls.magnitude, $1.label) }.map { Row($0.label, $0.calls) },
      limit: 4)
    lines += table(
      style, "region, cycles of all passes", regions.filter(\.isChanged).map { Row($0.label, $0.totalCycles) }, limit: 4
    )
    return lines.map { $0 + "\n" }.joined()
  }

  /// `12.0 % more cycles`.
  var verdict: String {
    guard totalCycles.magnitude > 0 else { return "as many cycles as before, but not the same ones" }
    let way = totalCycles.to > totalCycles.from ? "more" : "fewer"
    guard let percent = totalCycles.percent else { return "\(ChangeText.growth(totalCycles)) cycles; there were none" }
    return "\(ChangeText.percent(abs(percent)).dropFirst()) \(way) cycles"
  }

  private func totals(_ style: Style) -> [String] {
    let percent = from.seconds > 0 ? ChangeText.percent((to.seconds - from.seconds) / from.seconds * 100) : ""
    let (before, after) = (ChangeText.duration(from.seconds), ChangeText.duration(to.seconds))
    let more = to.seconds > from.seconds
    let time = Row(
      name: "simulated time", from: before, to: after,
      growth: before == after ? "0" : (more ? "+" : "-") + ChangeText.duration(abs(to.seconds - from.seconds)),
      percent: to.seconds == from.seconds ? "0.0 %" : percent, direction: more ? 1 : to.seconds < from.seconds ? -1 : 0)
    return rows(style, [Row("cycles", totalCycles), Row("instructions", totalInstructions), time], hasBars: false)
  }

  private func table(_ style: Style, _ title: String, _ all: [Row], limit: Int) -> [String] {
    guard !all.isEmpty else { return [] }
    // A line that says "1 more" is no shorter than that one.
    let shown = all.count <= limit + 1 ? all : Array(all.prefix(limit))
    var lines = ["", style.bold(title)] + rows(style, shown, hasBars: true)
    if shown.count < all.count {
      let rest = all.dropFirst(shown.count)
      // Of opposite signs they may cancel, so both sums are said.
      let more = rest.filter { $0.direction > 0 }.reduce(UInt64(0)) { $0 &+ $1.magnitude }
      let fewer = rest.filter { $0.direction < 0 }.reduce(UInt64(0)) { $0 &+ $1.magnitude }
      let sums = [more > 0 ? "+\(ChangeText.count(more))" : nil, fewer > 0 ? "-\(ChangeText.count(fewer))" : nil]
      let sum = sums.compactMap { $0 }.joined(separator: ", ")
      lines.append("  … \(rest.count) more\(sum.isEmpty ? "" : ", together \(sum)")")
    }
    return lines
  }

  private func rows(_ style: Style, _ rows: [Row], hasBars: Bool) -> [String] {
    func widest(_ column: (Row) -> String) -> Int { rows.map { column($0).count }.max() ?? 0 }
    let columns = [widest(\.from), widest(\.to), widest(\.growth), widest(\.percent)]
    let numbers = columns.reduce(0, +) + 2 + 3 + 3 + 2
    let names = min(widest(\.name), max(style.width - 2 - numbers - (hasBars ? style.bar + 2 : 0), 12))
    // Numbers are never cut; a bar may be.
    let bars = max(min(style.bar, style.width - 2 - names - numbers - 2), 1)
    let largest = rows.map(\.magnitude).max() ?? 0
    return rows.map { row in
      let left = "  " + Style.padded(ChangeText.shortened(row.name, to: names), names)
      let values = "  \(Style.aligned(row.from, columns[0])) → \(Style.aligned(row.to, columns[1]))   "
      let change = "\(Style.aligned(row.growth, columns[2]))  \(Style.aligned(row.percent, columns[3]))"
      guard hasBars else { return left + values + style.signed(change, row.direction) }
      let bar = Style.bar(row.magnitude, of: largest, width: bars)
      let used = 2 + names + numbers + 2 + bar.count
      let reason = row.reason.map { " \($0)" } ?? ""
      let note = used + reason.count <= style.width ? reason : ""
      return left + values + style.signed("\(change)  \(bar)", row.direction) + note
    }
  }
}

/// A line of a table.
private struct Row {
  var name: String
  var from: String
  var to: String
  var growth: String
  var percent: String
  /// 1 for more, -1 for less.
  var direction: Int
  var magnitude: UInt64 = 0
  /// The cause that most of it is due to, where that says something.
  var reason: String?

  init(name: String, from: String, to: String, growth: String, percent: String, direction: Int) {
    (self.name, self.from, self.to, self.growth) = (name, from, to, growth)
    (self.percent, self.direction) = (percent, direction)
  }

  init(_ name: String, _ change: Change, because causes: [ProfileDifference.Cause] = []) {
    self.init(
      name: ChangeText.printable(name), from: ChangeText.count(change.from), to: ChangeText.count(change.to),
      growth: ChangeText.growth(change), percent: ChangeText.percent(change),
      direction: change.to > change.from ? 1 : change.to < change.from ? -1 : 0)
    magnitude = change.magnitude
    reason = causes.first.map { "\($0.title) \(ChangeText.growth($0.cycles))" }
  }
}

private struct Style {
  var width: Int
  var color: Bool
  /// Columns of a bar.
  var bar: Int { width >= 100 ? 16 : 10 }

  func bold(_ text: String) -> String { color ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  func warning(_ text: String) -> String { color ? "\u{1B}[33m\(text)\u{1B}[0m" : text }

  func signed(_ text: String, _ direction: Int) -> String {
    guard color, direction != 0 else { return text }
    return "\u{1B}[\(direction > 0 ? 31 : 32)m\(text)\u{1B}[0m"
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }

  static func aligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 0)) + text
  }

  /// A bar in eighths of a column; anything but nothing shows at least one eighth.
  static func bar(_ value: UInt64, of largest: UInt64, width: Int) -> String {
    guard value > 0, largest > 0 else { return "" }
    let eighths = max(Int((Double(value) / Double(largest) * Double(width * 8)).rounded()), 1)
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}

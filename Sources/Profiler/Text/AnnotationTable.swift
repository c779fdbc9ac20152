import ReportFormats

/// Code with its cost beside it: what the annotated renderings have in common. Columns are as wide as they need be.
struct AnnotationTable {
  private enum Row {
    case cells([String])
    /// Stands where code stands.
    case note(String)
  }

  private let titles: [String]
  private let hasMisses: Bool
  private var rows: [Row] = []
  private static let gap = "  "

  /// - Parameters:
  ///   - place: title of the column before the code.
  ///   - hasMisses: whether there are columns for misses.
  init(place: String, code: String, hasMisses: Bool) {
    self.hasMisses = hasMisses
    titles =
      ["cycles", "share", "executions", "top stall"] + (hasMisses ? ["fetch misses", "data misses"] : [])
      + [place, code]
  }

  /// - Parameter whole: cycles that the share is of.
  mutating func add(
    cycles: UInt64, of whole: UInt64, executions: UInt64, _ stalls: CyclesByCause, fetchMisses: UInt64,
    dataMisses: UInt64, place: String, text: String
  ) {
    func count(_ value: UInt64) -> String { value == 0 ? "" : FormatText.grouped(value) }
    var cells = [
      FormatText.grouped(cycles), TextLayout.percent(cycles, of: whole), FormatText.grouped(executions),
      stalls.topStall == nil ? (cycles > 0 ? "issue" : "") : stalls.topStallText,
    ]
    if hasMisses { cells += [count(fetchMisses), count(dataMisses)] }
    rows.append(.cells(cells + [place, text]))
  }

  /// A line without cost.
  mutating func add(place: String, text: String) {
    rows.append(.cells(.init(repeating: "", count: titles.count - 2) + [place, text]))
  }

  mutating func addNote(_ text: String) { rows.append(.note(text)) }

  /// The lines, that of titles first, without trailing spaces.
  var lines: [String] {
    var widths = titles.map { TextLayout.width(of: $0) }
    for case .cells(let cells) in rows {
      for (index, cell) in cells.enumerated() { widths[index] = max(widths[index], TextLayout.width(of: cell)) }
    }
    let margin = widths.dropLast(2).reduce(0) { $0 + $1 + Self.gap.count }
    return [line(titles, widths)]
      + rows.map { row in
        switch row {
        case .cells(let cells): line(cells, widths)
        case .note(let text): String(repeating: " ", count: margin) + text
        }
      }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      let filling = String(repeating: " ", count: max(widths[index] - TextLayout.width(of: cell), 0))
      // Text to the left, numbers to the right.
      let isText = index == 3 || index == cells.count - 1
      line += (index > 0 ? Self.gap : "") + (isText ? cell + filling : filling + cell)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}

import ReportFormats

/// A table in columns. The first column takes what it needs of the width and is shortened where there is not enough;
/// bars take what is left, or go away.
struct TextTable {
  enum Cell {
    case text(String, TextStyle = .plain)
    /// Shortened from the front: a place in a source file.
    case place(String)
    /// Parts of the longest bar, each with its cause's key; they are drawn one after the other.
    case bar([(key: String, fraction: Double)])
  }

  struct Column {
    var title: String
    var isRightAligned: Bool

    static func left(_ title: String) -> Column { Column(title: title, isRightAligned: false) }
    static func right(_ title: String) -> Column { Column(title: title, isRightAligned: true) }
  }

  private let title: String
  private let columns: [Column]
  private let usualFirst: Int
  var rows: [[Cell]] = []

  private static let gap = 2
  private static let barWidths = 4...24
  private static let leastFirst = 14

  private static let indent = 2

  /// - Parameters:
  ///   - title: stands over the first column.
  ///   - columns: those after the first.
  ///   - usualFirst: what the first column may take of the width before a bar gets more than its least.
  init(_ title: String, _ columns: [Column], usualFirst: Int = 24) {
    self.title = title
    self.usualFirst = usualFirst
    self.columns = [.left("")] + columns
  }

  /// The table's lines without trailing spaces: the titles, then one for each row.
  /// - Parameter width: columns that a line may take; the first column is never made narrower than it can be read.
  func lines(width: Int, color: Bool) -> [String] {
    let widths = columnWidths(width - Self.indent)
    var titles = columns.map { Cell.text($0.title, .faint) }
    titles[0] = .text(title, .heading)
    // The title begins at the margin.
    var titleWidths = widths
    titleWidths[0] += Self.indent
    let header = line(titles, titleWidths, color)
    return [header] + rows.map { String(repeating: " ", count: Self.indent) + line($0, widths, color) }
  }

  private func columnWidths(_ width: Int) -> [Int] {
    var widths = columns.map { TextLayout.width(of: $0.title) }
    widths[0] = TextLayout.width(of: title) - Self.indent
    var bar: Int?
    for row in rows {
      for (index, cell) in row.enumerated() {
        switch cell {
        case .text(let text, _), .place(let text): widths[index] = max(widths[index], TextLayout.width(of: text))
        case .bar: bar = index
        }
      }
    }
    // The bar's column is empty where it does not fit.
    let gaps = Self.gap * (columns.count - (bar == nil ? 1 : 2))
    let others = widths.indices.filter { $0 != 0 && $0 != bar }.reduce(gaps) { $0 + widths[$1] }
    let room = max(width - others, Self.leastFirst)
    guard let bar else {
      widths[0] = min(widths[0], room)
      return widths
    }
    let (short, long) = (Self.barWidths.lowerBound, 2 * Self.barWidths.lowerBound)
    // A longer bar is worth less than a name of usual length, and more than a name longer than that.
    let usual = min(usualFirst, room - Self.gap - short)
    let wanted = min(widths[0], max(room - Self.gap - long, usual, Self.leastFirst))
    let left = room - wanted - Self.gap
    widths[bar] = left < Self.barWidths.lowerBound ? 0 : min(left, Self.barWidths.upperBound)
    widths[0] = widths[bar] == 0 ? min(widths[0], room) : wanted
    return widths
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ color: Bool) -> String {
    var line = ""
    // Spaces are kept back until something follows them.
    var spaces = 0
    for (index, cell) in cells.enumerated() where widths[index] > 0 || index == 0 {
      let (text, used) = drawn(cell, widths[index], color)
      let filling = max(widths[index] - used, 0)
      let isRight = columns[index].isRightAligned
      if used > 0 {
        line += String(repeating: " ", count: spaces + (isRight ? filling : 0)) + text
        spaces = isRight ? 0 : filling
      } else {
        spaces += widths[index]
      }
      spaces += Self.gap
    }
    return line
  }

  private func drawn(_ cell: Cell, _ width: Int, _ color: Bool) -> (String, width: Int) {
    switch cell {
    case .text(let text, let style):
      let shown = TextLayout.shortened(text, to: width)
      return (style.applied(to: shown, color: color), TextLayout.width(of: shown))
    case .place(let text):
      let shown = TextLayout.shortenedPlace(text, to: width)
      return (shown, TextLayout.width(of: shown))
    case .bar(let parts):
      return TextBar.drawn(parts, width: width, color: color)
    }
  }
}

/// Bars of block characters. In colour each cause has its own; without, the instructions' own cycles are solid and all
/// waiting is shaded.
enum TextBar {
  static let solid = "█"
  static let shaded = "░"

  static func drawn(_ parts: [(key: String, fraction: Double)], width: Int, color: Bool) -> (String, width: Int) {
    var (text, sum, used) = ("", 0.0, 0)
    for part in parts where part.fraction > 0 {
      sum += part.fraction
      // The ends are rounded, not the lengths, so that the whole bar has the length of the sum.
      let end = min(Int((sum * Double(width)).rounded()), width)
      guard end > used else { continue }
      let block = color || part.key == "issue" ? solid : shaded
      text += TextStyle.of(cause: part.key).applied(to: String(repeating: block, count: end - used), color: color)
      used = end
    }
    // Something is more than nothing.
    if used == 0, sum > 0, width > 0 { return ("▏", 1) }
    return (text, used)
  }
}

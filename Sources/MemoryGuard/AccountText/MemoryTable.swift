/// Columns of text for a terminal: the first to the left, what is marked so to the right; two spaces between.
struct MemoryTable {
  struct Column {
    var title: String
    var isRight = true
  }

  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style = MemoryStyle.plain

    init(stringLiteral text: String) { self.text = text }
    init(_ text: String, _ style: MemoryStyle = .plain) { (self.text, self.style) = (text, style) }
  }

  let columns: [Column]
  var rows: [[Cell]] = []

  /// - Parameter titles: of the columns; those after `<` go to the left, like the first.
  init(_ titles: [String]) {
    columns = titles.enumerated().map { index, title in
      title.hasPrefix("<")
        ? Column(title: String(title.dropFirst()), isRight: false) : Column(title: title, isRight: index > 0)
    }
  }

  /// Lines without trailing spaces. The widest column of words gives way where `width` is not enough.
  func lines(width: Int, color: Bool) -> [String] {
    var widths = columns.map(\.title.count)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.text.count) } }
    // The titles begin at the margin, the rows two columns after it.
    widths[0] = max(widths[0], columns[0].title.count - 2)
    let room = width - 2 - 2 * (columns.count - 1)
    while widths.reduce(0, +) > room, let widest = words.max(by: { widths[$0] < widths[$1] }), widths[widest] > 14 {
      widths[widest] -= 1
    }
    var header = columns.map { Cell($0.title, .faint) }
    header[0] = Cell(columns[0].title, .heading)
    return [line(header, widths, color, indent: 0)] + rows.map { line($0, widths, color, indent: 2) }
  }

  private var words: [Int] { columns.indices.filter { !columns[$0].isRight } }

  private func line(_ cells: [Cell], _ widths: [Int], _ color: Bool, indent: Int) -> String {
    var line = String(repeating: " ", count: indent)
    var gap = 0
    for (index, cell) in cells.enumerated() {
      let width = widths[index] + (index == 0 ? 2 - indent : 0)
      let text = MemoryText.shortened(cell.text, to: width)
      let fill = max(width - text.count, 0)
      if !text.isEmpty {
        line += String(repeating: " ", count: gap + (columns[index].isRight ? fill : 0))
        line += cell.style.applied(to: text, color: color)
        gap = columns[index].isRight ? 0 : fill
      } else {
        gap += width
      }
      gap += 2
    }
    return line
  }
}

/// How text looks on a terminal: the parameters of SGR, "select graphic rendition" (ECMA-48, 8.3.117).
enum MemoryStyle: String {
  case plain = ""
  case heading = "1"
  case faint = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case blue = "34"
  case magenta = "35"
  case cyan = "36"
  case alarm = "1;31"

  func applied(to text: String, color: Bool) -> String {
    guard color, self != .plain, !text.isEmpty else { return text }
    return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
  }
}

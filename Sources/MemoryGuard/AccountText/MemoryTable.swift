import ReportFormats

/// Columns of text for a terminal: the first to the left, what is marked so to the right; two spaces between.
struct MemoryTable {
  struct Column {
    var title: String
    var isRight = true
  }

  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var style = TextStyle.plain

    init(stringLiteral text: String) { self.text = text }
    init(_ text: String, _ style: TextStyle = .plain) { (self.text, self.style) = (text, style) }
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
    var widths = columns.map(\.title.terminalWidth)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.text.terminalWidth) }
    }
    // The titles begin at the margin, the rows two columns after it.
    widths[0] = max(widths[0], columns[0].title.terminalWidth - 2)
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
      let text = TextLayout.shortened(cell.text, to: width)
      let fill = max(width - text.terminalWidth, 0)
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

extension String {
  /// Columns of a terminal.
  fileprivate var terminalWidth: Int { TextLayout.width(of: self) }
}

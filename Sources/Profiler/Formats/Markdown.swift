import ReportFormats

/// Text as GitHub's Markdown shows it unchanged, in a table too. Source: https://github.github.com/gfm.
enum Markdown {
  /// Longer names lose their middle, or their front where the end is what tells them apart; longer text its middle.
  private static let (nameLimit, textLimit) = (80, 400)

  /// A name, in the fixed-width font: there it is no mention, link or emphasis.
  static func code(_ name: String, keepsEnd: Bool = false) -> String {
    let name = shortened(FormatText.oneLine(name), to: nameLimit, keepsEnd: keepsEnd)
    let isPlain = !name.unicodeScalars.contains { special.contains($0) } && name.first != " " && name.last != " "
    // A code span knows no escapes, but takes all but these as they are.
    return isPlain ? "`\(name)`" : "<code>\(plain(name))</code>"
  }

  /// As entities what could begin markup, end a cell or be taken for HTML.
  static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in shortened(FormatText.oneLine(text), to: textLimit).unicodeScalars {
      if special.contains(scalar) || markup.contains(scalar) {
        plain += "&#\(scalar.value);"
      } else {
        plain.unicodeScalars.append(scalar)
      }
    }
    return plain
  }

  private static let special: Set<Unicode.Scalar> = ["|", "`", "<", ">", "&", "\\", "\""]
  private static let markup: Set<Unicode.Scalar> = ["*", "_", "[", "]", "~", "$", "#", "@", "!"]

  private static func shortened(_ text: String, to limit: Int, keepsEnd: Bool = false) -> String {
    guard text.count > limit else { return text }
    let front = keepsEnd ? 0 : limit / 2
    return text.prefix(front) + "…" + text.suffix(limit - 1 - front)
  }
}

/// A table, its numbers to the right.
struct MarkdownTable {
  private var rows: [[String]]

  /// `isNumber` says so of a column, from 0.
  init(_ titles: [String], isNumber: (Int) -> Bool) {
    rows = [titles, titles.indices.map { isNumber($0) ? "---:" : "---" }]
  }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  var text: String { rows.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n") }
}

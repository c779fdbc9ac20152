/// Text as GitHub's Markdown shows it unchanged, in a table too. Source: https://github.github.com/gfm.
enum Markdown {
  /// Longer names lose their middle, or their front where the end is what tells them apart.
  private static let nameLimit = 80

  /// A name, in the fixed-width font: there it is no mention, link or emphasis.
  static func code(_ name: String, keepsEnd: Bool = false) -> String {
    let name = shortened(FormatText.oneLine(name), keepsEnd: keepsEnd)
    let isPlain = !name.unicodeScalars.contains { special.contains($0) } && name.first != " " && name.last != " "
    // A code span knows no escapes, but takes all but these as they are.
    return isPlain ? "`\(name)`" : "<code>\(plain(name))</code>"
  }

  /// As entities what could begin markup, end a cell or be taken for HTML.
  static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in FormatText.oneLine(text).unicodeScalars {
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

  private static func shortened(_ name: String, keepsEnd: Bool) -> String {
    guard name.count > nameLimit else { return name }
    let front = keepsEnd ? 0 : nameLimit / 2
    return name.prefix(front) + "…" + name.suffix(nameLimit - 1 - front)
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

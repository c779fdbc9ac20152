/// How a piece of text looks on a terminal: the parameters of SGR, "select graphic rendition" (ECMA-48, 8.3.117).
enum TextStyle: String {
  case plain = ""
  case heading = "1"
  case faint = "2"
  case green = "32"
  case yellow = "33"
  case magenta = "35"
  case red = "31"
  case blue = "34"
  case cyan = "36"

  func applied(to text: String, color: Bool) -> String {
    guard color, self != .plain, !text.isEmpty else { return text }
    return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
  }

  /// What a cause is drawn in, everywhere: `key` is one of `CyclesByCause.causes`.
  static func of(cause key: String) -> TextStyle {
    switch key {
    case "issue": .green
    case "operandWait": .yellow
    case "fetchWait": .magenta
    case "dataWait": .red
    case "branchRefill": .blue
    case "exception": .cyan
    default: .faint
    }
  }
}

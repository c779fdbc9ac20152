/// How a piece of text looks on a terminal: the parameters of SGR, "select graphic rendition" (ECMA-48, 8.3.117).
package enum TextStyle: String {
  case plain = ""
  case heading = "1"
  case faint = "2"
  case green = "32"
  case yellow = "33"
  case magenta = "35"
  case red = "31"
  case blue = "34"
  case cyan = "36"

  package func applied(to text: String, color: Bool) -> String {
    guard color, self != .plain, !text.isEmpty else { return text }
    return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
  }
}

import Foundation

/// Numbers and names as the text renderings print them.
package enum TextLayout {
  /// `12.3 %`; nothing of nothing is 0.
  package static func percent(_ part: UInt64, of whole: UInt64) -> String {
    String(format: "%.1f %%", whole == 0 ? 0 : 100 * Double(part) / Double(whole))
  }

  /// Three digits and a decimal prefix: `1.23 M`, `45.6 k`, `789`.
  package static func short(_ value: UInt64) -> String {
    var rest = Double(value)
    var prefix = 0
    // 999.5 would be printed as 1000.
    while rest >= 999.5, prefix < 6 {
      rest /= 1000
      prefix += 1
    }
    guard prefix > 0 else { return "\(value)" }
    let decimals = rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0
    return String(format: "%.\(decimals)f ", rest) + ["", "k", "M", "G", "T", "P", "E"][prefix]
  }

  /// Bytes: `1.23 MB`, a million of them in a megabyte.
  package static func bytes(_ value: UInt64) -> String { value < 1000 ? "\(value) B" : short(value) + "B" }

  /// A time with its unit.
  package static func duration(_ seconds: Double) -> String {
    switch seconds {
    case 1...: String(format: "%.3f s", seconds)
    case 1e-3...: String(format: "%.3f ms", seconds * 1e3)
    default: String(format: "%.3f µs", seconds * 1e6)
    }
  }

  package static func frequency(_ hertz: UInt64) -> String {
    hertz >= 1_000_000 ? String(format: "%g MHz", Double(hertz) / 1e6) : "\(FormatText.grouped(hertz)) Hz"
  }

  /// Text without what would act on a terminal: a name in a damaged image may hold any byte.
  package static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
  }

  /// Source text with its tabs as the spaces to the next multiple of 8.
  package static func expandingTabs(_ text: String) -> String {
    guard text.contains("\t") else { return printable(text) }
    var expanded = ""
    for character in text {
      if character == "\t" {
        expanded += String(repeating: " ", count: 8 - width(of: expanded) % 8)
      } else {
        expanded.append(character)
      }
    }
    return printable(expanded)
  }

  /// Columns of a terminal that a text takes, roughly: two for the East Asian wide blocks and pictographs.
  package static func width(of text: String) -> Int {
    guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text.utf8.count }
    return text.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of character: Character) -> Int {
    switch character.unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  /// At most `limit` columns: what is too long loses its middle, since both ends of a name tell names apart.
  package static func shortened(_ text: String, to limit: Int) -> String {
    guard width(of: text) > limit else { return text }
    guard limit > 1 else { return limit == 1 ? "…" : "" }
    let front = limit / 2
    return prefix(text, front) + "…" + String(prefix(String(text.reversed()), limit - 1 - front).reversed())
  }

  /// `src/kernel.c:12` in at most `limit` columns: what is too long loses its front, directory by directory first.
  package static func shortenedPlace(_ place: String, to limit: Int) -> String {
    guard width(of: place) > limit else { return place }
    var parts = place.split(separator: "/")[...]
    while parts.count > 1 {
      parts = parts.dropFirst()
      let rest = "…/" + parts.joined(separator: "/")
      if width(of: rest) <= limit { return rest }
    }
    return shortened(parts.last.map(String.init) ?? place, to: limit)
  }

  private static func prefix(_ text: String, _ limit: Int) -> String {
    var (result, used) = ("", 0)
    for character in text {
      used += width(of: character)
      guard used <= limit else { break }
      result.append(character)
    }
    return result
  }

  /// A paragraph in lines of at most `limit` columns, those after the first indented.
  package static func wrapped(_ text: String, to limit: Int, indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      let isFirst = line.allSatisfy { $0 == " " }
      if !isFirst, width(of: line) + 1 + width(of: String(word)) > limit {
        lines.append(line)
        line = String(repeating: " ", count: indent) + word
      } else {
        line += (isFirst ? "" : " ") + word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}

extension TextLayout {
  package static func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
}

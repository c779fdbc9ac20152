import Foundation

/// Numbers and names as the texts on memory print them.
enum MemoryText {
  /// `1234567` as `1,234,567`.
  static func grouped(_ value: UInt64) -> String {
    var text = ""
    for (index, digit) in String(value).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  static func grouped(_ value: Int64) -> String { (value < 0 ? "-" : "") + grouped(value.magnitude) }

  /// With the word for them.
  static func bytes(_ count: UInt64) -> String { count == 1 ? "1 byte" : "\(grouped(count)) bytes" }

  /// The size of a memory: `320 KB` where that is exact, 1,024 bytes in one.
  static func size(_ bytes: UInt64) -> String {
    if bytes >= 1 << 20, bytes % (1 << 20) == 0 { return "\(grouped(bytes >> 20)) MB" }
    return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? "\(grouped(bytes >> 10)) KB" : "\(grouped(bytes)) B"
  }

  /// Eight digits.
  static func address(_ address: UInt32) -> String {
    let digits = String(address, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// `12.3 %`; nothing of nothing is 0.
  static func percent(_ part: UInt64, of whole: UInt64) -> String {
    String(format: "%.1f %%", whole == 0 ? 0 : 100 * Double(part) / Double(whole))
  }

  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case 1...: String(format: "%.3f s", seconds)
    case 1e-3...: String(format: "%.3f ms", seconds * 1e3)
    default: String(format: "%.3f µs", seconds * 1e6)
    }
  }

  static func frequency(_ hertz: UInt64) -> String {
    hertz >= 1_000_000 ? String(format: "%g MHz", Double(hertz) / 1e6) : "\(grouped(hertz)) Hz"
  }

  /// Without what would act on a terminal: a name in a damaged image may hold any byte.
  static func printable(_ text: String) -> String {
    func acts(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
    }
    guard text.unicodeScalars.contains(where: acts) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { acts($0) ? "\u{FFFD}" : $0 }))
  }

  /// At most `limit` characters: what is too long loses its middle.
  static func shortened(_ text: String, to limit: Int) -> String {
    guard text.count > limit, limit > 1 else { return text }
    let front = limit / 2
    return text.prefix(front) + "…" + text.suffix(limit - 1 - front)
  }
}

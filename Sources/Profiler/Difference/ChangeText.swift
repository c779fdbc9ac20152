import Foundation

/// Numbers, and names from firmware, as the texts of a difference show them.
enum ChangeText {
  /// `1234567` as `1,234,567`.
  static func count(_ value: UInt64) -> String {
    var digits = Array(String(value))
    for index in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: index) }
    return String(digits)
  }

  /// `+1,234`, `-1,234` or `0`.
  static func growth(_ change: Change) -> String {
    change.magnitude == 0 ? "0" : "\(change.to > change.from ? "+" : "-")\(count(change.magnitude))"
  }

  /// `+12.3 %`; `new` and `gone` where there was, or is, nothing.
  static func percent(_ change: Change) -> String {
    if change.magnitude == 0 { return "0.0 %" }
    if change.from == 0 { return "new" }
    if change.to == 0 { return "gone" }
    return percent(change.percent ?? 0)
  }

  static func percent(_ value: Double) -> String {
    // More digits where one would show a change as none.
    let digits = abs(value) >= 0.05 ? 1 : abs(value) >= 0.0005 ? 3 : 6
    return String(format: "%+.\(digits)f %%", value)
  }

  /// `1,000 → 1,120, +120 (+12.0 %)`.
  static func sentence(_ change: Change) -> String {
    "\(count(change.from)) → \(count(change.to)), \(growth(change)) (\(percent(change)))"
  }

  /// A time with its unit, four digits.
  static func duration(_ seconds: Double) -> String {
    switch abs(seconds) {
    case 1...: String(format: "%.3f s", seconds)
    case 1e-3...: String(format: "%.3f ms", seconds * 1e3)
    default: String(format: "%.3f µs", seconds * 1e6)
    }
  }

  static func frequency(_ hertz: UInt64) -> String {
    hertz >= 1_000_000 ? String(format: "%g MHz", Double(hertz) / 1e6) : "\(hertz) Hz"
  }

  /// A name without what would steer a terminal or end a line: control characters, and those that turn the direction of
  /// writing.
  static func printable(_ name: String) -> String {
    guard name.unicodeScalars.contains(where: isUnprintable) else { return name }
    return String(String.UnicodeScalarView(name.unicodeScalars.map { isUnprintable($0) ? "\u{FFFD}" : $0 }))
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Cut in the middle to so many characters.
  static func shortened(_ name: String, to width: Int) -> String {
    guard name.count > width else { return name }
    let kept = max(width - 1, 2)
    return name.prefix((kept + 1) / 2) + "…" + name.suffix(kept / 2)
  }
}

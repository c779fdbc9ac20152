import ReportFormats

/// Numbers as the texts on memory print them.
enum MemoryText {
  static func signed(_ value: Int64) -> String { (value < 0 ? "-" : "") + FormatText.grouped(value.magnitude) }

  /// With the word for them.
  static func bytes(_ count: UInt64) -> String { count == 1 ? "1 byte" : "\(FormatText.grouped(count)) bytes" }

  /// The size of a memory: `320 KB` where that is exact, 1,024 bytes in one.
  static func size(_ bytes: UInt64) -> String {
    if bytes >= 1 << 20, bytes % (1 << 20) == 0 { return "\(FormatText.grouped(bytes >> 20)) MB" }
    return bytes >= 1 << 10 && bytes % (1 << 10) == 0
      ? "\(FormatText.grouped(bytes >> 10)) KB" : "\(FormatText.grouped(bytes)) B"
  }
}

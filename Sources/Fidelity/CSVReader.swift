/// Comma-separated values (RFC 4180): fields may be quoted, quotes in them doubled; lines end with LF or CRLF.
struct CSVReader {
  struct Record: Equatable {
    /// Line on which the record begins, from 1.
    var line: Int
    var fields: [String]
  }

  private let file: String
  private let text: [UInt8]
  private var position = 0
  private var line = 1
  private var column = 1

  /// All records of `text` but empty lines; `file` is only used in messages.
  static func records(of text: String, file: String) throws(FidelityError) -> [Record] {
    var reader = CSVReader(file: file, text: Array(text.utf8))
    var records: [Record] = []
    while let record = try reader.record() {
      if record.fields != [""] { records.append(record) }
    }
    return records
  }

  private init(file: String, text: [UInt8]) {
    self.file = file
    self.text = text
    // A byte order mark, as some spreadsheets write.
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
  private static let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))

  private mutating func record() throws(FidelityError) -> Record? {
    guard position < text.count else { return nil }
    var record = Record(line: line, fields: [])
    column = 1
    while true {
      record.fields.append(try field())
      guard position < text.count else { return record }
      let separator = text[position]
      position += 1
      if separator == Self.comma {
        column += 1
      } else {
        line += 1
        return record
      }
    }
  }

  /// One field; afterwards the position is at a comma, a line feed or the end.
  private mutating func field() throws(FidelityError) -> String {
    if position < text.count, text[position] == Self.quote { return try quotedField() }
    let start = position
    while position < text.count, text[position] != Self.comma, text[position] != Self.lineFeed {
      if text[position] == Self.quote { throw problem("has a quote within it; expected the whole field in quotes") }
      position += 1
    }
    var end = position
    if end > start, text[end - 1] == Self.carriageReturn { end -= 1 }
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func quotedField() throws(FidelityError) -> String {
    let start = line
    position += 1
    var bytes: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == Self.quote {
        guard position < text.count, text[position] == Self.quote else { return try closed(bytes) }
        position += 1
      }
      if byte == Self.lineFeed { line += 1 }
      bytes.append(byte)
    }
    line = start
    throw problem("begins with a quote that is never closed")
  }

  private mutating func closed(_ bytes: [UInt8]) throws(FidelityError) -> String {
    if position + 1 < text.count, text[position] == Self.carriageReturn, text[position + 1] == Self.lineFeed {
      position += 1
    }
    guard position == text.count || text[position] == Self.comma || text[position] == Self.lineFeed else {
      throw problem("goes on after its closing quote; expected a comma or the line's end")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func problem(_ text: String) -> FidelityError {
    .badTable(file: file, line: line, column: column, problem: text)
  }
}

/// One line of comma-separated values, with its line feed.
func csvLine(_ fields: [String]) -> String {
  let quoted = fields.map { field in
    field.utf8.contains {
      [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0)
    }
      ? "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : field
  }
  return quoted.joined(separator: ",") + "\n"
}

/// Where JSON breaks off, or has a number that the schema has no room for. Foundation's decoder says only that something
/// is wrong; this reads the text again to say where.
struct JSONFault {
  private typealias Problem = ProfileFileError.Problem

  /// The first fault; nil if there is none that this knows of.
  static func find(in text: [UInt8]) -> ProfileFileError.Problem? {
    var reader = JSONFault(text: text)
    do {
      try reader.value(at: "", key: "", depth: 0)
      reader.skipSpace()
      if reader.position < text.count { try reader.fail("the end of the file") }
      return nil
    } catch { return error }
  }

  private let text: [UInt8]
  private var position = 0

  private init(text: [UInt8]) { self.text = text }

  private func fail(_ expected: String) throws(Problem) -> Never {
    let before = text[..<min(position, text.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    let found: String
    if position >= text.count {
      found = "the file ends"
    } else if (0x21..<0x7F).contains(text[position]) {
      found = "'\(UnicodeScalar(text[position]))'"
    } else {
      found = "byte \(text[position])"
    }
    throw .notJSON(reason: "line \(line), column \(column): \(found) where \(expected) was expected")
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(at place: String, key: String, depth: Int) throws(Problem) {
    // Deeper than any profile, and far from the end of the stack.
    guard depth < 64 else { try fail("less nesting") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      position += 1
      if take("}") { return }
      repeat {
        skipSpace()
        let name = try string("a key")
        guard take(":") else { try fail("':'") }
        try value(at: place.isEmpty ? name : "\(place).\(name)", key: name, depth: depth + 1)
      } while take(",")
      guard take("}") else { try fail("',' or '}'") }
    case UInt8(ascii: "["):
      position += 1
      if take("]") { return }
      var index = 0
      repeat {
        try value(at: "\(place)[\(index)]", key: key, depth: depth + 1)
        index += 1
      } while take(",")
      guard take("]") else { try fail("',' or ']'") }
    case UInt8(ascii: "\""): _ = try string("a string")
    case .some(let byte) where "-0123456789".utf8.contains(byte): try number(at: place, key: key)
    default:
      guard let word = ["true", "false", "null"].first(where: { text[position...].starts(with: $0.utf8) }) else {
        try fail("a value")
      }
      position += word.utf8.count
    }
  }

  private mutating func string(_ expected: String) throws(Problem) -> String {
    guard next == UInt8(ascii: "\"") else { try fail(expected) }
    let start = position + 1
    position = start
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { try fail("'\"'") }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard next != nil else { try fail("'\"'") }
    let content = text[start..<position]
    guard let name = String(validating: content, as: UTF8.self) else {
      position = start
      try fail("a string in UTF-8")
    }
    position += 1
    return name
  }

  /// Keys whose numbers are not counts from 0 to 2⁶³ - 1.
  private static func range(of key: String) -> ClosedRange<Int64>? {
    switch key {
    case "seconds": nil
    case "exitStatus": Int64(Int32.min)...Int64(Int32.max)
    case "address", "callSite", "stackBytes": 0...Int64(UInt32.max)
    default: 0...Int64.max
    }
  }

  private mutating func number(at place: String, key: String) throws(Problem) {
    let start = position
    while let byte = next, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    guard Self.isNumber(text[start..<position]) else {
      position = start
      try fail("a number as JSON writes them")
    }
    if let range = Self.range(of: key) {
      guard let value = Double(digits).flatMap(Int64.init(exactly:)), range.contains(value) else {
        throw .wrongType(
          place: place,
          reason: "is \(digits); expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
    } else if Double(digits)?.isFinite != true {
      throw .wrongType(place: place, reason: "is \(digits), more than any number of seconds")
    }
  }

  /// RFC 8259, section 6: no plus sign, no zero before other digits, digits on both sides of a point.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func digits() -> Int { rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = digits()
    guard whole == 1 || (whole > 1 && rest.first != UInt8(ascii: "0")) else { return false }
    rest = rest.dropFirst(whole)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
      rest = rest.dropFirst(digits())
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
      rest = rest.dropFirst(digits())
    }
    return rest.isEmpty
  }
}

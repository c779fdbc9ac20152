import Foundation

/// Lines of a trace as events.
enum TraceParser {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// Words for what is between instructions, by how they begin and end.
  private static func kind(of text: String) -> TraceEvent.Kind? {
    if text.hasPrefix("exception ") { return text.hasSuffix(" returned") ? .exceptionReturned : .exceptionTaken }
    if text.hasPrefix("stopped: ") { return .stop }
    return text == "asleep" ? .sleep : text == "reset" ? .reset : nil
  }

  // MARK: Text

  static func text(_ bytes: ArraySlice<UInt8>) throws(Problem) -> TraceEvent {
    var words = Words(rest: bytes)
    var event = TraceEvent()
    guard let cycle = words.next().flatMap(decimal), let taken = words.next(), taken.first == UInt8(ascii: "+"),
      let cycles = decimal(taken.dropFirst()), let address = words.next().flatMap(hexadecimal)
    else {
      throw Problem(description: "is no line of a trace: expected a cycle, +cycles and an address")
    }
    event.cycle = cycle
    event.cycles = cycles
    event.address = address
    guard let place = words.next() else { throw Problem(description: "expected a function, or -, after the address") }
    (event.function, event.offset) = try self.place(place)
    let (text, effects) = split(words.rest)
    event.text = text
    if text.hasPrefix("--- ") {
      event.text = String(text.dropFirst(4))
      guard let kind = kind(of: event.text) else { throw Problem(description: "unknown event '\(event.text)'") }
      event.kind = kind
    }
    try read(effects, into: &event)
    return event
  }

  private static func place(_ word: ArraySlice<UInt8>) throws(Problem) -> (String?, UInt32) {
    if word.elementsEqual("-".utf8) { return (nil, 0) }
    guard let plus = word.lastIndex(of: UInt8(ascii: "+")), let offset = hexadecimal(word[(plus + 1)...]) else {
      return (String(decoding: word, as: UTF8.self), 0)
    }
    return (String(decoding: word[..<plus], as: UTF8.self), offset)
  }

  /// The instruction, and what comes after the last semicolon.
  private static func split(_ bytes: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>) {
    var end = bytes.endIndex
    var effects = bytes[end...]
    if let semicolon = bytes.lastIndex(of: UInt8(ascii: ";")), semicolon > bytes.startIndex,
      bytes[semicolon - 1] == UInt8(ascii: " ")
    {
      effects = bytes[(semicolon + 1)...]
      end = semicolon
    }
    while end > bytes.startIndex, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    let start = bytes.firstIndex { $0 != UInt8(ascii: " ") } ?? end
    return (String(decoding: bytes[min(start, end)..<end], as: UTF8.self), effects)
  }

  private static func read(_ effects: ArraySlice<UInt8>, into event: inout TraceEvent) throws(Problem) {
    var words = Words(rest: effects)
    while let word = words.next() {
      if word.first == UInt8(ascii: "(") {
        let note = effects[word.startIndex...]
        guard note.last == UInt8(ascii: ")") else { throw Problem(description: "a note without its end") }
        event.note = String(decoding: note.dropFirst().dropLast(), as: UTF8.self)
        return
      }
      if let access = access(word) {
        event.accesses.append(access)
      } else if let change = change(word) {
        event.registers.append(change)
      } else {
        throw Problem(description: "'\(String(decoding: word, as: UTF8.self))' is neither a register nor an access")
      }
    }
  }

  /// `ld4[0x20000000]=0x00000001`.
  private static func access(_ word: ArraySlice<UInt8>) -> TraceEvent.Access? {
    guard word.count > 6, let open = word.firstIndex(of: UInt8(ascii: "[")), open == word.startIndex + 3,
      let close = word.firstIndex(of: UInt8(ascii: "]")), close + 1 < word.endIndex,
      word[close + 1] == UInt8(ascii: "="), let size = decimal(word[open - 1..<open]),
      let address = hexadecimal(word[open + 1..<close]), let value = hexadecimal(word[(close + 2)...])
    else { return nil }
    let kind = word.prefix(2)
    guard kind.elementsEqual("ld".utf8) || kind.elementsEqual("st".utf8) else { return nil }
    return .init(
      isStore: kind.first == UInt8(ascii: "s"), address: address, size: UInt32(truncatingIfNeeded: size), value: value)
  }

  private static func change(_ word: ArraySlice<UInt8>) -> TraceEvent.Change? {
    guard let equals = word.firstIndex(of: UInt8(ascii: "=")),
      let register = TracedRegister(name: String(decoding: word[..<equals], as: UTF8.self))
    else { return nil }
    let digits = word[(equals + 1)...]
    let value =
      register == .flags ? TracedRegister.flags(letters: String(decoding: digits, as: UTF8.self)) : hexadecimal(digits)
    return value.map { .init(register, $0) }
  }

  private struct Words {
    var rest: ArraySlice<UInt8>

    mutating func next() -> ArraySlice<UInt8>? {
      guard let start = rest.firstIndex(where: { $0 != UInt8(ascii: " ") }) else { return nil }
      let end = rest[start...].firstIndex(of: UInt8(ascii: " ")) ?? rest.endIndex
      defer { rest = rest[end...] }
      return rest[start..<end]
    }
  }

  private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 19 else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + UInt64(digit - 48)
    }
    return value
  }

  private static func hexadecimal(_ word: ArraySlice<UInt8>) -> UInt32? {
    guard word.starts(with: "0x".utf8), (3...10).contains(word.count) else { return nil }
    var value: UInt32 = 0
    for digit in word.dropFirst(2) {
      switch digit {
      case 48...57: value = value << 4 | UInt32(digit - 48)
      case 97...102: value = value << 4 | UInt32(digit - 87)
      default: return nil
      }
    }
    return value
  }

  // MARK: JSON

  /// Nil for the line that describes the trace.
  static func json(_ bytes: ArraySlice<UInt8>) throws -> TraceEvent? {
    let line = try JSONDecoder().decode(Line.self, from: Data(bytes))
    if line.kind == "trace" {
      guard line.schema == 1 else { throw Problem(description: "a trace of another version than 1") }
      return nil
    }
    guard let kind = TraceEvent.Kind(rawValue: line.kind) else {
      throw Problem(description: "unknown kind '\(line.kind)'")
    }
    var event = TraceEvent()
    event.kind = kind
    event.cycle = line.cycle ?? 0
    event.cycles = line.cycles ?? 0
    event.address = line.address ?? 0
    event.function = line.function
    event.offset = line.offset ?? 0
    event.text = line.text ?? ""
    event.note = line.note
    event.registers = (line.registers ?? [:]).compactMap { $0.value.change($0.key) }
      .sorted { $0.register.rawValue < $1.register.rawValue }
    event.accesses = (line.accesses ?? []).map {
      .init(isStore: $0.kind == "store", address: $0.address, size: $0.size, value: $0.value)
    }
    return event
  }

  private struct Line: Decodable {
    var kind: String
    var schema: Int?
    var cycle: UInt64?
    var cycles: UInt64?
    var address: UInt32?
    var function: String?
    var offset: UInt32?
    var text: String?
    var note: String?
    var registers: [String: Value]?
    var accesses: [Access]?
  }

  private struct Access: Decodable {
    var kind: String
    var address: UInt32
    var size: UInt32
    var value: UInt32
  }

  private enum Value: Decodable {
    case number(UInt32)
    case letters(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(UInt32.self) {
        self = .number(number)
      } else {
        self = .letters(try container.decode(String.self))
      }
    }

    func change(_ name: String) -> TraceEvent.Change? {
      guard let register = TracedRegister(name: name) else { return nil }
      switch self {
      case .number(let value): return .init(register, value)
      case .letters(let letters): return TracedRegister.flags(letters: letters).map { .init(register, $0) }
      }
    }
  }
}

/// How a trace is written.
public enum TraceFormat: Sendable {
  /// A line an event, in columns: cycle of issue, `+` and cycles taken, address, function and distance from its start, assembly
  /// text or `---` and what happened, and after a semicolon registers, accesses and a note in parentheses.
  case text
  /// JSON Lines: an object an event.
  case json

  /// Lines at the head of a trace, with their ends.
  public func header(firmware: String, target: String) -> [UInt8] {
    var line = TraceLine()
    switch self {
    case .text:
      line.append("# thumbprint trace 1: ")
      line.append(firmware.split(whereSeparator: \.isNewline).joined(separator: " "))
      line.append(" on ")
      line.append(target)
      line.append("\n#    cycle cycles  address function+offset               instruction ; effects\n")
    case .json:
      line.append(#"{"kind":"trace","schema":1,"firmware":"#)
      line.append(json: firmware)
      line.append(#","target":"#)
      line.append(json: target)
      line.append("}\n")
    }
    return line.bytes
  }

  /// Appends an event's line, with its end.
  public func append(_ event: TraceEvent, to bytes: inout [UInt8]) {
    var line = TraceLine()
    swap(&line.bytes, &bytes)
    switch self {
    case .text: line.append(text: event)
    case .json: line.append(json: event)
    }
    swap(&line.bytes, &bytes)
  }

  /// An event's line, without its end.
  public func line(_ event: TraceEvent) -> String {
    var bytes: [UInt8] = []
    append(event, to: &bytes)
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}

/// Lines under construction, as bytes: traces are long.
struct TraceLine {
  var bytes: [UInt8] = []

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

  /// Fills up with blanks to a width counted from a place.
  mutating func pad(from start: Int, to width: Int) {
    var missing = start + width - bytes.count
    while missing > 0 {
      bytes.append(UInt8(ascii: " "))
      missing -= 1
    }
  }

  mutating func append(decimal value: UInt64) {
    if value >= 10 { append(decimal: value / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
  }

  /// In as many places as asked for, or more.
  mutating func append(decimal value: UInt64, width: Int, sign: Bool = false) {
    var digits = sign ? 2 : 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    while digits < width {
      bytes.append(UInt8(ascii: " "))
      digits += 1
    }
    if sign { bytes.append(UInt8(ascii: "+")) }
    append(decimal: value)
  }

  /// With 0x, and as many digits as given, or more.
  mutating func append(hexadecimal value: UInt32, digits: Int) {
    append("0x")
    var shift = 28
    while shift >= 4 * digits && value >> UInt32(shift) == 0 { shift -= 4 }
    while shift >= 0 {
      let digit = UInt8(truncatingIfNeeded: value >> UInt32(shift) & 15)
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
      shift -= 4
    }
  }
}

// MARK: Text

extension TraceLine {
  mutating func append(text event: TraceEvent) {
    append(decimal: event.cycle, width: 10)
    append(" ")
    append(decimal: event.cycles, width: 5, sign: true)
    append(" ")
    append(hexadecimal: event.address, digits: 8)
    append(" ")
    let place = bytes.count
    append(place: event)
    pad(from: place, to: 28)
    append(" ")
    let text = bytes.count
    if event.kind != .instruction { append("--- ") }
    for byte in event.text.utf8 { bytes.append(byte < 32 ? UInt8(ascii: "_") : byte) }
    if !event.registers.isEmpty || !event.accesses.isEmpty || event.note != nil {
      pad(from: text, to: 32)
      append(" ;")
      for change in event.registers { append(change) }
      for access in event.accesses { append(access) }
      if let note = event.note {
        append(" (")
        append(note)
        append(")")
      }
    }
    append("\n")
  }

  private mutating func append(place event: TraceEvent) {
    guard let function = event.function else { return append("-") }
    // A name with blanks is one word all the same.
    for byte in function.utf8 { bytes.append(byte <= 32 || byte == 127 ? UInt8(ascii: "_") : byte) }
    guard event.offset != 0 else { return }
    append("+")
    append(hexadecimal: event.offset, digits: 1)
  }

  private mutating func append(_ change: TraceEvent.Change) {
    append(" ")
    append(change.register.name)
    append("=")
    switch change.register {
    case .flags: append(TracedRegister.flagLetters(change.value))
    case .ipsr, .control, .primask, .basepri, .faultmask, .greaterOrEqual:
      append(hexadecimal: change.value, digits: 1)
    default: append(hexadecimal: change.value, digits: 8)
    }
  }

  private mutating func append(_ access: TraceEvent.Access) {
    append(access.isStore ? " st" : " ld")
    append(decimal: UInt64(access.size))
    append("[")
    append(hexadecimal: access.address, digits: 8)
    append("]=")
    append(hexadecimal: access.value, digits: Int(2 * access.size))
  }
}

// MARK: JSON

extension TraceLine {
  mutating func append(json event: TraceEvent) {
    append(#"{"kind":""#)
    append(event.kind.rawValue)
    append(#"","cycle":"#)
    append(decimal: event.cycle)
    append(#","cycles":"#)
    append(decimal: event.cycles)
    append(#","address":"#)
    append(decimal: UInt64(event.address))
    if let function = event.function {
      append(#","function":"#)
      append(json: function)
      append(#","offset":"#)
      append(decimal: UInt64(event.offset))
    }
    append(#","text":"#)
    append(json: event.text)
    if let note = event.note {
      append(#","note":"#)
      append(json: note)
    }
    append(json: event.registers)
    append(json: event.accesses)
    append("}\n")
  }

  private mutating func append(json changes: [TraceEvent.Change]) {
    guard !changes.isEmpty else { return }
    append(#","registers":{"#)
    for (index, change) in changes.enumerated() {
      append(index == 0 ? #"""# : #",""#)
      append(change.register.name)
      append(#"":"#)
      if change.register == .flags {
        append(#"""#)
        append(TracedRegister.flagLetters(change.value))
        append(#"""#)
      } else {
        append(decimal: UInt64(change.value))
      }
    }
    append("}")
  }

  private mutating func append(json accesses: [TraceEvent.Access]) {
    guard !accesses.isEmpty else { return }
    append(#","accesses":["#)
    for (index, access) in accesses.enumerated() {
      append(index == 0 ? #"{"kind":""# : #",{"kind":""#)
      append(access.isStore ? #"store","address":"# : #"load","address":"#)
      append(decimal: UInt64(access.address))
      append(#","size":"#)
      append(decimal: UInt64(access.size))
      append(#","value":"#)
      append(decimal: UInt64(access.value))
      append("}")
    }
    append("]")
  }

  /// A JSON string (RFC 8259, section 7).
  mutating func append(json text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0..<32:
        append("\\u00")
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    append("\"")
  }
}

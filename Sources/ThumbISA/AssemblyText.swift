/// Assembly text under construction, as bytes: disassembling whole images must not be slow.
struct AssemblyText {
  private(set) var bytes: [UInt8] = []

  init() {
    bytes.reserveCapacity(48)
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: [UInt8]) {
    bytes.append(contentsOf: text)
  }

  mutating func append(decimal value: UInt32) {
    if value >= 10 { append(decimal: value / 10) }
    bytes.append(UInt8(truncatingIfNeeded: 48 + value % 10))
  }

  /// With the prefix 0x and no leading zeros.
  mutating func append(hexadecimal value: UInt32) {
    append("0x")
    var shift = value == 0 ? 0 : (31 - UInt32(value.leadingZeroBitCount)) & ~3
    while true {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
      if shift == 0 { return }
      shift -= 4
    }
  }

  mutating func append(core register: UInt8) {
    switch register {
    case 13: append("sp")
    case 14: append("lr")
    case 15: append("pc")
    default:
      append("r")
      append(decimal: UInt32(register))
    }
  }

  mutating func append(_ condition: Condition) {
    switch condition {
    case .equal: append("eq")
    case .notEqual: append("ne")
    case .carrySet: append("hs")
    case .carryClear: append("lo")
    case .minus: append("mi")
    case .plus: append("pl")
    case .overflow: append("vs")
    case .noOverflow: append("vc")
    case .higher: append("hi")
    case .lowerOrSame: append("ls")
    case .greaterOrEqual: append("ge")
    case .less: append("lt")
    case .greater: append("gt")
    case .lessOrEqual: append("le")
    case .always: break
    }
  }

  mutating func append(_ shift: ShiftKind) {
    switch shift {
    case .lsl: append("lsl")
    case .lsr: append("lsr")
    case .asr: append("asr")
    case .ror: append("ror")
    case .rrx: append("rrx")
    }
  }
}

/// The size of a floating-point register operand.
enum FloatingPointRegister: Sendable {
  case single, double, byPrecision
}

/// How the fields of an encoding fill the operands of an `Instruction`: worked out once per row.
struct OperandPlan: Sendable {
  enum Target: UInt8, Sendable {
    case d, n, m, a, extra, condition, setsFlags, setsFlagsOutsideIT, preIndexed, adds, writesBack, isDouble, immediate
    case dHigh, nHigh, mHigh
    /// Parts of the immediate and of the shift.
    case j, k, sign, shiftAmount, shiftType, bitFieldEnd, fixedPointIs32Bit, fixedPointIsUnsigned
  }

  var fields: [(target: Target, field: BitField)] = []
  var constants: [(target: Target, value: UInt32)] = []
  var copies: [(target: Target, source: Target)] = []
  var immediate: ImmediateForm
  var shift: ShiftForm?
  var shiftTypeIsOneBit = false
  var dRegister: FloatingPointRegister?
  var nRegister: FloatingPointRegister?
  var mRegister: FloatingPointRegister?

  init(pattern: EncodingPattern, encoding: E, syntax: Syntax, row: String) throws(EncodingNotationError) {
    immediate = encoding.immediate
    shift = encoding.shift
    let signIsOffset = immediate == .branch20 || immediate == .branch24
    let isFixedPoint = immediate == .fractionBits
    for field in pattern.fields {
      guard let target = Self.target(of: field.name, signIsOffset: signIsOffset, isFixedPoint: isFixedPoint) else {
        continue
      }
      fields.append((target, field))
    }
    if shift == nil && pattern.field("y") != nil { shift = .typed }
    if shift == nil && pattern.field("s") != nil { shift = .lsl }
    shiftTypeIsOneBit = pattern.field("y")?.width == 1
    for (role, register) in syntax.floatingPointRegisters {
      switch role {
      case "d": dRegister = register
      case "n": nRegister = register
      default: mRegister = register
      }
    }
    for term in encoding.with.split(separator: " ") {
      try addTerm(term, pattern: pattern, encoding: encoding, row: row)
    }
  }

  private mutating func addTerm(
    _ term: Substring, pattern: EncodingPattern, encoding: E, row: String
  ) throws(EncodingNotationError) {
    let sides = term.split(separator: "=")
    guard sides.count == 2, let target = Self.named[sides[0]] else {
      throw EncodingNotationError(row: row, notation: encoding.with, problem: "unknown operand '\(term)'")
    }
    if let value = UInt32(sides[1]) {
      constants.append((target, value))
    } else if target == .setsFlags && sides[1] == "it" {
      constants.append((.setsFlagsOutsideIT, 1))
    } else if target == .extra, let name = sides[1].first, let field = pattern.field(name) {
      fields.append((.extra, field))
    } else if let source = Self.named[sides[1]] {
      copies.append((target, source))
    } else {
      throw EncodingNotationError(row: row, notation: encoding.with, problem: "unknown value '\(term)'")
    }
  }

  private static let named: [Substring: Target] = [
    "d": .d, "n": .n, "m": .m, "a": .a, "extra": .extra, "cond": .condition, "S": .setsFlags, "P": .preIndexed,
    "U": .adds, "W": .writesBack, "z": .isDouble, "i": .immediate,
  ]

  private static func target(of name: Character, signIsOffset: Bool, isFixedPoint: Bool) -> Target? {
    switch name {
    case "d": .d
    case "n": .n
    case "m": .m
    case "a": .a
    case "D": .dHigh
    case "N": .nHigh
    case "M": .mHigh
    case "c": .condition
    case "S": signIsOffset ? .sign : .setsFlags
    case "P": .preIndexed
    case "U": .adds
    case "W": .writesBack
    case "z": .isDouble
    case "i": .immediate
    case "j": .j
    case "k": .k
    case "s": .shiftAmount
    case "y": .shiftType
    case "w": .bitFieldEnd
    case "x": isFixedPoint ? .fixedPointIs32Bit : nil
    case "u": isFixedPoint ? .fixedPointIsUnsigned : nil
    default: nil
    }
  }
}

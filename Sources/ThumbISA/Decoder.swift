/// From bits to instructions, by the encoding table.
public enum Decoder {
  /// Whether a halfword is the first of a 32-bit encoding (DDI 0403E, A5.1).
  @inline(__always)
  public static func isWide(_ first: UInt16) -> Bool {
    first >= 0xE800
  }

  /// The instruction at two successive halfwords, whatever features a core has; nil where the manual says UNDEFINED.
  ///
  /// UNPREDICTABLE encodings decode as if the broken rule did not exist, as assemblers and debuggers show them.
  /// The second halfword is ignored when the first is a 16-bit instruction.
  public static func decode(_ first: UInt16, _ second: UInt16) -> Instruction? {
    let wide = isWide(first)
    let bits = wide ? UInt32(first) << 16 | UInt32(second) : UInt32(first)
    guard let row = EncodingTable.row(for: bits, wide: wide) else { return nil }
    return row.decode(bits)
  }

  /// The coprocessor whose instruction space two halfwords lie in (10 and 11: the floating-point unit), or nil.
  ///
  /// Where that coprocessor is absent or disabled, defined and undefined encodings alike fault as NOCP (DDI 0403E,
  /// A5.3.18, B1.5.14).
  public static func coprocessor(_ first: UInt16, _ second: UInt16) -> UInt8? {
    guard first & 0xEC00 == 0xEC00 && first & 0x0300 != 0x0300 else { return nil }
    return UInt8(truncatingIfNeeded: second >> 8 & 0xF)
  }
}

extension EncodingRow {
  /// The operands of bits that match this row.
  func decode(_ bits: UInt32) -> Instruction? {
    var instruction = Instruction(opcode: opcode, size: UInt8(truncatingIfNeeded: size), bits: bits)
    instruction.encoding = index
    var parts = OperandParts()
    for (target, field) in plan.fields {
      parts.assign(target, field.extract(bits), to: &instruction)
    }
    for (target, value) in plan.constants {
      parts.assign(target, value, to: &instruction)
    }
    parts.applyRegisters(plan, to: &instruction)
    parts.applyShift(plan, to: &instruction)
    parts.applyImmediate(plan.immediate, to: &instruction)
    for (target, source) in plan.copies {
      switch source {
      case .d: parts.assign(target, UInt32(instruction.d), to: &instruction)
      case .n: parts.assign(target, UInt32(instruction.n), to: &instruction)
      default: parts.assign(target, UInt32(instruction.m), to: &instruction)
      }
    }
    return instruction
  }
}

/// Field values that become operands only together.
private struct OperandParts {
  var dHigh: UInt32 = 0
  var nHigh: UInt32 = 0
  var mHigh: UInt32 = 0
  var j: UInt32 = 0
  var k: UInt32 = 0
  var sign: UInt32 = 0
  var shiftAmount: UInt32 = 0
  var shiftType: UInt32 = 0
  var bitFieldEnd: UInt32 = 0
  var fixedPointIs32Bit: UInt32 = 0
  var fixedPointIsUnsigned: UInt32 = 0

  mutating func assign(_ target: OperandPlan.Target, _ value: UInt32, to instruction: inout Instruction) {
    switch target {
    case .d: instruction.d = UInt8(truncatingIfNeeded: value)
    case .n: instruction.n = UInt8(truncatingIfNeeded: value)
    case .m: instruction.m = UInt8(truncatingIfNeeded: value)
    case .a: instruction.a = UInt8(truncatingIfNeeded: value)
    case .extra: instruction.extra = UInt8(truncatingIfNeeded: value)
    case .condition: instruction.condition = Condition(rawValue: UInt8(truncatingIfNeeded: value)) ?? .always
    case .setsFlags: instruction.flagSetting = value != 0 ? .always : .never
    case .setsFlagsOutsideIT: instruction.flagSetting = .outsideIT
    case .preIndexed: instruction.preIndexed = value != 0
    case .adds: instruction.adds = value != 0
    case .writesBack: instruction.writesBack = value != 0
    case .isDouble: instruction.isDouble = value != 0
    case .immediate: instruction.immediate = value
    case .dHigh: dHigh = value
    case .nHigh: nHigh = value
    case .mHigh: mHigh = value
    case .j: j = value
    case .k: k = value
    case .sign: sign = value
    case .shiftAmount: shiftAmount = value
    case .shiftType: shiftType = value
    case .bitFieldEnd: bitFieldEnd = value
    case .fixedPointIs32Bit: fixedPointIs32Bit = value
    case .fixedPointIsUnsigned: fixedPointIsUnsigned = value
    }
  }

  /// S registers are numbered Vx:X, D registers X:Vx (A6.3).
  func applyRegisters(_ plan: OperandPlan, to instruction: inout Instruction) {
    if let register = plan.dRegister { instruction.d = number(instruction.d, dHigh, register, instruction.isDouble) }
    if let register = plan.nRegister { instruction.n = number(instruction.n, nHigh, register, instruction.isDouble) }
    if let register = plan.mRegister { instruction.m = number(instruction.m, mHigh, register, instruction.isDouble) }
  }

  private func number(_ low: UInt8, _ high: UInt32, _ register: FloatingPointRegister, _ isDouble: Bool) -> UInt8 {
    let extraBit = UInt8(truncatingIfNeeded: high)
    let double = register == .double || (register == .byPrecision && isDouble)
    return double ? extraBit << 4 | low : low << 1 | extraBit
  }

  func applyShift(_ plan: OperandPlan, to instruction: inout Instruction) {
    guard let form = plan.shift else { return }
    let amount = UInt8(truncatingIfNeeded: shiftAmount)
    switch form {
    case .lsl: (instruction.shift, instruction.shiftAmount) = (.lsl, amount)
    case .lsr: (instruction.shift, instruction.shiftAmount) = (.lsr, amount == 0 ? 32 : amount)
    case .asr: (instruction.shift, instruction.shiftAmount) = (.asr, amount == 0 ? 32 : amount)
    case .ror: (instruction.shift, instruction.shiftAmount) = (.ror, amount)
    case .rrx: (instruction.shift, instruction.shiftAmount) = (.rrx, 1)
    case .byteRotation: (instruction.shift, instruction.shiftAmount) = (.ror, amount * 8)
    case .typed:
      let type = plan.shiftTypeIsOneBit ? shiftType << 1 : shiftType
      (instruction.shift, instruction.shiftAmount) = Self.decodeImmediateShift(type: type, amount: amount)
    }
  }

  /// DecodeImmShift (A7.4.2).
  private static func decodeImmediateShift(type: UInt32, amount: UInt8) -> (ShiftKind, UInt8) {
    switch type {
    case 0: (.lsl, amount)
    case 1: (.lsr, amount == 0 ? 32 : amount)
    case 2: (.asr, amount == 0 ? 32 : amount)
    default: amount == 0 ? (.rrx, 1) : (.ror, amount)
    }
  }

  func applyImmediate(_ form: ImmediateForm, to instruction: inout Instruction) {
    let i = instruction.immediate
    switch form {
    case .plain: break
    case .scaled(let shift): instruction.immediate = i << UInt32(shift)
    case .plusOne: instruction.immediate = i + 1
    case .modified: (instruction.immediate, instruction.immediateSetsCarry) = thumbExpandImmediate(i)
    case .half: instruction.immediate = j << 12 | i
    case .branch(let bits): instruction.immediate = signExtend(i << 1, bits: UInt32(bits))
    case .branch20:
      let offset = sign << 20 | k << 19 | j << 18 | i << 1
      instruction.immediate = signExtend(offset, bits: 21)
    case .branch24:
      let high = sign << 24 | (j ^ sign ^ 1) << 23 | (k ^ sign ^ 1) << 22
      instruction.immediate = signExtend(high | i << 1, bits: 25)
    case .shiftAmount: instruction.immediate = UInt32(instruction.shiftAmount)
    case .bitFieldEnd:
      // A msb below the lsb is UNPREDICTABLE; llvm-objdump shows the msb alone, and so it is here.
      instruction.immediate = min(i, bitFieldEnd)
      instruction.extra = UInt8(truncatingIfNeeded: bitFieldEnd - instruction.immediate + 1)
    case .bitFieldWidth: instruction.extra = UInt8(truncatingIfNeeded: bitFieldEnd + 1)
    case .registerList: instruction.immediate = i | k << 14 | j << 15
    case .loadListT1: instruction.writesBack = i >> UInt32(instruction.n) & 1 == 0
    case .singleCount: (instruction.extra, instruction.immediate) = (UInt8(truncatingIfNeeded: i), i << 2)
    case .doubleCount: (instruction.extra, instruction.immediate) = (UInt8(truncatingIfNeeded: i), i << 3)
    case .oddCount: (instruction.extra, instruction.immediate) = (UInt8(truncatingIfNeeded: i), i << 3 | 4)
    case .fractionBits:
      instruction.m = instruction.d
      instruction.immediate = (fixedPointIs32Bit != 0 ? 32 : 16) &- (i << 1 | j)
      instruction.extra = UInt8(truncatingIfNeeded: fixedPointIsUnsigned | (fixedPointIs32Bit ^ 1) << 1)
    case .vfpExpand: instruction.immediate = vfpExpandImmediate(i, double: instruction.isDouble)
    }
  }
}

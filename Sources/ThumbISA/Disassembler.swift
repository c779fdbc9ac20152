extension Instruction {
  /// The instruction in unified assembly syntax, as llvm-objdump prints it: mnemonic, a blank, operands.
  ///
  /// - Parameters:
  ///   - address: where the instruction lies; branch targets are printed as addresses.
  ///   - itCondition: its condition if it is in an IT block, otherwise nil.
  public func assembly(at address: UInt32, itCondition: Condition? = nil) -> String {
    assemblyText(at: address, itCondition: itCondition).string
  }

  /// The same as UTF-8, for those that print much.
  public func assemblyBytes(at address: UInt32, itCondition: Condition? = nil) -> [UInt8] {
    assemblyText(at: address, itCondition: itCondition).bytes
  }

  private func assemblyText(at address: UInt32, itCondition: Condition?) -> AssemblyText {
    var text = AssemblyText()
    let row = EncodingTable.rows[Int(encoding)]
    for piece in row.syntax.pieces {
      switch piece {
      case .text(let bytes): text.append(bytes)
      case .blockCondition: text.append(itCondition ?? .always)
      case .condition: if condition == .always { text.append("al") } else { text.append(condition) }
      case .setsFlags:
        if flagSetting == .always || (flagSetting == .outsideIT && itCondition == nil) { text.append("s") }
      case .core(let role): text.append(core: number(role))
      case .coreOrFlags:
        if d == 15 { text.append(opcode == .vmrs ? "APSR_nzcv" : "apsr_nzcv") } else { text.append(core: d) }
      case .hexadecimal:
        text.append("#")
        text.append(hexadecimal: immediate)
      case .decimal:
        let value = Int32(bitPattern: immediate)
        text.append(value < 0 ? "#-" : "#")
        text.append(decimal: value.magnitude)
      case .amount:
        text.append("#")
        text.append(hexadecimal: UInt32(shiftAmount))
      case .width:
        text.append("#")
        text.append(hexadecimal: UInt32(extra))
      case .shift: appendShift(to: &text)
      case .target: text.append(hexadecimal: branchTarget(at: address) ?? 0)
      default: appendRarer(piece, row: row, address: address, to: &text)
      }
    }
    return text
  }

  private func appendRarer(_ piece: SyntaxPiece, row: EncodingRow, address: UInt32, to text: inout AssemblyText) {
    switch piece {
    case .floatingPoint(let role, let register): append(floatingPoint: number(role), register, to: &text)
    case .widthDecimal:
      text.append("#")
      text.append(decimal: UInt32(extra))
    case .nextSingle: append(floatingPoint: n + 1, .single, to: &text)
    case .address: appendAddress(decimal: false, to: &text)
    case .literal: appendAddress(decimal: false, alwaysOffset: true, to: &text)
    case .addressDecimal: appendAddress(decimal: true, to: &text)
    case .index: appendIndex(to: &text)
    case .coprocessorAddress: appendCoprocessorAddress(to: &text)
    case .writeBack: if writesBack { text.append("!") }
    case .coreList: appendCoreList(to: &text)
    case .singleList: appendList(prefix: "s", limit: 32, to: &text)
    case .doubleList: appendList(prefix: "d", limit: 16, to: &text)
    case .label:
      text.append("#")
      if !adds { text.append("-") }
      text.append(decimal: immediate)
    case .thenElse: appendThenElse(to: &text)
    case .precision: text.append(isDouble ? "64" : "32")
    case .fixedPointType:
      text.append(extra & 1 != 0 ? "u" : "s")
      text.append(extra & 2 != 0 ? "16" : "32")
    case .floatConstant: appendFloatConstant(to: &text)
    case .coprocessor:
      text.append("p")
      text.append(decimal: UInt32(extra))
    case .field(let name):
      for field in row.fields where field.name == name { text.append(decimal: field.extract(bits)) }
    case .hexadecimalField(let name):
      for field in row.fields where field.name == name { text.append(hexadecimal: field.extract(bits)) }
    case .long:
      for field in row.fields where field.name == "l" && field.extract(bits) != 0 { text.append("l") }
    default: appendNamedImmediate(piece, to: &text)
    }
  }

  /// Where a branch with an immediate offset goes; nil for other instructions.
  public func branchTarget(at address: UInt32) -> UInt32? {
    switch opcode {
    case .b, .bl, .cbz, .cbnz: address &+ 4 &+ immediate
    default: nil
    }
  }

  /// Where a load or store relative to the program counter, or ADR, points: Align(PC, 4) plus the offset (A4.2.2).
  public func literalAddress(at address: UInt32) -> UInt32? {
    switch opcode {
    case .adr, .ldrLiteral, .ldrbLiteral, .ldrhLiteral, .ldrsbLiteral, .ldrshLiteral, .ldrdLiteral, .pldLiteral,
      .pliLiteral:
      break
    case .vldr, .vstr, .strdImmediate, .ldc, .stc:
      guard n == 15 && preIndexed && !writesBack else { return nil }
    default: return nil
    }
    let base = (address &+ 4) & ~3
    return adds ? base &+ immediate : base &- immediate
  }

  private func append(floatingPoint register: UInt8, _ kind: FloatingPointRegister, to text: inout AssemblyText) {
    text.append(kind == .double || (kind == .byPrecision && isDouble) ? "d" : "s")
    text.append(decimal: UInt32(register))
  }

  private func appendShift(to text: inout AssemblyText) {
    if shiftAmount == 0 { return }
    text.append(", ")
    text.append(shift)
    if shift == .rrx { return }
    text.append(" #")
    text.append(decimal: UInt32(shiftAmount))
  }
}

// Operands in brackets and braces.
extension Instruction {
  private func appendAddress(decimal: Bool, alwaysOffset: Bool = false, to text: inout AssemblyText) {
    text.append("[")
    text.append(core: n)
    if !preIndexed { text.append("]") }
    // #0 is left out where it says nothing; #-0 is not #0.
    if immediate != 0 || !adds || !preIndexed || writesBack || alwaysOffset {
      text.append(adds ? ", #" : ", #-")
      if decimal { text.append(decimal: immediate) } else { text.append(hexadecimal: immediate) }
    }
    if preIndexed { text.append(writesBack ? "]!" : "]") }
  }

  private func appendIndex(to text: inout AssemblyText) {
    text.append("[")
    text.append(core: n)
    text.append(", ")
    text.append(core: m)
    appendShift(to: &text)
    text.append("]")
  }

  private func appendCoprocessorAddress(to text: inout AssemblyText) {
    text.append("[")
    text.append(core: n)
    if !preIndexed && !writesBack {
      text.append("], {")
      text.append(decimal: immediate >> 2)
      text.append("}")
      return
    }
    if !preIndexed { text.append("]") }
    if immediate != 0 || !adds || !preIndexed || writesBack {
      text.append(adds ? ", #" : ", #-")
      text.append(decimal: immediate)
    }
    if preIndexed { text.append(writesBack ? "]!" : "]") }
  }

  private func appendCoreList(to text: inout AssemblyText) {
    text.append("{")
    var isFirst = true
    for register: UInt8 in 0...15 where immediate >> UInt32(register) & 1 != 0 {
      if !isFirst { text.append(", ") }
      text.append(core: register)
      isFirst = false
    }
    text.append("}")
  }

  private func appendList(prefix: StaticString, limit: UInt32, to text: inout AssemblyText) {
    text.append("{")
    for offset in 0..<UInt32(extra) where UInt32(d) + offset < limit {
      if offset != 0 { text.append(", ") }
      text.append(prefix)
      text.append(decimal: UInt32(d) + offset)
    }
    text.append("}")
  }
}

// Named immediates.
extension Instruction {
  private func appendNamedImmediate(_ piece: SyntaxPiece, to text: inout AssemblyText) {
    switch piece {
    case .barrier: appendBarrier(to: &text)
    case .instructionBarrier: if immediate == 15 { text.append("sy") } else { appendHexadecimal(to: &text) }
    case .changeEffect: text.append(extra != 0 ? "id" : "ie")
    case .interruptMasks:
      // Bit 2 is the A bit of other Arm profiles: it does nothing here, but it is shown.
      if bits & 7 == 0 { text.append("none") }
      if bits & 4 != 0 { text.append("a") }
      if bits & 2 != 0 { text.append("i") }
      if bits & 1 != 0 { text.append("f") }
    case .specialRegister: appendSpecialRegister(to: &text)
    case .specialRegisterMask:
      appendSpecialRegister(to: &text)
      if immediate < 4 { text.append(extra == 1 ? "_g" : extra == 3 ? "_nzcvqg" : "_nzcvq") }
    default: break
    }
  }

  private func appendHexadecimal(to text: inout AssemblyText) {
    text.append("#")
    text.append(hexadecimal: immediate)
  }

  /// Options other than SY are reserved in Armv7-M (A7.7 DMB, DSB); they have names in other Arm architectures.
  private func appendBarrier(to text: inout AssemblyText) {
    switch immediate {
    case 15: text.append("sy")
    case 14: text.append("st")
    case 11: text.append("ish")
    case 10: text.append("ishst")
    case 7: text.append("nsh")
    case 6: text.append("nshst")
    case 3: text.append("osh")
    case 2: text.append("oshst")
    default: appendHexadecimal(to: &text)
    }
  }

  /// B5.1.1.
  private func appendSpecialRegister(to text: inout AssemblyText) {
    switch immediate {
    case 0: text.append("apsr")
    case 1: text.append("iapsr")
    case 2: text.append("eapsr")
    case 3: text.append("xpsr")
    case 5: text.append("ipsr")
    case 6: text.append("epsr")
    case 7: text.append("iepsr")
    case 8: text.append("msp")
    case 9: text.append("psp")
    case 16: text.append("primask")
    case 17: text.append("basepri")
    case 18: text.append("basepri_max")
    case 19: text.append("faultmask")
    case 20: text.append("control")
    default: text.append(decimal: immediate)
    }
  }

  /// The letters after IT: a mask bit equal to the condition's lowest bit means then (A7.3.2).
  private func appendThenElse(to text: inout AssemblyText) {
    let count = 3 - immediate.trailingZeroBitCount
    for position in 0..<max(count, 0) {
      let bit = immediate >> UInt32(3 - position) & 1
      text.append(bit == UInt32(condition.rawValue & 1) ? "t" : "e")
    }
  }

  /// A constant of VMOV: n/16 × 2^r with n 16…31 and r -3…4, exact in a few decimals (A6.4.1).
  private func appendFloatConstant(to text: inout AssemblyText) {
    let value: Double =
      isDouble ? Double(bitPattern: UInt64(immediate) << 32) : Double(Float(bitPattern: immediate))
    text.append(value < 0 ? "#-" : "#")
    var scaled = value.magnitude
    var power = 0
    while scaled >= 10 {
      scaled /= 10
      power += 1
    }
    while scaled < 1 {
      scaled *= 10
      power -= 1
    }
    let millionths = UInt32((scaled * 1_000_000).rounded(.toNearestOrEven))
    text.append(decimal: millionths / 1_000_000)
    text.append(".")
    var divisor: UInt32 = 100_000
    while divisor > 0 {
      text.append(decimal: millionths / divisor % 10)
      divisor /= 10
    }
    text.append(power < 0 ? "e-0" : "e+0")
    text.append(decimal: UInt32(power.magnitude))
  }
}

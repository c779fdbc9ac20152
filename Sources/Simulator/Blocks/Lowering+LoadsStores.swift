import ThumbISA

/// The operations of one kind of load or store, by addressing mode.
struct AccessCodes {
  var offset: OperationCode
  var register: OperationCode
  var pre: OperationCode
  var post: OperationCode

  static let ldr = AccessCodes(offset: .ldrI, register: .ldrR, pre: .ldrPre, post: .ldrPost)
  static let ldrb = AccessCodes(offset: .ldrbI, register: .ldrbR, pre: .ldrbPre, post: .ldrbPost)
  static let ldrh = AccessCodes(offset: .ldrhI, register: .ldrhR, pre: .ldrhPre, post: .ldrhPost)
  static let ldrsb = AccessCodes(offset: .ldrsbI, register: .ldrsbR, pre: .ldrsbPre, post: .ldrsbPost)
  static let ldrsh = AccessCodes(offset: .ldrshI, register: .ldrshR, pre: .ldrshPre, post: .ldrshPost)
  static let str = AccessCodes(offset: .strI, register: .strR, pre: .strPre, post: .strPost)
  static let strb = AccessCodes(offset: .strbI, register: .strbR, pre: .strbPre, post: .strbPost)
  static let strh = AccessCodes(offset: .strhI, register: .strhR, pre: .strhPre, post: .strhPost)
}

extension Instruction {
  /// The offset with its sign, as a number to add.
  var offset: UInt32 { adds ? immediate : 0 &- immediate }
}

extension Lowering {
  mutating func lowerAccess(_ placed: PlacedInstruction, _ codes: AccessCodes) {
    let instruction = placed.instruction
    if codes.offset == .ldrI && instruction.d == 15 { return lowerLoadPC(placed, registerOffset: false) }
    let code =
      !instruction.writesBack ? codes.offset : instruction.preIndexed ? codes.pre : codes.post
    let n = source(instruction.n, placed, into: Self.first)
    let d = source(instruction.d, placed, into: Self.third)
    emit(Operation(code, d: d, n: n, immediate: instruction.offset))
  }

  mutating func lowerRegisterAccess(_ placed: PlacedInstruction, _ codes: AccessCodes) {
    let instruction = placed.instruction
    if codes.offset == .ldrI && instruction.d == 15 { return lowerLoadPC(placed, registerOffset: true) }
    let n = source(instruction.n, placed, into: Self.first)
    let m = source(instruction.m, placed, into: Self.second)
    let d = source(instruction.d, placed, into: Self.third)
    emit(Operation(codes.register, d: d, n: n, m: m, extra: UInt16(instruction.shiftAmount)))
  }

  /// The address that a literal instruction names: Align(PC, 4) plus its offset.
  private func literalAddress(_ placed: PlacedInstruction) -> UInt32 {
    ((placed.address &+ 4) & ~3) &+ placed.instruction.offset
  }

  /// Loads from the literal pool are constants as long as the pool is not written to.
  mutating func lowerLiteral(_ placed: PlacedInstruction, _ codes: AccessCodes) {
    let instruction = placed.instruction
    let address = literalAddress(placed)
    if codes.offset == .ldrI {
      if instruction.d == 15 {
        emit(Operation(.movI, d: Self.address, immediate: address))
        emit(Operation(.loadPC, n: Self.address))
        return
      }
      if address & 3 == 0, let value = literal(address) {
        announceLiteral(at: address)
        emit(Operation(.movI, d: instruction.d, immediate: value))
        return
      }
    }
    emit(Operation(.movI, d: Self.address, immediate: address))
    emit(Operation(codes.offset, d: instruction.d, n: Self.address))
  }

  /// `LDR pc`: the address and the written-back value are made first, so that the load itself is one operation.
  private mutating func lowerLoadPC(_ placed: PlacedInstruction, registerOffset: Bool) {
    let instruction = placed.instruction
    let n = source(instruction.n, placed, into: Self.first)
    if registerOffset {
      let m = source(instruction.m, placed, into: Self.second)
      emit(Operation(.addLSL, d: Self.address, n: n, m: m, extra: UInt16(instruction.shiftAmount)))
      emit(Operation(.loadPC, n: Self.address))
      return
    }
    emit(Operation(.addRI, d: Self.address, n: n, immediate: instruction.offset))
    guard instruction.writesBack else {
      emit(Operation(.loadPC, n: Self.address))
      return
    }
    emit(Operation(.loadPC, d: 1, n: instruction.preIndexed ? Self.address : n, m: Self.address, a: n))
  }

  mutating func lowerDouble(_ placed: PlacedInstruction, code: OperationCode, isLiteral: Bool) {
    let instruction = placed.instruction
    if isLiteral {
      emit(Operation(.movI, d: Self.address, immediate: literalAddress(placed)))
      emit(Operation(code, d: instruction.d, n: Self.address, a: instruction.a))
      return
    }
    let n = source(instruction.n, placed, into: Self.first)
    let isStore = code == .strd
    let d = isStore ? source(instruction.d, placed, into: Self.second) : instruction.d
    let a = isStore ? source(instruction.a, placed, into: Self.third) : instruction.a
    emit(
      Operation(
        code, d: d, n: n, a: a, extra: instruction.writesBack ? 1 : 0,
        immediate: instruction.preIndexed ? instruction.offset : 0, second: instruction.offset))
  }

  mutating func lowerMultiple(_ placed: PlacedInstruction, isLoad: Bool, decrements: Bool) {
    let instruction = placed.instruction
    let list = instruction.immediate & (isLoad ? 0xFFFF : 0x7FFF)
    let bytes = UInt32(list.nonzeroBitCount) * 4
    // A loaded base keeps what was loaded.
    let writesBack = instruction.writesBack && !(isLoad && list >> UInt32(instruction.n) & 1 != 0)
    let n = source(instruction.n, placed, into: Self.first)
    emit(
      Operation(
        isLoad ? (list & 0x8000 != 0 ? .ldmPC : .ldm) : .stm, d: writesBack ? 1 : 0, n: n,
        extra: UInt16(list), immediate: decrements ? 0 &- bytes : 0, second: decrements ? 0 &- bytes : bytes))
  }

  /// LDRT and kin. `size` in bytes.
  mutating func lowerUnprivileged(_ placed: PlacedInstruction, size: UInt16, signed: Bool = false, isLoad: Bool) {
    let instruction = placed.instruction
    let n = source(instruction.n, placed, into: Self.first)
    let d = isLoad ? instruction.d : source(instruction.d, placed, into: Self.second)
    emit(
      Operation(
        isLoad ? .loadUnprivileged : .storeUnprivileged, d: d, n: n,
        extra: size | (signed ? 0x10 : 0), immediate: instruction.offset))
  }

  mutating func lowerExclusive(_ placed: PlacedInstruction, size: UInt16, isLoad: Bool) {
    let instruction = placed.instruction
    let n = source(instruction.n, placed, into: Self.first)
    let d = isLoad ? instruction.d : source(instruction.d, placed, into: Self.second)
    emit(
      Operation(
        isLoad ? .loadExclusive : .storeExclusive, d: d, n: n, a: instruction.a, extra: size,
        immediate: instruction.offset))
  }

  mutating func lowerFloatingPointAccess(_ placed: PlacedInstruction, isLoad: Bool) {
    let instruction = placed.instruction
    requireFloatingPoint()
    var n = instruction.n
    if n == 15 {
      emit(Operation(.movI, d: Self.address, immediate: (placed.address &+ 4) & ~3))
      n = Self.address
    }
    let code: OperationCode =
      instruction.isDouble ? (isLoad ? .vldrD : .vstrD) : (isLoad ? .vldrS : .vstrS)
    emit(Operation(code, d: floatingPoint(instruction.d, placed), n: n, immediate: instruction.offset))
  }

  mutating func lowerFloatingPointMultiple(_ placed: PlacedInstruction, isLoad: Bool, decrements: Bool) {
    let instruction = placed.instruction
    requireFloatingPoint()
    // FLDMX and FSTMX name an odd number of words; the last is transferred by neither these nor our core, only counted.
    let encodedWords = UInt32(instruction.bits & 0xFF)
    let words = instruction.isDouble ? encodedWords & ~1 : encodedWords
    let bytes = encodedWords * 4
    var n = instruction.n
    if n == 15 {
      emit(Operation(.movI, d: Self.address, immediate: (placed.address &+ 4) & ~3))
      n = Self.address
    }
    emit(
      Operation(
        isLoad ? .vldm : .vstm, d: floatingPoint(instruction.d, placed), n: n, a: instruction.writesBack ? 1 : 0,
        extra: UInt16(words), immediate: decrements ? 0 &- bytes : 0, second: decrements ? 0 &- bytes : bytes))
  }

  /// The register file index of a floating-point register of the instruction's precision.
  func floatingPoint(_ register: UInt8, _ placed: PlacedInstruction) -> UInt8 {
    placed.instruction.isDouble ? Self.double(register) : Self.single(register)
  }

  static func single(_ register: UInt8) -> UInt8 { UInt8(RegisterFile.floatingPoint) + (register & 31) }
  static func double(_ register: UInt8) -> UInt8 { UInt8(RegisterFile.floatingPoint) + 2 * (register & 15) }
}

import ThumbISA

extension Lowering {
  /// Scratch registers: for a first operand, a second, a third, and an address.
  static let first = UInt8(RegisterFile.scratch)
  static let second = UInt8(RegisterFile.scratch + 1)
  static let third = UInt8(RegisterFile.scratch + 2)
  static let address = UInt8(RegisterFile.scratch + 3)

  /// The register file index of a core register as source. The program counter reads as the instruction's address + 4.
  mutating func source(_ register: UInt8, _ placed: PlacedInstruction, into scratch: UInt8) -> UInt8 {
    guard register == 15 else { return register }
    emit(Operation(.movI, d: scratch, immediate: placed.address &+ 4))
    return scratch
  }

  /// The register file index of a destination that may be read too. For the program counter, which is UNPREDICTABLE
  /// there, it is a scratch register: read like any other source, and written to no effect.
  mutating func destination(_ placed: PlacedInstruction) -> UInt8 {
    source(placed.instruction.d, placed, into: Self.address)
  }

  /// The second operand with its shift done; `carry`: the shifter's carry goes to C.
  mutating func shifted(_ placed: PlacedInstruction, carry: Bool) -> UInt8 {
    let instruction = placed.instruction
    let register = source(instruction.m, placed, into: Self.second)
    if instruction.shift == .lsl && instruction.shiftAmount == 0 { return register }
    emitShift(
      instruction.shift, amount: instruction.shiftAmount, of: register, to: Self.second, setsFlags: carry)
    return Self.second
  }

  mutating func emitShift(_ kind: ShiftKind, amount: UInt8, of register: UInt8, to d: UInt8, setsFlags: Bool) {
    let code: OperationCode =
      switch kind {
      case .lsl: setsFlags ? .lslsI : .lslI
      case .lsr: setsFlags ? .lsrsI : .lsrI
      case .asr: setsFlags ? .asrsI : .asrI
      case .ror: setsFlags ? .rorsI : .rorI
      case .rrx: setsFlags ? .rrxs : .rrx
      }
    emit(Operation(code, d: d, n: register, extra: UInt16(amount)))
  }

  // MARK: Arithmetic

  mutating func lowerAdd(_ placed: PlacedInstruction, immediate: Bool, needed: FlagSet) {
    let instruction = placed.instruction
    let sets = placed.setsFlags && !needed.isEmpty
    let n = source(instruction.n, placed, into: Self.first)
    if immediate {
      emit(Operation(sets ? .addsRI : .addRI, d: instruction.d, n: n, immediate: instruction.immediate))
      return
    }
    if instruction.d == 15 {
      emit(Operation(.addRR, d: Self.first, n: n, m: shifted(placed, carry: false)))
      emit(Operation(.branchRegister, m: Self.first))
      return
    }
    if !sets, instruction.m != 15, instruction.shiftAmount != 0 {
      let fused: OperationCode? =
        switch instruction.shift {
        case .lsl: .addLSL
        case .lsr: .addLSR
        case .asr: .addASR
        default: nil
        }
      if let fused {
        emit(Operation(fused, d: instruction.d, n: n, m: instruction.m, extra: UInt16(instruction.shiftAmount)))
        return
      }
    }
    emit(Operation(sets ? .addsRR : .addRR, d: instruction.d, n: n, m: shifted(placed, carry: false)))
  }

  mutating func lowerSubtract(_ placed: PlacedInstruction, immediate: Bool, needed: FlagSet) {
    let instruction = placed.instruction
    let sets = placed.setsFlags && !needed.isEmpty
    let n = source(instruction.n, placed, into: Self.first)
    if immediate {
      let constant = sets ? instruction.immediate : 0 &- instruction.immediate
      emit(Operation(sets ? .subsRI : .addRI, d: instruction.d, n: n, immediate: constant))
      return
    }
    if !sets, instruction.m != 15, instruction.shift == .lsl, instruction.shiftAmount != 0 {
      emit(Operation(.subLSL, d: instruction.d, n: n, m: instruction.m, extra: UInt16(instruction.shiftAmount)))
      return
    }
    emit(Operation(sets ? .subsRR : .subRR, d: instruction.d, n: n, m: shifted(placed, carry: false)))
  }

  mutating func lowerReverseSubtract(_ placed: PlacedInstruction, immediate: Bool, needed: FlagSet) {
    let instruction = placed.instruction
    let sets = placed.setsFlags && !needed.isEmpty
    let n = source(instruction.n, placed, into: Self.first)
    if immediate {
      emit(Operation(sets ? .rsbsRI : .rsbRI, d: instruction.d, n: n, immediate: instruction.immediate))
    } else {
      // The operands change places.
      emit(Operation(sets ? .subsRR : .subRR, d: instruction.d, n: shifted(placed, carry: false), m: n))
    }
  }

  mutating func lowerWithCarry(
    _ placed: PlacedInstruction, immediate: Bool, needed: FlagSet, plain: OperationCode, setting: OperationCode
  ) {
    let sets = placed.setsFlags && !needed.isEmpty
    let n = source(placed.instruction.n, placed, into: Self.first)
    let m = secondOperand(placed, immediate: immediate)
    emit(Operation(sets ? setting : plain, d: placed.instruction.d, n: n, m: m))
  }

  /// The second operand in a register, whether immediate or shifted; the shifter's carry is not wanted.
  private mutating func secondOperand(_ placed: PlacedInstruction, immediate: Bool) -> UInt8 {
    guard immediate else { return shifted(placed, carry: false) }
    emit(Operation(.movI, d: Self.second, immediate: placed.instruction.immediate))
    return Self.second
  }

  // MARK: Logic

  /// AND, ORR, EOR, BIC, ORN, TST and TEQ. BIC and ORN with an immediate come as their complement. A test has no `d`.
  mutating func lowerLogic(
    _ placed: PlacedInstruction, immediate constant: UInt32?, needed: FlagSet, plain: OperationCode,
    setting: OperationCode
  ) {
    let instruction = placed.instruction
    let sets = placed.setsFlags
    let carry = sets && needed.contains(.carry)
    let code = sets && needed.contains(.negativeZero) ? setting : plain
    let n = source(instruction.n, placed, into: Self.first)
    if let constant {
      if carry { lowerImmediateCarry(instruction) }
      emit(Operation(code, d: instruction.d, n: n, immediate: constant))
      return
    }
    if !carry, code == plain, instruction.m != 15, instruction.shiftAmount != 0 {
      let fused: OperationCode? =
        switch (plain, instruction.shift) {
        case (.orrRR, .lsl): .orrLSL
        case (.orrRR, .lsr): .orrLSR
        case (.eorRR, .lsl): .eorLSL
        case (.eorRR, .lsr): .eorLSR
        default: nil
        }
      if let fused {
        emit(Operation(fused, d: instruction.d, n: n, m: instruction.m, extra: UInt16(instruction.shiftAmount)))
        return
      }
    }
    emit(Operation(code, d: instruction.d, n: n, m: shifted(placed, carry: carry)))
  }

  mutating func lowerTest(_ placed: PlacedInstruction, immediate: Bool, needed: FlagSet, exclusive: Bool) {
    let instruction = placed.instruction
    let carry = needed.contains(.carry)
    let n = source(instruction.n, placed, into: Self.first)
    if immediate {
      if carry { lowerImmediateCarry(instruction) }
      emit(Operation(exclusive ? .teqRI : .tstRI, n: n, immediate: instruction.immediate))
    } else {
      emit(Operation(exclusive ? .teqRR : .tstRR, n: n, m: shifted(placed, carry: carry)))
    }
  }

  private mutating func lowerImmediateCarry(_ instruction: Instruction) {
    guard instruction.immediateSetsCarry else { return }
    emit(Operation(.setCarry, immediate: instruction.immediate >> 31))
  }

  // MARK: Moves and shifts

  mutating func lowerMove(_ placed: PlacedInstruction, immediate constant: UInt32?, needed: FlagSet, inverted: Bool) {
    let instruction = placed.instruction
    let sets = placed.setsFlags && needed.contains(.negativeZero)
    let carry = placed.setsFlags && needed.contains(.carry)
    if let constant {
      if carry { lowerImmediateCarry(instruction) }
      emit(Operation(sets ? .movsI : .movI, d: instruction.d, immediate: constant))
      return
    }
    if instruction.d == 15 && !inverted {
      emit(Operation(.branchRegister, m: source(instruction.m, placed, into: Self.second)))
      return
    }
    let m = shifted(placed, carry: carry)
    if inverted {
      emit(Operation(sets ? .mvnsR : .mvnR, d: instruction.d, n: m))
    } else {
      emit(Operation(sets ? .movsR : .movR, d: instruction.d, n: m))
    }
  }

  mutating func lowerShiftImmediate(_ placed: PlacedInstruction, kind: ShiftKind, needed: FlagSet) {
    let instruction = placed.instruction
    let sets = placed.setsFlags && !needed.isDisjoint(with: [.negativeZero, .carry])
    emitShift(
      kind, amount: instruction.shiftAmount, of: source(instruction.m, placed, into: Self.second), to: instruction.d,
      setsFlags: sets)
  }

  mutating func lowerShiftRegister(
    _ placed: PlacedInstruction, plain: OperationCode, setting: OperationCode, needed: FlagSet
  ) {
    let instruction = placed.instruction
    let sets = placed.setsFlags && !needed.isDisjoint(with: [.negativeZero, .carry])
    emit(
      Operation(
        sets ? setting : plain, d: instruction.d, n: source(instruction.n, placed, into: Self.first),
        m: source(instruction.m, placed, into: Self.second)))
  }

  // MARK: Extension

  /// SXTB and kin, and with `n` their accumulating forms.
  mutating func lowerExtend(
    _ placed: PlacedInstruction, plain: OperationCode, rotated: OperationCode, accumulates: Bool
  ) {
    let instruction = placed.instruction
    let m = source(instruction.m, placed, into: Self.second)
    let d = accumulates ? Self.second : instruction.d
    emit(
      Operation(
        instruction.shiftAmount == 0 ? plain : rotated, d: d, n: m, extra: UInt16(instruction.shiftAmount)))
    if accumulates {
      let n = source(instruction.n, placed, into: Self.first)
      emit(Operation(.addRR, d: instruction.d, n: n, m: Self.second))
    }
  }

  // MARK: Three and four operands

  /// `d`, `n`, `m`, `a` as they are, program counters read.
  mutating func lowerPlain(_ code: OperationCode, _ placed: PlacedInstruction, extra: UInt16 = 0) {
    let instruction = placed.instruction
    let n = source(instruction.n, placed, into: Self.first)
    let m = source(instruction.m, placed, into: Self.second)
    let a = source(instruction.a, placed, into: Self.third)
    emit(
      Operation(
        code, d: destination(placed), n: n, m: m, a: a, extra: extra, immediate: instruction.immediate,
        second: UInt32(instruction.extra)))
  }

  /// SSAT and USAT: the operand is shifted first.
  mutating func lowerSaturate(_ placed: PlacedInstruction, code: OperationCode) {
    let instruction = placed.instruction
    var n = source(instruction.n, placed, into: Self.first)
    if instruction.shiftAmount != 0 {
      emitShift(instruction.shift, amount: instruction.shiftAmount, of: n, to: Self.first, setsFlags: false)
      n = Self.first
    }
    emit(Operation(code, d: instruction.d, n: n, immediate: instruction.immediate))
  }
}

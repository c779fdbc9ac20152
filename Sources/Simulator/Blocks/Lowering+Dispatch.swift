import ThumbISA

extension Lowering {
  mutating func lower(_ placed: PlacedInstruction, needed: FlagSet) {
    let instruction = placed.instruction
    if !features.isSuperset(of: instruction.requiredFeatures) {
      let lacksFPU = instruction.isFloatingPoint && !features.contains(.fpSingle)
      raise(lacksFPU ? .noCoprocessor : .undefinedInstruction)
      return
    }
    if instruction.isFloatingPoint && !floatingPointAllowed { return raise(.noCoprocessor) }
    followTime(instruction)
    if !lowerDataProcessing(placed, needed: needed), !lowerMemory(placed), !lowerBranch(placed), !lowerSystem(placed) {
      lowerArithmeticExtensions(placed)
    }
    if instruction.mayMisalignStackPointer { emit(Operation(.andRI, d: 13, n: 13, immediate: ~3)) }
    followStack(instruction)
  }

  mutating func raise(_ code: RaiseCode, immediate: UInt32 = 0) {
    emit(Operation(.raise, extra: code.rawValue, immediate: immediate))
  }

  // MARK: Data processing

  private mutating func lowerDataProcessing(_ placed: PlacedInstruction, needed: FlagSet) -> Bool {
    let instruction = placed.instruction
    let constant = instruction.immediate
    switch instruction.opcode {
    case .addImmediate: lowerAdd(placed, immediate: true, needed: needed)
    case .addRegister: lowerAdd(placed, immediate: false, needed: needed)
    case .adr:
      emit(Operation(.movI, d: instruction.d, immediate: ((placed.address &+ 4) & ~3) &+ instruction.offset))
    case .subImmediate: lowerSubtract(placed, immediate: true, needed: needed)
    case .subRegister: lowerSubtract(placed, immediate: false, needed: needed)
    case .rsbImmediate: lowerReverseSubtract(placed, immediate: true, needed: needed)
    case .rsbRegister: lowerReverseSubtract(placed, immediate: false, needed: needed)
    case .adcImmediate: lowerWithCarry(placed, immediate: true, needed: needed, plain: .adcRR, setting: .adcsRR)
    case .adcRegister: lowerWithCarry(placed, immediate: false, needed: needed, plain: .adcRR, setting: .adcsRR)
    case .sbcImmediate: lowerWithCarry(placed, immediate: true, needed: needed, plain: .sbcRR, setting: .sbcsRR)
    case .sbcRegister: lowerWithCarry(placed, immediate: false, needed: needed, plain: .sbcRR, setting: .sbcsRR)
    case .cmpImmediate: compare(placed, .cmpRI, immediate: true, needed: needed)
    case .cmpRegister: compare(placed, .cmpRR, immediate: false, needed: needed)
    case .cmnImmediate: compare(placed, .cmnRI, immediate: true, needed: needed)
    case .cmnRegister: compare(placed, .cmnRR, immediate: false, needed: needed)
    case .andImmediate: lowerLogic(placed, immediate: constant, needed: needed, plain: .andRI, setting: .andsRI)
    case .andRegister: lowerLogic(placed, immediate: nil, needed: needed, plain: .andRR, setting: .andsRR)
    case .bicImmediate: lowerLogic(placed, immediate: ~constant, needed: needed, plain: .andRI, setting: .andsRI)
    case .bicRegister: lowerLogic(placed, immediate: nil, needed: needed, plain: .bicRR, setting: .bicsRR)
    case .orrImmediate: lowerLogic(placed, immediate: constant, needed: needed, plain: .orrRI, setting: .orrsRI)
    case .orrRegister: lowerLogic(placed, immediate: nil, needed: needed, plain: .orrRR, setting: .orrsRR)
    case .ornImmediate: lowerLogic(placed, immediate: ~constant, needed: needed, plain: .orrRI, setting: .orrsRI)
    case .ornRegister: lowerLogic(placed, immediate: nil, needed: needed, plain: .ornRR, setting: .ornsRR)
    case .eorImmediate: lowerLogic(placed, immediate: constant, needed: needed, plain: .eorRI, setting: .eorsRI)
    case .eorRegister: lowerLogic(placed, immediate: nil, needed: needed, plain: .eorRR, setting: .eorsRR)
    case .tstImmediate: lowerTest(placed, immediate: true, needed: needed, exclusive: false)
    case .tstRegister: lowerTest(placed, immediate: false, needed: needed, exclusive: false)
    case .teqImmediate: lowerTest(placed, immediate: true, needed: needed, exclusive: true)
    case .teqRegister: lowerTest(placed, immediate: false, needed: needed, exclusive: true)
    case .movImmediate: lowerMove(placed, immediate: constant, needed: needed, inverted: false)
    case .movRegister: lowerMove(placed, immediate: nil, needed: needed, inverted: false)
    case .mvnImmediate: lowerMove(placed, immediate: ~constant, needed: needed, inverted: false)
    case .mvnRegister: lowerMove(placed, immediate: nil, needed: needed, inverted: true)
    case .movt: emit(Operation(.movt, d: destination(placed), immediate: constant << 16))
    case .lslImmediate: lowerShiftImmediate(placed, kind: .lsl, needed: needed)
    case .lsrImmediate: lowerShiftImmediate(placed, kind: .lsr, needed: needed)
    case .asrImmediate: lowerShiftImmediate(placed, kind: .asr, needed: needed)
    case .rorImmediate: lowerShiftImmediate(placed, kind: .ror, needed: needed)
    case .rrx: lowerShiftImmediate(placed, kind: .rrx, needed: needed)
    case .lslRegister: lowerShiftRegister(placed, plain: .lslR, setting: .lslsR, needed: needed)
    case .lsrRegister: lowerShiftRegister(placed, plain: .lsrR, setting: .lsrsR, needed: needed)
    case .asrRegister: lowerShiftRegister(placed, plain: .asrR, setting: .asrsR, needed: needed)
    case .rorRegister: lowerShiftRegister(placed, plain: .rorR, setting: .rorsR, needed: needed)
    default: return lowerBits(placed)
    }
    return true
  }

  private mutating func compare(
    _ placed: PlacedInstruction, _ code: OperationCode, immediate: Bool, needed: FlagSet
  ) {
    guard !needed.isEmpty else { return }
    let instruction = placed.instruction
    let n = source(instruction.n, placed, into: Self.first)
    if immediate {
      emit(Operation(code, n: n, immediate: instruction.immediate))
    } else {
      emit(Operation(code, n: n, m: shifted(placed, carry: false)))
    }
  }

  private mutating func lowerBits(_ placed: PlacedInstruction) -> Bool {
    let instruction = placed.instruction
    let lsb = instruction.immediate
    let width = UInt32(instruction.extra)
    switch instruction.opcode {
    case .sxtb: lowerExtend(placed, plain: .sxtb, rotated: .sxtbRotated, accumulates: false)
    case .sxth: lowerExtend(placed, plain: .sxth, rotated: .sxthRotated, accumulates: false)
    case .uxtb: lowerExtend(placed, plain: .uxtb, rotated: .uxtbRotated, accumulates: false)
    case .uxth: lowerExtend(placed, plain: .uxth, rotated: .uxthRotated, accumulates: false)
    case .sxtab: lowerExtend(placed, plain: .sxtb, rotated: .sxtbRotated, accumulates: true)
    case .sxtah: lowerExtend(placed, plain: .sxth, rotated: .sxthRotated, accumulates: true)
    case .uxtab: lowerExtend(placed, plain: .uxtb, rotated: .uxtbRotated, accumulates: true)
    case .uxtah: lowerExtend(placed, plain: .uxth, rotated: .uxthRotated, accumulates: true)
    case .sxtb16: lowerExtend(placed, plain: .sxtb16, rotated: .sxtb16, accumulates: false)
    case .uxtb16: lowerExtend(placed, plain: .uxtb16, rotated: .uxtb16, accumulates: false)
    case .sxtab16: lowerPlain(.sxtab16, placed, extra: UInt16(instruction.shiftAmount))
    case .uxtab16: lowerPlain(.uxtab16, placed, extra: UInt16(instruction.shiftAmount))
    case .rev: lowerPlain(.rev, placed)
    case .rev16: lowerPlain(.rev16, placed)
    case .revsh: lowerPlain(.revsh, placed)
    case .rbit: lowerPlain(.rbit, placed)
    case .clz: lowerPlain(.clz, placed)
    case .ubfx, .sbfx:
      let n = source(instruction.n, placed, into: Self.first)
      // Shift left by `immediate`, then right by `extra`.
      emit(
        Operation(
          instruction.opcode == .ubfx ? .ubfx : .sbfx, d: instruction.d, n: n, extra: UInt16((32 &- width) & 31),
          immediate: (32 &- width &- lsb) & 31))
    case .bfc:
      let d = destination(placed)
      emit(Operation(.andRI, d: d, n: d, immediate: ~Self.fieldMask(lsb, width)))
    case .bfi:
      let n = source(instruction.n, placed, into: Self.first)
      emit(Operation(.bfi, d: destination(placed), n: n, extra: UInt16(lsb), immediate: Self.fieldMask(lsb, width)))
    case .pkhbt, .pkhtb:
      let m = shifted(placed, carry: false)
      let n = source(instruction.n, placed, into: Self.first)
      emit(Operation(instruction.opcode == .pkhbt ? .pkhbt : .pkhtb, d: instruction.d, n: n, m: m))
    case .sel: lowerPlain(.sel, placed)
    default: return false
    }
    return true
  }

  private static func fieldMask(_ lsb: UInt32, _ width: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(width & 63)) &- 1) << (lsb & 31)
  }

  // MARK: Memory

  private mutating func lowerMemory(_ placed: PlacedInstruction) -> Bool {
    switch placed.instruction.opcode {
    case .ldrImmediate: lowerAccess(placed, .ldr)
    case .ldrbImmediate: lowerAccess(placed, .ldrb)
    case .ldrhImmediate: lowerAccess(placed, .ldrh)
    case .ldrsbImmediate: lowerAccess(placed, .ldrsb)
    case .ldrshImmediate: lowerAccess(placed, .ldrsh)
    case .strImmediate: lowerAccess(placed, .str)
    case .strbImmediate: lowerAccess(placed, .strb)
    case .strhImmediate: lowerAccess(placed, .strh)
    case .ldrRegister: lowerRegisterAccess(placed, .ldr)
    case .ldrbRegister: lowerRegisterAccess(placed, .ldrb)
    case .ldrhRegister: lowerRegisterAccess(placed, .ldrh)
    case .ldrsbRegister: lowerRegisterAccess(placed, .ldrsb)
    case .ldrshRegister: lowerRegisterAccess(placed, .ldrsh)
    case .strRegister: lowerRegisterAccess(placed, .str)
    case .strbRegister: lowerRegisterAccess(placed, .strb)
    case .strhRegister: lowerRegisterAccess(placed, .strh)
    case .ldrLiteral: lowerLiteral(placed, .ldr)
    case .ldrbLiteral: lowerLiteral(placed, .ldrb)
    case .ldrhLiteral: lowerLiteral(placed, .ldrh)
    case .ldrsbLiteral: lowerLiteral(placed, .ldrsb)
    case .ldrshLiteral: lowerLiteral(placed, .ldrsh)
    case .ldrdImmediate: lowerDouble(placed, code: .ldrd, isLiteral: false)
    case .ldrdLiteral: lowerDouble(placed, code: .ldrd, isLiteral: true)
    case .strdImmediate: lowerDouble(placed, code: .strd, isLiteral: false)
    case .ldm: lowerMultiple(placed, isLoad: true, decrements: false)
    case .ldmdb: lowerMultiple(placed, isLoad: true, decrements: true)
    case .stm: lowerMultiple(placed, isLoad: false, decrements: false)
    case .stmdb: lowerMultiple(placed, isLoad: false, decrements: true)
    case .ldrt: lowerUnprivileged(placed, size: 4, isLoad: true)
    case .ldrbt: lowerUnprivileged(placed, size: 1, isLoad: true)
    case .ldrht: lowerUnprivileged(placed, size: 2, isLoad: true)
    case .ldrsbt: lowerUnprivileged(placed, size: 1, signed: true, isLoad: true)
    case .ldrsht: lowerUnprivileged(placed, size: 2, signed: true, isLoad: true)
    case .strt: lowerUnprivileged(placed, size: 4, isLoad: false)
    case .strbt: lowerUnprivileged(placed, size: 1, isLoad: false)
    case .strht: lowerUnprivileged(placed, size: 2, isLoad: false)
    case .ldrex: lowerExclusive(placed, size: 4, isLoad: true)
    case .ldrexb: lowerExclusive(placed, size: 1, isLoad: true)
    case .ldrexh: lowerExclusive(placed, size: 2, isLoad: true)
    case .strex: lowerExclusive(placed, size: 4, isLoad: false)
    case .strexb: lowerExclusive(placed, size: 1, isLoad: false)
    case .strexh: lowerExclusive(placed, size: 2, isLoad: false)
    case .clrex: emit(Operation(.clearExclusive))
    // Preloads are hints; memory here is always ready.
    case .pldImmediate, .pldLiteral, .pldRegister, .pliImmediate, .pliLiteral, .pliRegister: break
    case .vldr: lowerFloatingPointAccess(placed, isLoad: true)
    case .vstr: lowerFloatingPointAccess(placed, isLoad: false)
    case .vldm: lowerFloatingPointMultiple(placed, isLoad: true, decrements: false)
    case .vldmdb: lowerFloatingPointMultiple(placed, isLoad: true, decrements: true)
    case .vstm: lowerFloatingPointMultiple(placed, isLoad: false, decrements: false)
    case .vstmdb: lowerFloatingPointMultiple(placed, isLoad: false, decrements: true)
    default: return false
    }
    return true
  }

  // MARK: Branches

  private mutating func lowerBranch(_ placed: PlacedInstruction) -> Bool {
    let instruction = placed.instruction
    let link = (placed.address &+ UInt32(instruction.size)) | 1
    switch instruction.opcode {
    case .b: emit(Operation(Self.branch(on: instruction.condition)))
    case .bl: emit(Operation(.branchLink, immediate: link))
    case .bx: emit(Operation(.branchExchange, m: source(instruction.m, placed, into: Self.second)))
    case .blx:
      let m = source(instruction.m, placed, into: Self.second)
      emit(Operation(.branchLinkExchange, m: m, immediate: link))
    case .cbz: emit(Operation(.compareZeroBranch, n: instruction.n))
    case .cbnz: emit(Operation(.compareNonZeroBranch, n: instruction.n))
    case .tbb, .tbh:
      let n = source(instruction.n, placed, into: Self.first)
      let m = source(instruction.m, placed, into: Self.second)
      emit(
        Operation(
          instruction.opcode == .tbb ? .tableBranchByte : .tableBranchHalfword, n: n, m: m,
          immediate: placed.address &+ 4))
    case .it, .nop, .yield, .dbg, .dmb, .dsb, .isb: break
    case .svc: raise(.supervisorCall)
    case .bkpt: raise(.breakpoint, immediate: instruction.immediate)
    case .udf: raise(.undefinedInstruction)
    case .cdp, .ldc, .mcr, .mcrr, .mrc, .mrrc, .stc: raise(.noCoprocessor)
    default: return false
    }
    return true
  }

  private static func branch(on condition: Condition) -> OperationCode {
    switch condition {
    case .equal: .branchEQ
    case .notEqual: .branchNE
    case .carrySet: .branchCS
    case .carryClear: .branchCC
    case .minus: .branchMI
    case .plus: .branchPL
    case .overflow: .branchVS
    case .noOverflow: .branchVC
    case .higher: .branchHI
    case .lowerOrSame: .branchLS
    case .greaterOrEqual: .branchGE
    case .less: .branchLT
    case .greater: .branchGT
    case .lessOrEqual: .branchLE
    case .always: .branch
    }
  }

  private mutating func lowerSystem(_ placed: PlacedInstruction) -> Bool {
    let instruction = placed.instruction
    switch instruction.opcode {
    case .cps: emit(Operation(.cps, extra: UInt16(instruction.extra), immediate: instruction.immediate))
    case .mrs: emit(Operation(.mrs, d: instruction.d, immediate: instruction.immediate))
    case .msr:
      let n = source(instruction.n, placed, into: Self.first)
      emit(Operation(.msr, n: n, extra: UInt16(instruction.extra), immediate: instruction.immediate))
    case .wfi: emit(Operation(.waitForInterrupt))
    case .wfe: emit(Operation(.waitForEvent))
    case .sev: emit(Operation(.sendEvent))
    default: return false
    }
    return true
  }

  // MARK: Multiplication, DSP, floating point

  private mutating func lowerArithmeticExtensions(_ placed: PlacedInstruction) {
    let opcode = placed.instruction.opcode
    let code = UInt16(opcode.rawValue)
    switch opcode {
    case .mul: lowerPlain(placed.setsFlags ? .muls : .mul, placed)
    case .mla: lowerPlain(.mla, placed)
    case .mls: lowerPlain(.mls, placed)
    case .smull: lowerPlain(.smull, placed)
    case .umull: lowerPlain(.umull, placed)
    case .smlal: lowerPlain(.smlal, placed)
    case .umlal: lowerPlain(.umlal, placed)
    case .umaal: lowerPlain(.umaal, placed)
    case .sdiv: lowerPlain(.sdiv, placed)
    case .udiv: lowerPlain(.udiv, placed)
    case .smulbb: lowerPlain(.smulHalves, placed, extra: 0)
    case .smulbt: lowerPlain(.smulHalves, placed, extra: 1)
    case .smultb: lowerPlain(.smulHalves, placed, extra: 2)
    case .smultt: lowerPlain(.smulHalves, placed, extra: 3)
    case .smlabb: lowerPlain(.smlaHalves, placed, extra: 0)
    case .smlabt: lowerPlain(.smlaHalves, placed, extra: 1)
    case .smlatb: lowerPlain(.smlaHalves, placed, extra: 2)
    case .smlatt: lowerPlain(.smlaHalves, placed, extra: 3)
    case .smlad: lowerPlain(.smlad, placed)
    case .smladx: lowerPlain(.smladx, placed)
    case .smuad: lowerPlain(.smuad, placed)
    case .smlald: lowerPlain(.smlald, placed)
    case .ssat: lowerSaturate(placed, code: .ssat)
    case .usat: lowerSaturate(placed, code: .usat)
    case .ssat16: lowerPlain(.ssat16, placed)
    case .usat16: lowerPlain(.usat16, placed)
    case .usad8: lowerPlain(.usad8, placed)
    case .usada8: lowerPlain(.usada8, placed)
    case .qadd, .qsub, .qdadd, .qdsub: lowerPlain(.saturating, placed, extra: code)
    case .smlalbb, .smlalbt, .smlaltb, .smlaltt, .smlaldx, .smlsld, .smlsldx:
      lowerPlain(.multiplyLongDSP, placed, extra: code)
    case .smlawb, .smlawt, .smulwb, .smulwt, .smlsd, .smlsdx, .smuadx, .smusd, .smusdx, .smmla, .smmlar, .smmls,
      .smmlsr, .smmul, .smmulr:
      lowerPlain(.multiplyDSP, placed, extra: code)
    default:
      if placed.instruction.isFloatingPoint {
        lowerFloatingPoint(placed)
      } else {
        lowerPlain(.parallel, placed, extra: code)
      }
    }
  }
}

extension Instruction {
  /// Whether it writes the stack pointer with a value that may not be a multiple of 4. Bits 1 and 0 of the stack pointer are
  /// always zero (DDI 0403E, B1.4.1), whatever is written.
  fileprivate var mayMisalignStackPointer: Bool {
    guard registerUse.coreWritten >> 13 & 1 != 0, !endsBlock else { return false }
    switch opcode {
    case .addImmediate, .subImmediate: return n != 13 || immediate & 3 != 0
    case .ldm, .ldmdb, .stm, .stmdb: return opcode != .stm && opcode != .stmdb && immediate >> 13 & 1 != 0
    case .vldm, .vldmdb, .vstm, .vstmdb: return false
    default: return !(writesBack && n == 13 && d != 13 && a != 13 && immediate & 3 == 0)
    }
  }
}

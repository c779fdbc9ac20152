import ThumbISA

/// The unit of a Cortex-M7 that an instruction goes to, and smaller distinctions within it.
enum CortexM7Unit: Sendable {
  case dataProcessing, bitField, multiply, divide, singleTransfer, multipleTransfer, floatingPoint, branch, system,
    other
}

extension Instruction {
  var unit: CortexM7Unit {
    switch opcode {
    case .bfc, .bfi, .clz, .pkhbt, .pkhtb, .rbit, .rev, .rev16, .revsh, .sbfx, .ubfx, .sel,
      .sxtb, .sxtb16, .sxth, .uxtb, .uxtb16, .uxth, .sxtab, .sxtab16, .sxtah, .uxtab, .uxtab16, .uxtah,
      .qadd, .qdadd, .qdsub, .qsub, .ssat, .ssat16, .usat, .usat16,
      .sadd16, .sasx, .ssax, .ssub16, .sadd8, .ssub8, .qadd16, .qasx, .qsax, .qsub16, .qadd8, .qsub8,
      .shadd16, .shasx, .shsax, .shsub16, .shadd8, .shsub8, .uadd16, .uasx, .usax, .usub16, .uadd8, .usub8,
      .uqadd16, .uqasx, .uqsax, .uqsub16, .uqadd8, .uqsub8, .uhadd16, .uhasx, .uhsax, .uhsub16, .uhadd8, .uhsub8,
      .usad8, .usada8:
      .bitField
    case .mla, .mls, .mul, .smlabb, .smlabt, .smlatb, .smlatt, .smulbb, .smulbt, .smultb, .smultt, .smlawb, .smlawt,
      .smulwb, .smulwt, .smlad, .smladx, .smlsd, .smlsdx, .smuad, .smuadx, .smusd, .smusdx, .smlal, .smlalbb, .smlalbt,
      .smlaltb, .smlaltt, .smlald, .smlaldx, .smlsld, .smlsldx, .smmla, .smmlar, .smmls, .smmlsr, .smmul, .smmulr,
      .smull, .umaal, .umlal, .umull:
      .multiply
    case .sdiv, .udiv: .divide
    case .ldrdImmediate, .ldrdLiteral, .strdImmediate, .ldm, .ldmdb, .stm, .stmdb, .vldm, .vldmdb, .vstm, .vstmdb:
      .multipleTransfer
    case .vldr, .vstr: isDouble ? .multipleTransfer : .floatingPoint
    case .b, .bl, .blx, .bx, .cbz, .cbnz, .tbb, .tbh: .branch
    case .cps, .mrs, .msr, .clrex, .dmb, .dsb, .isb, .dbg, .wfe, .wfi, .sev, .yield: .system
    case .it, .nop, .bkpt, .svc, .udf, .cdp, .ldc, .mcr, .mcrr, .mrc, .mrrc, .stc: .other
    default: isFloatingPoint ? .floatingPoint : isTransfer ? .singleTransfer : .dataProcessing
    }
  }

  /// Opcodes from `vabs` on are the floating-point unit's.
  private var isFloatingPoint: Bool { opcode.rawValue >= Opcode.vabs.rawValue }

  private var isTransfer: Bool {
    opcode.rawValue >= Opcode.ldrImmediate.rawValue && opcode.rawValue <= Opcode.pliRegister.rawValue
  }

  /// LSL, LSR, ASR, ROR as instructions; RRX uses the shifter as an inline shift does.
  var isPureShift: Bool {
    switch opcode {
    case .lslImmediate, .lslRegister, .lsrImmediate, .lsrRegister, .asrImmediate, .asrRegister, .rorImmediate,
      .rorRegister:
      true
    default: false
    }
  }

  /// ADD, SUB, MOV: what the early ALU can do without its shifter. MOVW and ADR are among them; MOVT is not.
  var isAdderOperation: Bool {
    switch opcode {
    case .addImmediate, .addRegister, .subImmediate, .subRegister, .movImmediate, .movRegister, .adr: true
    default: false
    }
  }

  /// Data processing with a register operand that can be shifted inline.
  var hasShiftableOperand: Bool {
    switch opcode {
    case .adcRegister, .addRegister, .andRegister, .bicRegister, .cmnRegister, .cmpRegister, .eorRegister, .movRegister,
      .mvnRegister, .ornRegister, .orrRegister, .rsbRegister, .sbcRegister, .subRegister, .teqRegister, .tstRegister:
      true
    default: false
    }
  }

  /// Whether such an instruction has a first operand beside the shifted one.
  var readsFirstOperand: Bool { opcode != .mvnRegister && opcode != .movRegister && opcode != .rrx }

  var isWordLoad: Bool {
    switch opcode {
    case .ldrImmediate, .ldrLiteral, .ldrRegister, .ldrt, .ldrex: true
    default: false
    }
  }

  /// A multiplication that adds to 64 bits in two registers.
  var accumulatesLong: Bool {
    switch opcode {
    case .smlal, .smlalbb, .smlalbt, .smlaltb, .smlaltt, .smlald, .smlaldx, .smlsld, .smlsldx, .umaal, .umlal: true
    default: false
    }
  }

  /// Whether a multiplication reads an accumulator that is one of its factors too.
  func accumulatesInto(_ factors: UInt16) -> Bool {
    switch opcode {
    case .mla, .mls, .smlabb, .smlabt, .smlatb, .smlatt, .smlawb, .smlawt, .smlad, .smladx, .smlsd, .smlsdx, .smmla,
      .smmlar, .smmls, .smmlsr:
      factors >> UInt16(a) & 1 != 0
    default: false
    }
  }

  /// S registers of a floating-point register number of this instruction's precision.
  func registers(_ number: UInt8) -> UInt32 {
    isDouble ? 3 << (2 * UInt32(number & 15)) : 1 << UInt32(number & 31)
  }
}

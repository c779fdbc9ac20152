import ThumbISA

/// What an instruction is to the Cortex-M4's pipeline.
enum CortexM4Kind: Hashable, Sendable {
  /// How an access forms its address. Pre- and post-indexed ones are `immediate`.
  enum Offset: Sendable { case immediate, register, literal }

  case dataProcessing, multiply, divide, it, nop, barrier
  /// B, BL, CBZ, CBNZ: the target is in the instruction. BX, BLX: in a register.
  case branch, registerBranch
  case tableBranch
  /// One register; exclusive stores too, which the TRM says are pipelined as loads are.
  case load(Offset)
  case store(Offset)
  /// A load of the program counter, which nothing overlaps.
  case loadProgramCounter
  case loadDouble, storeDouble
  /// Of so many registers.
  case loadMultiple(UInt32), storeMultiple(UInt32)
  case fpArithmetic, fpMultiplyAccumulate, fpDivide, fpMove, fpMovePair
  case fpLoad(isDouble: Bool), fpStore(isDouble: Bool)
  /// Of so many words.
  case fpLoadMultiple(UInt32), fpStoreMultiple(UInt32)

  init(_ instruction: Instruction) {
    self = Self.memory(instruction) ?? Self.floatingPoint(instruction) ?? Self.integer(instruction)
  }

  private static func memory(_ instruction: Instruction) -> CortexM4Kind? {
    switch instruction.opcode {
    case .ldrImmediate: instruction.d == 15 ? .loadProgramCounter : .load(.immediate)
    case .ldrLiteral: instruction.d == 15 ? .loadProgramCounter : .load(.literal)
    case .ldrRegister: instruction.d == 15 ? .loadProgramCounter : .load(.register)
    case .ldrbImmediate, .ldrhImmediate, .ldrsbImmediate, .ldrshImmediate, .ldrt, .ldrbt, .ldrht, .ldrsbt, .ldrsht,
      .ldrex, .ldrexb, .ldrexh, .strex, .strexb, .strexh:
      .load(.immediate)
    case .ldrbLiteral, .ldrhLiteral, .ldrsbLiteral, .ldrshLiteral: .load(.literal)
    case .ldrbRegister, .ldrhRegister, .ldrsbRegister, .ldrshRegister: .load(.register)
    case .strImmediate, .strbImmediate, .strhImmediate, .strt, .strbt, .strht: .store(.immediate)
    case .strRegister, .strbRegister, .strhRegister: .store(.register)
    case .ldrdImmediate, .ldrdLiteral: .loadDouble
    case .strdImmediate: .storeDouble
    case .ldm, .ldmdb: .loadMultiple(UInt32(instruction.immediate.nonzeroBitCount))
    case .stm, .stmdb: .storeMultiple(UInt32(instruction.immediate.nonzeroBitCount))
    case .tbb, .tbh: .tableBranch
    case .vldr: .fpLoad(isDouble: instruction.isDouble)
    case .vstr: .fpStore(isDouble: instruction.isDouble)
    // `immediate` is the bytes transferred.
    case .vldm, .vldmdb: .fpLoadMultiple(instruction.immediate / 4)
    case .vstm, .vstmdb: .fpStoreMultiple(instruction.immediate / 4)
    default: nil
    }
  }

  private static func floatingPoint(_ instruction: Instruction) -> CortexM4Kind? {
    switch instruction.opcode {
    case .vdiv, .vsqrt: .fpDivide
    case .vmla, .vmls, .vnmla, .vnmls, .vfma, .vfms, .vfnma, .vfnms: .fpMultiplyAccumulate
    case .vmovImmediate, .vmovRegister, .vmovCoreToSingle, .vmovSingleToCore, .vmovCoreToScalar, .vmovScalarToCore,
      .vmrs, .vmsr:
      .fpMove
    case .vmovCoreToTwoSingles, .vmovTwoSinglesToCore, .vmovCoreToDouble, .vmovDoubleToCore: .fpMovePair
    default: instruction.requiredFeatures.isDisjoint(with: [.fpSingle, .fpV5, .fpDouble]) ? nil : .fpArithmetic
    }
  }

  private static func integer(_ instruction: Instruction) -> CortexM4Kind {
    switch instruction.opcode {
    case .it: .it
    case .nop: .nop
    case .isb: .barrier
    case .b, .bl, .cbz, .cbnz: .branch
    case .bx, .blx: .registerBranch
    case .sdiv, .udiv: .divide
    case .mla, .mls, .mul, .smlabb, .smlabt, .smlatb, .smlatt, .smulbb, .smulbt, .smultb, .smultt, .smlawb, .smlawt,
      .smulwb, .smulwt, .smlad, .smladx, .smlsd, .smlsdx, .smuad, .smuadx, .smusd, .smusdx, .smlal, .smlalbb,
      .smlalbt, .smlaltb, .smlaltt, .smlald, .smlaldx, .smlsld, .smlsldx, .smmla, .smmlar, .smmls, .smmlsr, .smmul,
      .smmulr, .smull, .umaal, .umlal, .umull:
      .multiply
    default: .dataProcessing
    }
  }

  var isMemory: Bool {
    switch self {
    case .load, .store, .loadProgramCounter, .loadDouble, .storeDouble, .loadMultiple, .storeMultiple, .tableBranch,
      .fpLoad, .fpStore, .fpLoadMultiple, .fpStoreMultiple:
      true
    default: false
    }
  }

  /// Whether it reads memory, so that it cannot start while the store before it puts out its data.
  var isLoad: Bool {
    switch self {
    case .load, .loadProgramCounter, .loadDouble, .loadMultiple, .tableBranch, .fpLoad, .fpLoadMultiple: true
    default: false
    }
  }

  var isSingleStore: Bool {
    if case .store = self { true } else { false }
  }

  var usesFloatingPointUnit: Bool {
    switch self {
    case .fpArithmetic, .fpMultiplyAccumulate, .fpDivide, .fpMove, .fpMovePair, .fpLoad, .fpStore, .fpLoadMultiple,
      .fpStoreMultiple:
      true
    default: false
    }
  }
}

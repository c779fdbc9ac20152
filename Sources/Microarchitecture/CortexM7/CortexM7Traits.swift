import ThumbISA

/// An instruction as the Cortex-M7's issue stage sees it.
struct CortexM7Traits: Sendable {
  /// How an instruction may execute one stage early, given that its operands are there.
  enum EarlyForm: Sendable {
    case never
    /// ADD, SUB and MOV without shift: in the older slot only.
    case adder
    /// Shift instructions: in either slot.
    case shifter
  }

  /// Registers read, by use: bit r is core register r, bit 15 the FPSCR (the program counter is always there).
  var coreUses: [(use: OperandUse, registers: UInt16)] = []
  var fpUses: [(use: OperandUse, registers: UInt32)] = []
  var coreWritten: UInt16 = 0
  var coreResult = ResultKind.lateALU
  /// A base register that is written back.
  var baseWritten: UInt16 = 0
  var fpWritten: UInt32 = 0
  var fpResult = ResultKind.fpArithmetic
  var early = EarlyForm.never
  var readsFlags = false
  var writesFlags = false
  /// Flags are written outside IT blocks only.
  var writesFlagsOutsideIT = false
  /// Instructions in the IT block that this one begins.
  var conditionalInstructions: UInt8 = 0
  var pairing: CortexM7Pairing = []
  /// Cycles for which it holds the issue stage.
  var cycles: UInt32 = 1
  /// Registers that a multiple transfer loads in each of its cycles, in order; the rest become ready in its last cycle.
  var loadsPerCycle = 0
  var isDoubleMultiplyAccumulate = false
  var isSingleMultiplyAccumulate = false
  /// Does not issue in the cycles after a single-precision multiply-accumulate: additions, constants, VLDM, VSTM, and VLDR
  /// and VSTR of a double.
  var waitsBehindMultiplyAccumulate = false
  var isBranch = false
  var isConditionalBranch = false
  var isMemoryAccess = false

  static let fpscr: UInt16 = 1 << 15
}

extension CortexM7Traits {
  init(_ instruction: Instruction, _ costs: CortexM7Costs) {
    let use = instruction.registerUse
    isBranch = use.isBranch
    isConditionalBranch = instruction.opcode == .b && instruction.condition != .always
    isMemoryAccess = use.readsMemory || use.writesMemory
    coreWritten = use.coreWritten & 0x7FFF
    fpWritten = use.singleWritten
    writesFlags = !use.flagsWritten.isDisjoint(with: [.n, .z, .c, .v, .ge])
    writesFlagsOutsideIT = instruction.flagSetting == .outsideIT
    if isBranch { pairing.insert(.branch) }
    switch instruction.unit {
    case .dataProcessing: dataProcessing(instruction, use)
    case .bitField: bitField(instruction, use)
    case .multiply: multiply(instruction, use)
    case .singleTransfer: singleTransfer(instruction, use)
    case .multipleTransfer: multipleTransfer(instruction, use, costs)
    case .floatingPoint: floatingPoint(instruction, use, costs)
    case .branch: branch(instruction, use, costs)
    case .divide:
      read(.lateALU, use.coreRead)
      hold(costs.divide)
    case .system:
      read(.lateALU, use.coreRead)
      hold(costs.system)
    case .other:
      if instruction.opcode == .it {
        conditionalInstructions = UInt8(4 - instruction.immediate.trailingZeroBitCount)
        writesFlags = false
      } else if instruction.opcode != .nop {
        pairing.insert(.alone)
      }
    }
  }

  private mutating func read(_ use: OperandUse, _ registers: UInt16) {
    let present = registers & 0x7FFF
    if present != 0 { coreUses.append((use, present)) }
  }

  private mutating func readFP(_ use: OperandUse, _ registers: UInt32) {
    if registers != 0 { fpUses.append((use, registers)) }
  }

  /// Holds the pipeline alone until its result is there.
  private mutating func hold(_ cycles: UInt32) {
    self.cycles = cycles
    pairing.insert(.alone)
  }

  // MARK: Integer

  private mutating func dataProcessing(_ instruction: Instruction, _ use: RegisterUse) {
    let shifted = UInt16(1) << UInt16(instruction.m)
    switch instruction.opcode {
    case .adcImmediate, .adcRegister, .sbcImmediate, .sbcRegister: readsFlags = true
    case .rrx: readsFlags = true
    default: if instruction.shift == .rrx && instruction.shiftAmount != 0 { readsFlags = true }
    }
    if instruction.isPureShift {
      pairing.insert(.pureShift)
      early = .shifter
      read(.lateALU, use.coreRead)
    } else if instruction.opcode == .rrx || (instruction.hasShiftableOperand && instruction.shiftAmount != 0) {
      pairing.insert(.shiftedOperand)
      read(.shifter, shifted)
      read(.lateWithoutFastLoad, instruction.readsFirstOperand ? 1 << UInt16(instruction.n) : 0)
    } else {
      if instruction.immediateSetsCarry {
        pairing.insert(.shiftedOperand)
      } else if instruction.isAdderOperation {
        early = .adder
      }
      read(.lateALU, use.coreRead)
    }
  }

  private mutating func bitField(_ instruction: Instruction, _ use: RegisterUse) {
    pairing.insert(.olderOnly)
    let (d, n, m) = (
      UInt16(1) << UInt16(instruction.d), UInt16(1) << UInt16(instruction.n), UInt16(1) << UInt16(instruction.m)
    )
    switch instruction.opcode {
    case .rbit, .rev, .rev16, .revsh:
      pairing.insert(.earlyBitField)
      read(.shifter, m)
      coreResult = .bitReversal
    case .sbfx, .ubfx, .ssat, .ssat16, .usat, .usat16:
      pairing.insert(.earlyBitField)
      read(.shifter, n)
    case .bfc:
      pairing.insert(.earlyBitField)
      read(.lateALU, d)
    case .bfi:
      pairing.insert(.earlyBitField)
      read(.shifter, n)
      read(.lateWithoutFastLoad, d)
    case .pkhbt, .sxtab, .sxtab16, .sxtah, .uxtab, .uxtab16, .uxtah:
      pairing.insert(.earlyBitField)
      read(.shifter, m)
      read(.lateWithoutFastLoad, n)
    case .pkhtb, .qdadd, .qdsub:
      pairing.insert(.earlyBitField)
      read(.shifter, n | m)
    case .usada8:
      read(.lateALU, n | m)
      read(.accumulator, 1 << UInt16(instruction.a))
    case .sel:
      readsFlags = true
      read(.lateALU, use.coreRead)
    default: read(.lateALU, use.coreRead)
    }
  }

  private mutating func multiply(_ instruction: Instruction, _ use: RegisterUse) {
    pairing.insert(.multiply)
    coreResult = .multiply
    let factors = UInt16(1) << UInt16(instruction.n) | UInt16(1) << UInt16(instruction.m)
    read(.lateWithoutFastLoad, factors)
    if instruction.accumulatesLong {
      read(.accumulator, 1 << UInt16(instruction.d) | 1 << UInt16(instruction.a))
    } else if use.coreRead & ~factors != 0 || instruction.accumulatesInto(factors) {
      read(.accumulator, 1 << UInt16(instruction.a))
    }
  }

  private mutating func branch(_ instruction: Instruction, _ use: RegisterUse, _ costs: CortexM7Costs) {
    // Other branches are predicted: nothing waits for their operands.
    guard instruction.opcode == .tbb || instruction.opcode == .tbh else { return }
    read(.address, use.coreRead)
    hold(costs.tableBranch)
  }

  // MARK: Loads and stores

  private mutating func singleTransfer(_ instruction: Instruction, _ use: RegisterUse) {
    coreResult = instruction.isWordLoad ? .wordLoad : .narrowLoad
    if instruction.writesBack { baseWritten = 1 << UInt16(instruction.n) }
    if use.writesMemory {
      pairing.insert(.store)
      read(.storeData, 1 << UInt16(instruction.d))
      read(.address, instruction.addressRegisters)
    } else {
      // PLD and PLI wait for their address as loads do, but move no data.
      if use.readsMemory { pairing.insert(.load) }
      read(.address, use.coreRead)
    }
    switch instruction.opcode {
    case .ldrex, .ldrexb, .ldrexh: pairing.insert(.alone)
    case .strex, .strexb, .strexh:
      pairing.insert(.alone)
      coreResult = .lateALU
    default: break
    }
  }

  private mutating func multipleTransfer(_ instruction: Instruction, _ use: RegisterUse, _ costs: CortexM7Costs) {
    let isFloatingPoint = use.singleRead | use.singleWritten != 0
    let base = UInt16(1) << UInt16(instruction.n)
    let words: Int
    switch instruction.opcode {
    case .ldrdImmediate, .ldrdLiteral, .strdImmediate: words = 2
    case .vldm, .vldmdb, .vstm, .vstmdb, .vldr, .vstr: words = (use.singleRead | use.singleWritten).nonzeroBitCount
    default: words = UInt16(truncatingIfNeeded: instruction.immediate).nonzeroBitCount
    }
    read(.address, base)
    if instruction.writesBack {
      baseWritten = base
    }
    if use.writesMemory {
      read(.storeData, isFloatingPoint ? 0 : use.coreRead & ~base)
      readFP(.fpStoreData, use.singleRead)
    }
    coreResult = .wordLoad
    fpResult = .fpLoad
    waitsBehindMultiplyAccumulate = isFloatingPoint
    loadsPerCycle = Int(costs.registersPerCycle)
    hold(UInt32(max(1, (words + loadsPerCycle - 1) / loadsPerCycle)))
  }

  // MARK: Floating point

  private mutating func floatingPoint(_ instruction: Instruction, _ use: RegisterUse, _ costs: CortexM7Costs) {
    switch instruction.opcode {
    case .vldr:
      pairing.formUnion([.load, .fpTransfer])
      read(.address, use.coreRead)
      fpResult = .fpLoad
    case .vstr:
      pairing.formUnion([.store, .fpTransfer])
      read(.address, use.coreRead)
      readFP(.fpStoreData, use.singleRead)
    case .vmovImmediate:
      pairing.formUnion([.fpTransfer, .fpConstant])
      waitsBehindMultiplyAccumulate = true
    case .vmovRegister:
      pairing.insert(.fpTransfer)
      readFP(.fpOperand, use.singleRead)
    case .vmovCoreToSingle, .vmovSingleToCore, .vmovCoreToScalar, .vmovScalarToCore, .vmsr, .vmrs,
      .vmovCoreToTwoSingles, .vmovTwoSinglesToCore, .vmovCoreToDouble, .vmovDoubleToCore:
      coreTransfer(instruction, use)
    default: arithmetic(instruction, use, costs)
    }
  }

  private mutating func coreTransfer(_ instruction: Instruction, _ use: RegisterUse) {
    pairing.insert(.fpTransfer)
    read(.transfer, use.coreRead)
    fpResult = .fpFromCore
    if use.coreWritten != 0 { readFP(.fpTransfer, use.singleRead) }
    switch instruction.opcode {
    case .vmsr: coreWritten = Self.fpscr
    case .vmrs: coreUses.append((.fpTransfer, Self.fpscr))
    case .vmovCoreToTwoSingles, .vmovTwoSinglesToCore, .vmovCoreToDouble, .vmovDoubleToCore: pairing.insert(.alone)
    default: break
    }
  }

  private mutating func arithmetic(_ instruction: Instruction, _ use: RegisterUse, _ costs: CortexM7Costs) {
    pairing.insert(.fpArithmetic)
    if instruction.isDouble || instruction.opcode == .vcvtDoubleSingle { pairing.insert(.olderOnly) }
    switch instruction.opcode {
    case .vfma, .vfms, .vfnma, .vfnms, .vmla, .vmls, .vnmla, .vnmls:
      multiplyAccumulate(instruction, use, costs)
      return
    case .vdiv, .vsqrt:
      let isRoot = instruction.opcode == .vsqrt
      cycles =
        instruction.isDouble
        ? (isRoot ? costs.vsqrtDouble : costs.vdivDouble) : (isRoot ? costs.vsqrtSingle : costs.vdivSingle)
      fpResult = .fpBlocking
    case .vadd, .vsub:
      if instruction.isDouble { cycles = costs.vaddDouble }
      waitsBehindMultiplyAccumulate = !instruction.isDouble
    case .vmul, .vnmul: if instruction.isDouble { cycles = costs.vmulDouble }
    case .vcmp, .vcmpe, .vcmpZero, .vcmpeZero:
      coreWritten = Self.fpscr
      coreResult = .fpArithmetic
    case .vsel: readsFlags = true
    default: break
    }
    readFP(.fpOperand, use.singleRead)
  }

  private mutating func multiplyAccumulate(_ instruction: Instruction, _ use: RegisterUse, _ costs: CortexM7Costs) {
    pairing.insert(.fpMultiplyAccumulate)
    let isFused = [.vfma, .vfms, .vfnma, .vfnms].contains(instruction.opcode)
    let factors = instruction.registers(instruction.n) | instruction.registers(instruction.m)
    readFP(.fpOperand, factors)
    readFP(.fpAccumulator, instruction.registers(instruction.d))
    if instruction.isDouble {
      pairing.insert(.doubleMultiplyAccumulate)
      isDoubleMultiplyAccumulate = true
      cycles = costs.vfmaDoubleFirst
    } else {
      fpResult = isFused ? .fpFused : .fpMultiplyAccumulate
      isSingleMultiplyAccumulate = true
    }
  }
}

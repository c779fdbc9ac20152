import ThumbISA

/// A pipeline that charges each instruction a fixed cost by its kind, with the two effects that matter most on a
/// Cortex-M4: a load right behind a load costs one cycle less, and IT behind a 16-bit instruction is free.
///
/// Source: Cortex-M4 TRM (100166), 3.3.1 table of instruction cycles, zero wait states.
public struct PlainPipeline: PipelineModel {
  public struct Costs: Sendable, Equatable {
    public var load: UInt32
    public var store: UInt32
    /// One more for each register.
    public var multipleBase: UInt32
    public var divide: UInt32
    public var maximumDivideExtra: UInt32
    public var floatingPoint: UInt32
    public var floatingPointMultiplyAccumulate: UInt32
    public var floatingPointDivide: UInt32
    /// Refilling the pipeline after a branch whose target is in the instruction, and after any other.
    public var branchRefill: UInt32
    public var indirectRefill: UInt32
    public var loadsPipeline: Bool
    public var exceptionEntry: UInt32
    public var exceptionReturn: UInt32
    public var tailChain: UInt32

    public static let cortexM4 = Costs(
      load: 2, store: 1, multipleBase: 1, divide: 2, maximumDivideExtra: 10, floatingPoint: 1,
      floatingPointMultiplyAccumulate: 3, floatingPointDivide: 14, branchRefill: 1, indirectRefill: 2,
      loadsPipeline: true, exceptionEntry: 12, exceptionReturn: 10, tailChain: 6)
    /// One instruction a cycle: what the Cortex-M7 does without its second issue slot. Source: quinapalus.com and
    /// GCC's cortex-m7.md for division and floating point.
    public static let cortexM7 = Costs(
      load: 1, store: 1, multipleBase: 1, divide: 2, maximumDivideExtra: 10, floatingPoint: 1,
      floatingPointMultiplyAccumulate: 1, floatingPointDivide: 14, branchRefill: 0, indirectRefill: 2,
      loadsPipeline: false, exceptionEntry: 12, exceptionReturn: 10, tailChain: 6)
  }

  public let costs: Costs
  public init(costs: Costs) { self.costs = costs }

  private static let afterLoad: UInt32 = 1
  private static let afterNarrow: UInt32 = 2

  public var initialState: PipelineState { PipelineState(rawValue: 0) }
  public var maximumDivideCycles: UInt32 { costs.maximumDivideExtra }
  public var exceptionEntryCycles: UInt32 { costs.exceptionEntry }
  public var exceptionReturnCycles: UInt32 { costs.exceptionReturn }
  public var tailChainCycles: UInt32 { costs.tailChain }

  public func schedule(_ block: [IssuedInstruction], entering state: PipelineState) -> Schedule {
    var current = state
    var charges: [Charge] = []
    for (index, issued) in block.enumerated() {
      let cost = cycles(of: issued.instruction, in: current)
      let issue = min(cost, 1)
      if issue > 0 { charges.append(Charge(instruction: index, cause: .issue, cycles: issue)) }
      if cost > issue {
        let cause: Cause = issued.instruction.accessesMemory ? .dataWait : .operandWait
        charges.append(Charge(instruction: index, cause: cause, cycles: cost - issue))
      }
      current = after(issued.instruction)
    }
    var taken: [Charge] = []
    if let last = block.last {
      let refill = last.instruction.branchTarget(at: last.address) != nil ? costs.branchRefill : costs.indirectRefill
      if refill > 0 { taken.append(Charge(instruction: block.count - 1, cause: .branchRefill, cycles: refill)) }
    }
    return Schedule(charges: charges, takenCharges: taken, exit: current, takenExit: initialState)
  }

  /// 2 cycles if an operand is 0, 3 if the quotient is 0, else more with the quotient's length (compendium.i-0.nl,
  /// measured on Cortex-M4; the TRM gives the bounds 2 and 12).
  public func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 {
    if dividendBits == 0 || divisorBits == 0 { return 0 }
    if dividendBits < divisorBits { return 1 }
    return min(costs.maximumDivideExtra, 2 + UInt32(dividendBits - divisorBits + 3) / 4)
  }

  public func unalignedCycles(address: UInt32, size: UInt32, isStore: Bool) -> UInt32 {
    size == 4 && address & 1 != 0 ? 2 : 1
  }

  private func after(_ instruction: Instruction) -> PipelineState {
    var state: UInt32 = 0
    if costs.loadsPipeline && instruction.isSingleLoad { state |= Self.afterLoad }
    if instruction.size == 2 { state |= Self.afterNarrow }
    return PipelineState(rawValue: state)
  }

  private func cycles(of instruction: Instruction, in state: PipelineState) -> UInt32 {
    if instruction.opcode == .it { return state.rawValue & Self.afterNarrow != 0 ? 0 : 1 }
    if instruction.isSingleLoad {
      return state.rawValue & Self.afterLoad != 0 ? max(costs.load - 1, 1) : costs.load
    }
    switch instruction.opcode {
    case .ldrdImmediate, .ldrdLiteral, .strdImmediate: return costs.multipleBase + 2
    case .ldm, .ldmdb, .stm, .stmdb: return costs.multipleBase + UInt32(instruction.immediate.nonzeroBitCount)
    case .vldm, .vldmdb, .vstm, .vstmdb: return costs.multipleBase + instruction.bits & 0xFF
    case .vldr: return instruction.isDouble ? costs.load + 1 : costs.load
    case .vstr: return instruction.isDouble ? costs.store + 2 : costs.store
    case .sdiv, .udiv: return costs.divide
    case .tbb, .tbh: return costs.load
    case .vdiv, .vsqrt: return costs.floatingPointDivide
    case .vmla, .vmls, .vnmla, .vnmls, .vfma, .vfms, .vfnma, .vfnms: return costs.floatingPointMultiplyAccumulate
    default: return 1
    }
  }
}

extension Instruction {
  /// A load of one register, which may overlap the next.
  fileprivate var isSingleLoad: Bool {
    switch opcode {
    case .ldrImmediate, .ldrLiteral, .ldrRegister, .ldrbImmediate, .ldrbLiteral, .ldrbRegister, .ldrhImmediate,
      .ldrhLiteral, .ldrhRegister, .ldrsbImmediate, .ldrsbLiteral, .ldrsbRegister, .ldrshImmediate, .ldrshLiteral,
      .ldrshRegister, .ldrt, .ldrbt, .ldrht, .ldrsbt, .ldrsht, .ldrex, .ldrexb, .ldrexh:
      true
    default: false
    }
  }

  fileprivate var accessesMemory: Bool { registerUse.readsMemory || registerUse.writesMemory }
}

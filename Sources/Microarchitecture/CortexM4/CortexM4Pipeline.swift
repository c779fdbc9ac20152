import ThumbISA

/// The Cortex-M4's pipeline: three stages, one instruction at a time, loads and stores that overlap their neighbours.
///
/// The numbers come from `CortexM4Costs`; the rules are in `CortexM4Step`, one function each. A schedule knows no cycles
/// that depend on data or on memory, so the floating-point unit's division does not get on while they pass.
public struct CortexM4Pipeline: PipelineModel, Sendable {
  public let costs: CortexM4Costs
  private let states = StateTable<CortexM4State>()

  public init(costs: CortexM4Costs) {
    self.costs = costs
    _ = states.number(of: CortexM4State())
  }

  /// As after a refill, which exception entry and return have in their own cycles.
  public var initialState: PipelineState { PipelineState(rawValue: 0) }

  /// Different states that have come up so far.
  public var stateCount: Int { states.count }

  public func schedule(_ block: [IssuedInstruction], entering entry: PipelineState) -> Schedule {
    var state = states.state(entry.rawValue) ?? CortexM4State()
    var charges: [Charge] = []
    var notes: [IssueNote] = []
    var taken = (charges: [Charge](), exit: entry)
    for (index, issued) in block.enumerated() {
      let step = CortexM4Step(issued, in: state, costs: costs)
      for (cause, cycles) in step.charges where cycles > 0 {
        charges.append(Charge(instruction: index, cause: cause, cycles: cycles))
      }
      notes.append(step.note)
      state = step.exit
      if index == block.count - 1 {
        if let refill = step.takenRefill, refill > 0 {
          taken.charges = [Charge(instruction: index, cause: .branchRefill, cycles: refill)]
        }
        taken.exit = PipelineState(rawValue: states.number(of: step.takenExit))
      }
    }
    return Schedule(
      charges: charges, takenCharges: taken.charges, exit: PipelineState(rawValue: states.number(of: state)),
      takenExit: taken.exit, notes: notes.allSatisfy(\.isEmpty) ? [] : notes)
  }

  // MARK: Costs that depend on data

  /// 2 cycles if an operand is 0; 3 if the dividend has fewer bits than the divisor; else more, the longer the quotient
  /// can be, up to 12. Sources: TRM (2 to 12); compendium.i-0.nl (the first two); the slope between is derived.
  public func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 {
    let all: UInt32
    if dividendBits == 0 || divisorBits == 0 {
      all = costs.divide
    } else if dividendBits < divisorBits {
      all = costs.divideShorterDividend
    } else {
      let bits = UInt32(dividendBits - divisorBits)
      let more = (bits + costs.divideBitsPerCycle - 1) / costs.divideBitsPerCycle
      all = min(costs.divideBase + more, costs.divideMost)
    }
    return all - costs.divide
  }

  public var maximumDivideCycles: UInt32 { costs.divideMost - costs.divide }

  /// The bus takes aligned transfers only: a word at an odd halfword is two, at an odd byte three, a halfword at an odd
  /// byte two.
  public func unalignedCycles(address: UInt32, size: UInt32, isStore: Bool) -> UInt32 {
    switch (size, address & 3) {
    case (4, 2): costs.unalignedWordAtHalfword
    case (4, 1), (4, 3): costs.unalignedWordAtByte
    case (2, 1), (2, 3): costs.unalignedHalfword
    default: 0
    }
  }

  public var exceptionEntryCycles: UInt32 { costs.exceptionEntry }
  public var floatingPointStackingCycles: UInt32 { costs.exceptionFloatingPoint }
  public var exceptionReturnCycles: UInt32 { costs.exceptionReturn }
  public var tailChainCycles: UInt32 { costs.tailChain }

  public func makeLoadStoreUnit() -> (any LoadStoreUnit)? { CortexM4LoadStoreUnit(pipeline: self) }
}

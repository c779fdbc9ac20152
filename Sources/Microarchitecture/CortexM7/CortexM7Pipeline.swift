import ThumbISA

/// The Cortex-M7's pipeline: two instructions a cycle, in order, with an early and a late ALU and a queue of fetched code.
///
/// An instruction that shares the cycle of the one before it is charged nothing and noted `.paired`. The rest of a schedule
/// assumes memory without wait states and branches that are predicted well and found in the branch target cache; what is
/// lost otherwise is for `MemorySystem`, `CortexM7LoadStoreUnit` and `BranchPredictor` to add.
///
/// **Slots.** An instruction becomes the younger of a pair if the one before it left the younger slot open, their kinds
/// agree (`CortexM7Pairing`), its bytes are fetched and its operands are there; otherwise it waits, and is the older
/// of the next cycle. So a sequence in which the pairs are ill placed slides by one instruction and goes on, which is what
/// jnk0le's notes call slippery. A taken branch leaves its slot open for the instruction at its target.
///
/// **Fetch.** One aligned window of 8 bytes arrives each cycle while the queue of 4 has room, along the predicted path. The
/// queue runs ahead when 16-bit instructions are used, which is why only then a taken branch in the older slot can pair
/// with the instruction at its target.
///
/// Readings of what sources leave open, all derived:
/// - a long-latency instruction (VDIV, VSQRT, double precision) may have an integer one as its younger, which issues in the
///   last of its cycles;
/// - system instructions and barriers hold the pipeline for their latency in LLVM's table;
/// - an IT instruction takes a slot and pairs like a branch that is not taken, but not as the branch unit;
/// - the operand of a conditional instruction that holds the former result is not waited for;
/// - double additions take the 2 cycles of operands with different exponents.
public struct CortexM7Pipeline: PipelineModel, Sendable {
  public let costs: CortexM7Costs
  private let readiness: Readiness
  private let states = StateTable<CortexM7State>()

  public init(costs: CortexM7Costs) {
    self.costs = costs
    readiness = Readiness(costs)
    _ = states.number(of: Self.initial(costs))
  }

  private static func initial(_ costs: CortexM7Costs) -> CortexM7State {
    CortexM7State(costs)
  }

  /// Pipeline states that have been met so far.
  public var stateCount: Int { states.count }

  public var initialState: PipelineState { PipelineState(rawValue: 0) }

  public func schedule(_ block: [IssuedInstruction], entering number: PipelineState) -> Schedule {
    let entered = states.state(number.rawValue) ?? Self.initial(costs)
    var stage = CortexM7IssueStage(costs: costs, readiness: readiness, state: entered)
    var schedule = Schedule(charges: [], takenCharges: [], exit: number, takenExit: number)
    var notes: [IssueNote] = []
    notes.reserveCapacity(block.count)
    for (index, issued) in block.enumerated() {
      let traits = CortexM7Traits(issued.instruction, costs)
      if index == block.count - 1 && traits.isBranch {
        var taken = stage
        _ = taken.issue(traits, at: issued.address, size: UInt32(issued.instruction.size), leaves: true)
        schedule.takenExit = PipelineState(rawValue: states.number(of: taken.state))
      }
      let result = stage.issue(traits, at: issued.address, size: UInt32(issued.instruction.size), leaves: false)
      for (cause, cycles) in [
        (Cause.issue, result.issue), (.operandWait, result.operandWait), (.fetchWait, result.fetchWait),
      ] where cycles > 0 {
        schedule.charges.append(Charge(instruction: index, cause: cause, cycles: cycles))
      }
      notes.append(result.note)
      if traits.isBranch {
        // Only the flags have been measured; other branches are taken to be resolved late.
        let isEarly = traits.isConditionalBranch && UInt32(result.flagsAge) >= costs.earlyFlags
        schedule.misprediction = isEarly ? costs.mispredictionEarlyFlags : costs.misprediction
      }
    }
    schedule.exit = PipelineState(rawValue: states.number(of: stage.state))
    if let last = block.last, !last.instruction.registerUse.isBranch { schedule.takenExit = schedule.exit }
    if notes.contains(where: { !$0.isEmpty }) { schedule.notes = notes }
    return schedule
  }

  /// Sources agree only on about 7 cycles [LLVM] and on its depending on the operands. Taken here: none more where an
  /// operand is 0 or the quotient is, else some bits of the quotient a cycle. Derived.
  public func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 {
    if dividendBits == 0 || divisorBits == 0 || dividendBits < divisorBits { return 0 }
    let quotientBits = UInt32(dividendBits - divisorBits + 1)
    return min(costs.divideExtra, 1 + (quotientBits - 1) / costs.divideBitsPerCycle)
  }

  public var maximumDivideCycles: UInt32 { costs.divideExtra }

  public var exceptionEntryCycles: UInt32 { costs.exceptionEntry }
  public var floatingPointStackingCycles: UInt32 { costs.exceptionFloatingPoint }
  public var exceptionReturnCycles: UInt32 { costs.exceptionReturn }
  public var tailChainCycles: UInt32 { costs.tailChain }

  public func makeLoadStoreUnit() -> (any LoadStoreUnit)? { CortexM7LoadStoreUnit(costs: costs) }
  public func makeBranchPredictor() -> BranchPredictor? { BranchPredictor(costs: costs) }
}

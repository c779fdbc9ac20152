import ThumbISA

/// Why a cycle was spent. Every simulated cycle belongs to one instruction and one cause.
public enum Cause: UInt8, CaseIterable, Sendable {
  /// The instruction's own issue slots.
  case issue
  /// Waiting for an operand that an earlier instruction computes.
  case operandWait
  /// Waiting for instruction bytes.
  case fetchWait
  /// Waiting for data memory or the load/store unit.
  case dataWait
  /// Refilling the pipeline after a taken branch.
  case branchRefill
  /// Exception entry, return and tail-chaining.
  case exception
  /// Asleep in WFI or WFE.
  case sleep
}

/// What of the pipeline's past decides the cost of what comes next: small, hashable, and opaque outside the model.
public struct PipelineState: Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// An instruction at its address, as the pipeline sees it.
public struct IssuedInstruction: Sendable {
  public var instruction: Instruction
  public var address: UInt32
  public init(instruction: Instruction, address: UInt32) {
    self.instruction = instruction
    self.address = address
  }
}

/// How an instruction was issued, where costs that depend on addresses, or counters, need to know.
public struct IssueNote: OptionSet, Sendable, Hashable {
  // Read in the interpreter's loop, across modules: hence inlinable.
  public var rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Issued in the same cycle as the instruction before it (Cortex-M7).
  @inlinable public static var paired: IssueNote { IssueNote(rawValue: 1) }
  /// A memory access issued in the same cycle as the memory access before it (Cortex-M7): they must not meet in a bank.
  @inlinable public static var pairedAccess: IssueNote { IssueNote(rawValue: 2) }
  /// A memory access overlapped with the memory access before it (Cortex-M4), which only works within one memory.
  @inlinable public static var pipelinedAccess: IssueNote { IssueNote(rawValue: 4) }
  /// A memory access in the younger issue slot (Cortex-M7): unaligned loads cost more there.
  @inlinable public static var younger: IssueNote { IssueNote(rawValue: 8) }

  /// Notes that make the cost of a data access depend on the one before.
  @inlinable public static var dependsOnAddress: IssueNote {
    IssueNote(rawValue: pairedAccess.rawValue | pipelinedAccess.rawValue)
  }
}

/// Cycles of one instruction and their cause.
public struct Charge: Sendable, Equatable {
  /// Index of the instruction in its block.
  public var instruction: Int
  public var cause: Cause
  public var cycles: UInt32
  public init(instruction: Int, cause: Cause, cycles: UInt32) {
    self.instruction = instruction
    self.cause = cause
    self.cycles = cycles
  }
}

/// The cost of one straight run of instructions entered in one pipeline state. Costs that depend on data or history are
/// not in it: they are added while executing.
public struct Schedule: Sendable {
  /// Charges paid whichever way the block is left, in instruction order.
  public var charges: [Charge]
  /// Charges added when the last instruction branches.
  public var takenCharges: [Charge]
  /// Pipeline state after the block, when the last instruction falls through.
  public var exit: PipelineState
  /// Pipeline state after the block, when the last instruction branches.
  public var takenExit: PipelineState
  /// One for each instruction, or empty if there is nothing to note.
  public var notes: [IssueNote]
  /// Cycles lost if the last instruction is a branch that was predicted wrongly (Cortex-M7): fewer, the earlier the flags
  /// were known.
  public var misprediction: UInt32

  public init(
    charges: [Charge], takenCharges: [Charge], exit: PipelineState, takenExit: PipelineState, notes: [IssueNote] = [],
    misprediction: UInt32 = 0
  ) {
    self.charges = charges
    self.takenCharges = takenCharges
    self.exit = exit
    self.takenExit = takenExit
    self.notes = notes
    self.misprediction = misprediction
  }
}

/// A core's pipeline: what a stream of instructions costs. The simulator asks once for each block and entry state and
/// remembers the answer (memoised timing simulation; Schnarr and Larus, FastSim, 1998), so a model may be slow but must
/// be a pure function, and must compose: scheduling a block in two parts, the second entered in the state that the first
/// left, costs the same as scheduling it whole.
public protocol PipelineModel: Sendable {
  /// The state after reset, and after an exception was entered or left.
  var initialState: PipelineState { get }
  func schedule(_ block: [IssuedInstruction], entering state: PipelineState) -> Schedule
  /// Cycles of SDIV or UDIV beyond those in the schedule, by the significant bits of its operands.
  func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32
  /// The most that `divideCycles` gives.
  var maximumDivideCycles: UInt32 { get }
  /// Cycles of exception entry, exception return, and tail-chaining.
  var exceptionEntryCycles: UInt32 { get }
  var exceptionReturnCycles: UInt32 { get }
  var tailChainCycles: UInt32 { get }
  /// More cycles of entry or return when S0 to S15 and FPSCR are stacked or unstacked with the rest, and of a deferred
  /// (lazy) save of them.
  var floatingPointStackingCycles: UInt32 { get }
  /// What data accesses cost by their addresses beyond the schedule, before any memory has its say; nil if nothing.
  func makeLoadStoreUnit() -> (any LoadStoreUnit)?
  /// A branch predictor that has seen nothing yet; nil if the core has none.
  func makeBranchPredictor() -> BranchPredictor?
}

extension PipelineModel {
  public var floatingPointStackingCycles: UInt32 { 0 }
  public func makeLoadStoreUnit() -> (any LoadStoreUnit)? { nil }
  public func makeBranchPredictor() -> BranchPredictor? { nil }
}

import ThumbISA

/// The flat cost model: one cycle for every instruction, whatever it does. It is for speed and for comparison; its
/// cycles say how many instructions were executed, not how long a part takes.
public struct FlatPipeline: PipelineModel {
  public init() {}

  public var initialState: PipelineState { PipelineState(rawValue: 0) }
  public var maximumDivideCycles: UInt32 { 0 }
  /// Exception entry, return and tail-chaining are no instructions and take time all the same: Cortex-M4 TRM (Arm
  /// 100166), 3.3.1 and 3.9, with zero wait states.
  public var exceptionEntryCycles: UInt32 { 12 }
  public var exceptionReturnCycles: UInt32 { 10 }
  public var tailChainCycles: UInt32 { 6 }

  public func schedule(_ block: [IssuedInstruction], entering state: PipelineState) -> Schedule {
    Schedule(
      charges: block.indices.map { Charge(instruction: $0, cause: .issue, cycles: 1) }, takenCharges: [],
      exit: initialState, takenExit: initialState)
  }

  public func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 { 0 }
}

/// A branch that was executed, as the predictor sees it.
public struct BranchOutcome: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    /// B with a condition, CBZ, CBNZ.
    case conditional
    /// B, and BL.
    case direct, call
    /// BX, BLX, and everything else that writes the program counter; a return is BX LR, or a POP or LDM with PC.
    case indirect, indirectCall, `return`
  }

  public var address: UInt32
  /// Where it went, or would have gone.
  public var target: UInt32
  public var kind: Kind
  public var isTaken: Bool
  /// `Schedule.misprediction` of the block that it ends.
  public var misprediction: UInt32

  public init(address: UInt32, target: UInt32, kind: Kind, isTaken: Bool, misprediction: UInt32) {
    self.address = address
    self.target = target
    self.kind = kind
    self.isTaken = isTaken
    self.misprediction = misprediction
  }
}

/// A dynamic branch predictor.
public final class BranchPredictor {
  /// Branches that were predicted wrongly.
  public private(set) var mispredictions: UInt64 = 0

  public init() {}

  /// Cycles that a branch costs beyond its schedule; learns from it.
  public func resolve(_ branch: BranchOutcome) -> UInt32 { 0 }

  public func reset() {}
}

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

/// The Cortex-M7's branch prediction: a cache of the branches that were taken lately, with their targets and a two-bit
/// counter for the direction, and a static prediction for the others, backward taken and forward not.
///
/// What a branch costs beyond its schedule:
/// - nothing if it is predicted well from the cache: `1: subs r0, #1; bne 1b` takes one cycle [dwelch67];
/// - nothing if it is not in the cache and rightly taken for not taken;
/// - `branch-decoded` cycles if it is not in the cache but its target is known and rightly taken for taken once it is
///   decoded: with the cache off that loop takes 4 cycles in place of 1, and 5 in place of 2 [dwelch67];
/// - `BranchOutcome.misprediction` otherwise [jnk0le]. An indirect branch that is not in the cache has no predicted target.
///
/// The cache is direct-mapped by the halfword's address (derived); its size is recalled. There is no stack of return
/// addresses: returns are predicted by the target remembered.
public final class BranchPredictor {
  /// Branches that were predicted wrongly.
  @exclusivity(unchecked) public private(set) var mispredictions: UInt64 = 0
  /// Whether the branch target cache is used (ACTLR.DISBTACREAD and DISBTACALLOC clear).
  @exclusivity(unchecked) public var isTargetCacheEnabled = true

  private struct Entry {
    /// The branch; odd if the entry is empty.
    var address: UInt32 = 1
    var target: UInt32 = 0
    /// 0 and 1 predict not taken, 2 and 3 taken.
    var counter: UInt8 = 0
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let count: UInt32
  /// `count - 1` where that serves as a mask, else 0.
  private let mask: UInt32
  private let branchDecoded: UInt32

  /// - Parameters:
  ///   - entryCount: entries of the branch target cache, at least 1.
  ///   - branchDecoded: cycles lost by a taken branch that is predicted when it is decoded.
  public init(entryCount: UInt32, branchDecoded: UInt32) {
    count = max(entryCount, 1)
    mask = count.nonzeroBitCount == 1 ? count - 1 : 0
    self.branchDecoded = branchDecoded
    entries = .allocate(capacity: Int(count))
    entries.initialize(repeating: Entry(), count: Int(count))
  }

  public convenience init(costs: CortexM7Costs) {
    self.init(entryCount: costs.btacEntries, branchDecoded: costs.branchDecoded)
  }

  deinit { entries.deallocate() }

  /// Cycles that a branch costs beyond its schedule; learns from it.
  public func resolve(_ branch: BranchOutcome) -> UInt32 {
    let halfword = branch.address >> 1
    // In bounds: below `count` either way.
    let entry = entries + Int(mask != 0 ? halfword & mask : halfword % count)
    if entry.pointee.address == branch.address && isTargetCacheEnabled {
      let predictsTaken = entry.pointee.counter >= 2
      if branch.isTaken {
        let isRight = predictsTaken && entry.pointee.target == branch.target
        entry.pointee.target = branch.target
        if entry.pointee.counter < 3 { entry.pointee.counter += 1 }
        if isRight { return 0 }
      } else {
        if entry.pointee.counter > 0 { entry.pointee.counter -= 1 }
        if !predictsTaken { return 0 }
      }
      return mispredicted(branch)
    }
    if branch.isTaken && isTargetCacheEnabled {
      entry.pointee = Entry(address: branch.address, target: branch.target, counter: 2)
    }
    return resolveStatically(branch)
  }

  private func resolveStatically(_ branch: BranchOutcome) -> UInt32 {
    switch branch.kind {
    case .direct, .call: return branch.isTaken ? branchDecoded : 0
    case .conditional:
      let predictsTaken = branch.target <= branch.address
      if predictsTaken != branch.isTaken { return mispredicted(branch) }
      return branch.isTaken ? branchDecoded : 0
    case .indirect, .indirectCall, .return: return branch.isTaken ? mispredicted(branch) : 0
    }
  }

  private func mispredicted(_ branch: BranchOutcome) -> UInt32 {
    mispredictions &+= 1
    return branch.misprediction
  }

  /// Forgets all branches.
  public func reset() { entries.update(repeating: Entry(), count: Int(count)) }
}

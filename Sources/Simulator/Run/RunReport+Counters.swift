import Microarchitecture

extension RunReport {
  /// What the core and its memories did, as a performance monitoring unit would count it. Keys:
  /// - `instructionsPerCycle`.
  /// - `cycles`: by cause, adding up to the report's `cycles`: `issue` (the instructions' own), `operandWait`,
  ///   `fetchWait`, `dataWait`, `branchRefill`, `exception` (entry and return), `sleep`.
  /// - `pairedInstructions`: issued in the same cycle as the one before (Cortex-M7); `dualIssueRate`: their share of all
  ///   instructions, at most 0.5.
  /// - `foldedInstructions`: those that took no cycle of their own; paired ones are among them.
  /// - `branches`: branch instructions executed; `takenBranches`; `mispredictions`, where the core predicts branches.
  /// - `instructionHits`, `instructionMisses`: fetches that the instruction cache or the flash accelerator's lines could
  ///   and could not serve; `uncachedFetches`: those that went past them, a cache that is off included; `dataHits`,
  ///   `dataMisses`, `uncachedLoads`: the same of data; `writeBacks`: lines of the data cache written to memory. Absent
  ///   where neither cache nor accelerator is there or the flat model is used.
  public struct Counters: Codable, Sendable, Equatable {
    public var instructionsPerCycle: Double
    public var cycles: [String: UInt64]
    public var pairedInstructions: UInt64
    public var dualIssueRate: Double
    public var foldedInstructions: UInt64
    public var branches: UInt64
    public var takenBranches: UInt64
    public var mispredictions: UInt64?
    public var instructionHits: UInt64?
    public var instructionMisses: UInt64?
    public var uncachedFetches: UInt64?
    public var dataHits: UInt64?
    public var dataMisses: UInt64?
    public var uncachedLoads: UInt64?
    public var writeBacks: UInt64?

    /// - Parameters:
    ///   - mispredictions: nil if the core has no branch predictor.
    ///   - memory: nil if there is neither cache nor flash accelerator.
    public init(_ ledger: Ledger, mispredictions: UInt64? = nil, memory: MemoryCounters? = nil) {
      let instructions = ledger.totalInstructions
      let total = ledger.totalCycles
      instructionsPerCycle = total == 0 ? 0 : Double(instructions) / Double(total)
      cycles = Dictionary(
        uniqueKeysWithValues: Cause.allCases.map { ("\($0)", ledger.totalCycles($0)) })
      pairedInstructions = ledger.events.paired
      dualIssueRate = instructions == 0 ? 0 : Double(ledger.events.paired) / Double(instructions)
      foldedInstructions = ledger.events.folded
      branches = ledger.branches
      takenBranches = ledger.takenBranches
      self.mispredictions = mispredictions
      instructionHits = memory?.instructionHits
      instructionMisses = memory?.instructionMisses
      uncachedFetches = memory?.uncachedFetches
      dataHits = memory?.dataHits
      dataMisses = memory?.dataMisses
      uncachedLoads = memory?.uncachedLoads
      writeBacks = memory?.writeBacks
    }
  }

  /// How time was reckoned. Keys: `model`, `core` or `flat`; `setting`, in force at the end (see `TimingSetting`), each
  /// value with `setBy`, one of `reset`, `firmware`, `option` and `fixed`.
  public struct Timing: Codable, Sendable, Equatable {
    public var model: TimingOverrides.Model
    public var setting: TimingSetting

    public init(model: TimingOverrides.Model, setting: TimingSetting) {
      self.model = model
      self.setting = setting
    }
  }
}

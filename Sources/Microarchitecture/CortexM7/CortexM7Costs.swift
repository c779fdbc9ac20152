/// The costs of a Cortex-M7 as the model uses them: the rows of `Targets/cores/cortex-m7.yaml`, which names their sources.
/// All are core clock cycles unless the name says otherwise. A latency is the least number of cycles between the issue of
/// an instruction and that of one that uses its result; 0 lets both issue in the same cycle.
public struct CortexM7Costs: Sendable, Equatable {
  // Results of the integer core.
  public private(set) var aluToALU: UInt32 = 0
  public private(set) var aluToShiftedOperand: UInt32 = 0
  public private(set) var aluToAddress: UInt32 = 0
  public private(set) var earlyALUToLateALU: UInt32 = 0
  public private(set) var earlyALUToShiftedOperand: UInt32 = 0
  public private(set) var earlyALUToAddress: UInt32 = 0
  public private(set) var bitFieldToAddress: UInt32 = 0
  public private(set) var flagsToUse: UInt32 = 0
  public private(set) var loadToALU: UInt32 = 0
  public private(set) var loadToShiftedOperand: UInt32 = 0
  public private(set) var loadToMultiplicand: UInt32 = 0
  public private(set) var loadToAccumulator: UInt32 = 0
  public private(set) var loadToAddress: UInt32 = 0
  public private(set) var loadToStoreData: UInt32 = 0
  public private(set) var narrowLoadToALU: UInt32 = 0
  public private(set) var narrowLoadToShiftedOperand: UInt32 = 0
  public private(set) var narrowLoadToAccumulator: UInt32 = 0
  public private(set) var multiplyToAny: UInt32 = 0
  public private(set) var multiplyToShiftedOperand: UInt32 = 0
  public private(set) var multiplyToAccumulator: UInt32 = 0
  public private(set) var multiplyToAddress: UInt32 = 0

  // Results of the floating-point unit.
  public private(set) var fpArithmetic: UInt32 = 0
  public private(set) var fpFusedMultiplyAccumulate: UInt32 = 0
  public private(set) var fpMultiplyAccumulate: UInt32 = 0
  public private(set) var fpAccumulateChain: UInt32 = 0
  public private(set) var fpAfterMultiplyAccumulate: UInt32 = 0
  public private(set) var fpArithmeticToStore: UInt32 = 0
  public private(set) var fpFusedMultiplyAccumulateToStore: UInt32 = 0
  public private(set) var fpMultiplyAccumulateToStore: UInt32 = 0
  public private(set) var fpLoadToOperand: UInt32 = 0
  public private(set) var fpLoadToAccumulator: UInt32 = 0
  public private(set) var fpLoadToCore: UInt32 = 0
  public private(set) var coreToFP: UInt32 = 0

  // Cycles that an instruction holds the issue stage.
  public private(set) var divide: UInt32 = 0
  public private(set) var divideExtra: UInt32 = 0
  public private(set) var divideBitsPerCycle: UInt32 = 0
  public private(set) var registersPerCycle: UInt32 = 0
  public private(set) var tableBranch: UInt32 = 0
  public private(set) var system: UInt32 = 0
  public private(set) var vdivSingle: UInt32 = 0
  public private(set) var vsqrtSingle: UInt32 = 0
  public private(set) var vaddDouble: UInt32 = 0
  public private(set) var vmulDouble: UInt32 = 0
  public private(set) var vfmaDoubleFirst: UInt32 = 0
  public private(set) var vfmaDoubleChained: UInt32 = 0
  public private(set) var vdivDouble: UInt32 = 0
  public private(set) var vsqrtDouble: UInt32 = 0

  // Fetch and branches.
  public private(set) var fetchBytes: UInt32 = 0
  public private(set) var fetchQueue: UInt32 = 0
  public private(set) var misprediction: UInt32 = 0
  public private(set) var mispredictionEarlyFlags: UInt32 = 0
  public private(set) var earlyFlags: UInt32 = 0
  public private(set) var branchDecoded: UInt32 = 0
  public private(set) var btacEntries: UInt32 = 0

  // The load/store unit.
  public private(set) var bankConflict: UInt32 = 0
  public private(set) var unalignedLoadOlder: UInt32 = 0
  public private(set) var unalignedLoadYounger: UInt32 = 0
  public private(set) var unalignedStore: UInt32 = 0
  public private(set) var partialStore: UInt32 = 0
  public private(set) var storeBufferEntries: UInt32 = 0
  public private(set) var storeCommit: UInt32 = 0
  public private(set) var storeToLoad: UInt32 = 0
  public private(set) var unalignedStoreMultiple: UInt32 = 0

  // Exceptions.
  public private(set) var exceptionEntry: UInt32 = 0
  public private(set) var exceptionFloatingPoint: UInt32 = 0
  public private(set) var exceptionReturn: UInt32 = 0
  public private(set) var tailChain: UInt32 = 0

  /// - Throws: `CostTableError` if a row is missing or unknown, or a number is one that the model cannot work with.
  public init(_ table: CostTable) throws(CostTableError) {
    self = Self()
    let values = try table.values(Self.rows.map(\.name))
    for row in Self.rows {
      let value = values[row.name] ?? 0
      guard row.allowed.contains(value) else {
        throw .unsuitable(name: row.name, core: table.core, value: value, allowed: row.allowed)
      }
      self[keyPath: row.property] = value
    }
  }

  struct Row: Sendable {
    var name: String
    var property: WritableKeyPath<CortexM7Costs, UInt32> & Sendable
    var allowed: ClosedRange<UInt32>
  }

  private static func latency(_ name: String, _ property: WritableKeyPath<Self, UInt32> & Sendable) -> Row {
    Row(name: name, property: property, allowed: 0...15)
  }

  private static func count(
    _ name: String, _ property: WritableKeyPath<Self, UInt32> & Sendable, _ allowed: ClosedRange<UInt32> = 1...64
  ) -> Row {
    Row(name: name, property: property, allowed: allowed)
  }

  static let rows: [Row] = [
    latency("alu-to-alu", \.aluToALU),
    latency("alu-to-shifted-operand", \.aluToShiftedOperand),
    latency("alu-to-address", \.aluToAddress),
    latency("early-alu-to-late-alu", \.earlyALUToLateALU),
    latency("early-alu-to-shifted-operand", \.earlyALUToShiftedOperand),
    latency("early-alu-to-address", \.earlyALUToAddress),
    latency("bit-field-to-address", \.bitFieldToAddress),
    latency("flags-to-use", \.flagsToUse),
    latency("load-to-alu", \.loadToALU),
    latency("load-to-shifted-operand", \.loadToShiftedOperand),
    latency("load-to-multiplicand", \.loadToMultiplicand),
    latency("load-to-accumulator", \.loadToAccumulator),
    latency("load-to-address", \.loadToAddress),
    latency("load-to-store-data", \.loadToStoreData),
    latency("narrow-load-to-alu", \.narrowLoadToALU),
    latency("narrow-load-to-shifted-operand", \.narrowLoadToShiftedOperand),
    latency("narrow-load-to-accumulator", \.narrowLoadToAccumulator),
    latency("multiply-to-any", \.multiplyToAny),
    latency("multiply-to-shifted-operand", \.multiplyToShiftedOperand),
    latency("multiply-to-accumulator", \.multiplyToAccumulator),
    latency("multiply-to-address", \.multiplyToAddress),
    latency("fp-arithmetic", \.fpArithmetic),
    latency("fp-fused-multiply-accumulate", \.fpFusedMultiplyAccumulate),
    latency("fp-multiply-accumulate", \.fpMultiplyAccumulate),
    latency("fp-accumulate-chain", \.fpAccumulateChain),
    latency("fp-after-multiply-accumulate", \.fpAfterMultiplyAccumulate),
    latency("fp-arithmetic-to-store", \.fpArithmeticToStore),
    latency("fp-fused-multiply-accumulate-to-store", \.fpFusedMultiplyAccumulateToStore),
    latency("fp-multiply-accumulate-to-store", \.fpMultiplyAccumulateToStore),
    latency("fp-load-to-operand", \.fpLoadToOperand),
    latency("fp-load-to-accumulator", \.fpLoadToAccumulator),
    latency("fp-load-to-core", \.fpLoadToCore),
    latency("core-to-fp", \.coreToFP),
    count("divide", \.divide),
    count("divide-extra", \.divideExtra, 0...64),
    count("divide-bits-per-cycle", \.divideBitsPerCycle, 1...32),
    count("registers-per-cycle", \.registersPerCycle, 1...16),
    count("table-branch", \.tableBranch),
    count("system", \.system),
    count("vdiv-single", \.vdivSingle),
    count("vsqrt-single", \.vsqrtSingle),
    count("vadd-double", \.vaddDouble),
    count("vmul-double", \.vmulDouble),
    count("vfma-double-first", \.vfmaDoubleFirst),
    count("vfma-double-chained", \.vfmaDoubleChained),
    count("vdiv-double", \.vdivDouble),
    count("vsqrt-double", \.vsqrtDouble),
    count("fetch-bytes", \.fetchBytes, 4...16),
    count("fetch-queue", \.fetchQueue, 2...15),
    count("misprediction", \.misprediction),
    count("misprediction-early-flags", \.mispredictionEarlyFlags),
    latency("early-flags", \.earlyFlags),
    count("branch-decoded", \.branchDecoded, 0...64),
    count("btac-entries", \.btacEntries, 1...65536),
    count("bank-conflict", \.bankConflict, 0...64),
    count("unaligned-load-older", \.unalignedLoadOlder, 0...64),
    count("unaligned-load-younger", \.unalignedLoadYounger, 0...64),
    count("unaligned-store", \.unalignedStore),
    count("partial-store", \.partialStore),
    count("store-buffer", \.storeBufferEntries, 1...16),
    count("store-commit", \.storeCommit, 0...16),
    count("store-to-load", \.storeToLoad, 0...16),
    count("unaligned-store-multiple", \.unalignedStoreMultiple, 0...64),
    count("exception-entry", \.exceptionEntry, 0...64),
    count("exception-floating-point", \.exceptionFloatingPoint, 0...64),
    count("exception-return", \.exceptionReturn, 0...64),
    count("tail-chain", \.tailChain, 0...64),
  ]

  private init() {}
}

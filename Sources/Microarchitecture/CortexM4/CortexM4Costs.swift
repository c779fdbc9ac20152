/// The costs of a Cortex-M4 by name, checked: `Targets/cores/cortex-m4.yaml` says what each is and where it comes from.
/// Cycles, unless the comment says otherwise. `multiple` and its kin are for each register; `…Refill` is what a taken
/// branch adds.
public struct CortexM4Costs: Sendable, Equatable {
  // Data processing
  public let dataProcessing: UInt32
  public let multiply: UInt32
  /// With an operand of zero, which is also what the schedule holds.
  public let divide: UInt32
  public let divideShorterDividend: UInt32
  /// With a quotient of few bits.
  public let divideBase: UInt32
  /// Bits of difference between dividend and divisor that each further cycle takes: a count.
  public let divideBitsPerCycle: UInt32
  public let divideMost: UInt32
  public let it: UInt32
  public let itFolded: UInt32
  public let barrierRefill: UInt32
  /// Between data processing and the use of its result in an address.
  public let addressInterlock: UInt32

  // Branches
  public let branch: UInt32
  public let branchRefill: UInt32
  public let registerBranchRefill: UInt32
  public let writePCRefill: UInt32
  public let loadPCRefill: UInt32
  /// More for a 32-bit instruction at a halfword-odd address, as long as the refill stays within `mostRefill`.
  public let wideTargetRefill: UInt32
  public let mostRefill: UInt32
  public let tableBranch: UInt32
  /// 16-bit instructions since the last refill, a not-taken branch included, below which it costs
  /// `notTakenStarved` more: a count.
  public let notTakenNarrow: UInt32
  public let notTakenStarved: UInt32
  /// The place of the instruction that pays, in a run of 32-bit instructions at halfword-odd addresses: counts.
  public let wideRun: UInt32
  public let wideRunOfStores: UInt32
  public let wideRunWait: UInt32

  // Loads and stores
  public let load: UInt32
  public let loadLiteral: UInt32
  public let loadPipelined: UInt32
  public let nopBehindLoad: UInt32
  public let store: UInt32
  public let storeBehindLoad: UInt32
  public let storeRegister: UInt32
  public let storeRegisterPipelined: UInt32
  public let storeThenLoad: UInt32
  public let loadDouble: UInt32
  public let storeDouble: UInt32
  public let multipleBase: UInt32
  public let multiple: UInt32
  public let differentMemory: UInt32
  public let unalignedWordAtHalfword: UInt32
  public let unalignedWordAtByte: UInt32
  public let unalignedHalfword: UInt32

  // Floating point
  public let fpArithmetic: UInt32
  public let fpMultiplyAccumulate: UInt32
  public let fpDivide: UInt32
  /// Between an arithmetic instruction and the use of its result.
  public let fpResult: UInt32
  public let fpMove: UInt32
  public let fpMovePair: UInt32
  public let fpLoad: UInt32
  public let fpLoadDouble: UInt32
  public let fpStore: UInt32
  public let fpStoreDouble: UInt32
  public let fpMultipleBase: UInt32
  public let fpMultiple: UInt32

  // Exceptions
  public let exceptionEntry: UInt32
  public let exceptionFloatingPoint: UInt32
  public let exceptionReturn: UInt32
  public let tailChain: UInt32

  /// - Throws: `CostTableError` if a row is missing, is none of a Cortex-M4's, or has a number that no core could have.
  public init(_ table: CostTable) throws(CostTableError) {
    var reader = Reader(table)
    dataProcessing = reader.take("data-processing", in: 1...255)
    multiply = reader.take("multiply", in: 1...255)
    divide = reader.take("divide", in: 1...255)
    divideShorterDividend = reader.take("divide-shorter-dividend", in: divide...255)
    divideBase = reader.take("divide-base", in: divideShorterDividend...255)
    divideBitsPerCycle = reader.take("divide-bits-per-cycle", in: 1...32)
    divideMost = reader.take("divide-most", in: divideBase...255)
    it = reader.take("it")
    itFolded = reader.take("it-folded")
    barrierRefill = reader.take("barrier-refill")
    addressInterlock = reader.take("address-interlock", in: 0...1)
    branch = reader.take("branch", in: 1...255)
    branchRefill = reader.take("branch-refill")
    registerBranchRefill = reader.take("register-branch-refill")
    writePCRefill = reader.take("write-pc-refill")
    loadPCRefill = reader.take("load-pc-refill")
    wideTargetRefill = reader.take("wide-target-refill")
    mostRefill = reader.take("most-refill")
    tableBranch = reader.take("table-branch", in: 1...255)
    notTakenNarrow = reader.take("not-taken-narrow", in: 0...16)
    notTakenStarved = reader.take("not-taken-starved")
    wideRun = reader.take("wide-run", in: 2...16)
    wideRunOfStores = reader.take("wide-run-of-stores", in: wideRun...16)
    wideRunWait = reader.take("wide-run-wait")
    load = reader.take("load", in: 1...255)
    loadLiteral = reader.take("load-literal", in: 1...255)
    loadPipelined = reader.take("load-pipelined", in: 0...load)
    nopBehindLoad = reader.take("nop-behind-load")
    store = reader.take("store", in: 1...255)
    storeBehindLoad = reader.take("store-behind-load", in: 0...store)
    storeRegister = reader.take("store-register", in: 1...255)
    storeRegisterPipelined = reader.take("store-register-pipelined", in: 0...storeRegister)
    storeThenLoad = reader.take("store-then-load")
    loadDouble = reader.take("load-double", in: 1...255)
    storeDouble = reader.take("store-double", in: 1...255)
    multipleBase = reader.take("multiple-base", in: 1...255)
    multiple = reader.take("multiple")
    differentMemory = reader.take("different-memory")
    unalignedWordAtHalfword = reader.take("unaligned-word-at-halfword")
    unalignedWordAtByte = reader.take("unaligned-word-at-byte")
    unalignedHalfword = reader.take("unaligned-halfword")
    fpArithmetic = reader.take("fp-arithmetic", in: 1...255)
    fpMultiplyAccumulate = reader.take("fp-multiply-accumulate", in: 1...255)
    fpDivide = reader.take("fp-divide", in: 1...255)
    fpResult = reader.take("fp-result", in: 0...1)
    fpMove = reader.take("fp-move", in: 1...255)
    fpMovePair = reader.take("fp-move-pair", in: 1...255)
    fpLoad = reader.take("fp-load", in: 1...255)
    fpLoadDouble = reader.take("fp-load-double", in: 1...255)
    fpStore = reader.take("fp-store", in: 1...255)
    fpStoreDouble = reader.take("fp-store-double", in: 1...255)
    fpMultipleBase = reader.take("fp-multiple-base", in: 1...255)
    fpMultiple = reader.take("fp-multiple")
    exceptionEntry = reader.take("exception-entry", in: 1...255)
    exceptionFloatingPoint = reader.take("exception-floating-point")
    exceptionReturn = reader.take("exception-return", in: 1...255)
    tailChain = reader.take("tail-chain", in: 1...255)
    try reader.finish()
  }
}

/// Takes the rows of a table by name, remembers the first mistake, and at the end refuses rows that nobody took.
private struct Reader {
  private let table: CostTable
  private var taken: [String] = []
  private var mistake: CostTableError?

  init(_ table: CostTable) { self.table = table }

  /// The number of a row; the least that is allowed if there is a mistake, which `finish` throws.
  mutating func take(_ name: String, in range: ClosedRange<UInt32> = 0...255) -> UInt32 {
    taken.append(name)
    guard let row = table[name] else {
      mistake = mistake ?? .missing(name: name, core: table.core)
      return range.lowerBound
    }
    guard range.contains(row.value) else {
      mistake = mistake ?? .unsuitable(name: name, core: table.core, value: row.value, allowed: range)
      return range.lowerBound
    }
    return row.value
  }

  func finish() throws(CostTableError) {
    _ = try table.values(taken)
    if let mistake { throw mistake }
  }
}

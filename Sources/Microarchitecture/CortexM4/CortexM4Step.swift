import ThumbISA

/// One instruction issued in one state of the pipeline: what it waits for, what it takes, and what it leaves.
struct CortexM4Step {
  private(set) var charges: [(Cause, UInt32)] = []
  private(set) var note: IssueNote = []
  /// After the instruction when the next one follows it.
  private(set) var exit: CortexM4State
  /// After it when it branches; and what that adds, nil if it is no branch.
  private(set) var takenExit: CortexM4State
  private(set) var takenRefill: UInt32?

  private let instruction: Instruction
  private let kind: CortexM4Kind
  private let costs: CortexM4Costs
  private let before: CortexM4State
  private let isOdd: Bool

  init(_ issued: IssuedInstruction, in state: CortexM4State, costs: CortexM4Costs) {
    instruction = issued.instruction
    kind = CortexM4Kind(instruction)
    self.costs = costs
    before = state
    isOdd = issued.address & 2 != 0
    exit = state
    takenExit = state

    let fetch = fetchWaits()
    let operand = max(addressWait(), floatingPointWait())
    let data = dataWait()
    let overlap = overlap()
    // What it waits for passes at the same time.
    let waited = max(fetch.refill + fetch.wait, operand, data)
    let own = ownCycles(overlap)
    let forBytes = fetch.refill + fetch.wait
    charges = [
      (.branchRefill, fetch.refill + own.refill), (.fetchWait, fetch.wait),
      (.operandWait, max(operand, forBytes) - forBytes),
      (.issue, own.issue), (.dataWait, waited - max(operand, forBytes) + own.data),
    ]
    // Literals are in one memory whatever their addresses.
    if case .access = overlap, waited == 0, kind != .load(.literal) { note = .pipelinedAccess }
    leave(after: waited + own.issue + own.data + own.refill)
  }

  // MARK: Waiting

  /// Cycles until the bytes of the instruction are there: as the target of a branch, behind a branch that was not taken,
  /// or in a run of 32-bit instructions at halfword-odd addresses.
  ///
  /// A run of three pays once, at the third, and one of nothing but single stores at the fourth; how often longer mixed
  /// runs pay is not known. That a 32-bit load "may fail to pipeline" when it is not word-aligned (jnk0le) is taken to be
  /// this rule.
  private func fetchWaits() -> (refill: UInt32, wait: UInt32) {
    let refill = before.isAtTarget && isWideOdd ? costs.wideTargetRefill : 0
    var wait = before.isStarved ? costs.notTakenStarved : 0
    if runPays { wait += costs.wideRunWait }
    return (refill, wait)
  }

  private var isWideOdd: Bool { instruction.size == 4 && isOdd }

  private var runPays: Bool {
    guard isWideOdd, !before.runHasPaid else { return false }
    let onlyStores = kind.isSingleStore && (before.run == 0 || before.runIsStores)
    return UInt32(before.run) + 1 >= (onlyStores ? costs.wideRunOfStores : costs.wideRun)
  }

  /// There is no way around the register bank to the address adder: what the instruction before computed is a cycle late
  /// for an address. So is a base that a store before wrote back.
  private func addressWait() -> UInt32 {
    kind.isMemory && instruction.addressRegisters & before.late != 0 ? costs.addressInterlock : 0
  }

  private func floatingPointWait() -> UInt32 {
    guard kind.usesFloatingPointUnit else { return 0 }
    let use = instruction.registerUse
    let needsLate =
      use.singleRead & before.lateSingles != 0 || (before.lateFPSCR && use.flagsRead.contains(.fpscr))
    return before.fpBusy + (needsLate ? costs.fpResult : 0)
  }

  /// A store puts out its data in the cycle after it, and no load can start in that cycle.
  private func dataWait() -> UInt32 { kind.isLoad && before.access == .store ? costs.storeThenLoad : 0 }

  // MARK: Overlapping

  /// What an instruction does in the last cycle of the access before it.
  private enum Overlap {
    case none
    /// Nothing that takes a cycle: NOP.
    case swallowed
    /// Its own address.
    case access
  }

  /// A single load or store can give its address while the data of the load before arrives, if that load does not write
  /// a register of the address, and if both can be in the same memory: literals are with the code, other data elsewhere.
  /// A store with immediate offset needs no more than that cycle; but the TRM's example of one behind a load with register
  /// offset takes 3 cycles, so there it does not overlap.
  private func overlap() -> Overlap {
    switch (before.access, kind) {
    case (.load, .nop), (.registerStore, .nop): .swallowed
    case (.load(let written, let offset), .load(let own)):
      (offset == .literal) == (own == .literal) && instruction.addressRegisters & written == 0 ? .access : .none
    case (.load(let written, let offset), .store(let own)):
      offset != .literal && !(offset == .register && own == .immediate) && instruction.addressRegisters & written == 0
        ? .access : .none
    default: .none
    }
  }

  // MARK: Its own cycles

  private func ownCycles(_ overlap: Overlap) -> (issue: UInt32, data: UInt32, refill: UInt32) {
    let all: UInt32
    switch (kind, overlap) {
    case (.nop, .swallowed): return (costs.nopBehindLoad, 0, 0)
    case (.barrier, _): return (costs.dataProcessing, 0, costs.barrierRefill)
    case (.load, .access): all = costs.loadPipelined
    case (.store(.register), .access): all = costs.storeRegisterPipelined
    case (.store, .access): all = costs.storeBehindLoad
    default: all = cyclesAlone
    }
    guard kind.isMemory else { return (all, 0, 0) }
    let issue = min(all, 1)
    return (issue, all - issue, 0)
  }

  private var cyclesAlone: UInt32 {
    switch kind {
    case .dataProcessing, .nop, .barrier: costs.dataProcessing
    case .multiply: costs.multiply
    case .divide: costs.divide
    case .it: before.foldsIT ? costs.itFolded : costs.it
    case .branch, .registerBranch: costs.branch
    case .tableBranch: costs.tableBranch
    case .load(.literal): costs.loadLiteral
    case .load, .loadProgramCounter: costs.load
    case .store(.register): costs.storeRegister
    case .store: costs.store
    case .loadDouble: costs.loadDouble
    case .storeDouble: costs.storeDouble
    case .loadMultiple(let count), .storeMultiple(let count): costs.multipleBase + count * costs.multiple
    case .fpArithmetic: costs.fpArithmetic
    case .fpMultiplyAccumulate: costs.fpMultiplyAccumulate
    // Then the unit works on by itself.
    case .fpDivide: min(costs.fpArithmetic, costs.fpDivide)
    case .fpMove: costs.fpMove
    case .fpMovePair: costs.fpMovePair
    case .fpLoad(let isDouble): isDouble ? costs.fpLoadDouble : costs.fpLoad
    case .fpStore(let isDouble): isDouble ? costs.fpStoreDouble : costs.fpStore
    case .fpLoadMultiple(let words), .fpStoreMultiple(let words): costs.fpMultipleBase + words * costs.fpMultiple
    }
  }

  // MARK: Leaving

  private mutating func leave(after cycles: UInt32) {
    leaveFetch()
    let use = instruction.registerUse
    exit.passFloatingPoint(cycles)
    leaveFloatingPoint(use)
    // A folded IT is not there for the rest of the pipeline.
    if cycles > 0 || kind != .it {
      exit.late = lateRegisters(use)
      exit.access = access(use)
    }
    takenExit = exit
    takenExit.refill()
    if kind == .barrier { exit.refill() }
    guard use.isBranch else { return }
    let refill = refillCycles
    takenRefill = refill
    takenExit.passFloatingPoint(refill)
    takenExit.isAtTarget = refill + costs.wideTargetRefill <= costs.mostRefill
  }

  private mutating func leaveFetch() {
    exit.isAtTarget = false
    let isNarrow = instruction.size == 2
    exit.foldsIT = isNarrow
    if isNarrow { exit.narrow = UInt8(min(UInt32(before.narrow) + 1, costs.notTakenNarrow)) }
    // The target of a direct branch is fetched before it is known whether it is taken: a fetch that then lacks behind
    // it, unless 16-bit instructions have let the prefetch buffer run ahead by a word.
    exit.isStarved = kind == .branch && UInt32(exit.narrow) < costs.notTakenNarrow
    if isWideOdd {
      let longest = max(costs.wideRun, costs.wideRunOfStores)
      exit.runHasPaid = before.runHasPaid || runPays
      exit.run = exit.runHasPaid ? 0 : UInt8(min(UInt32(before.run) + 1, longest))
      exit.runIsStores = !exit.runHasPaid && kind.isSingleStore && (before.run == 0 || before.runIsStores)
    } else {
      (exit.run, exit.runIsStores, exit.runHasPaid) = (0, false, false)
    }
  }

  private mutating func leaveFloatingPoint(_ use: RegisterUse) {
    switch kind {
    case .fpArithmetic, .fpMultiplyAccumulate, .fpDivide: break
    default: return
    }
    exit.fpBusy = kind == .fpDivide ? costs.fpDivide - min(costs.fpArithmetic, costs.fpDivide) : 0
    let isLate = exit.fpBusy > 0 || costs.fpResult > 0
    exit.lateSingles = isLate ? use.singleWritten : 0
    exit.lateFPSCR = isLate && use.flagsWritten.contains(.fpscr)
  }

  private func lateRegisters(_ use: RegisterUse) -> UInt16 {
    guard costs.addressInterlock > 0 else { return 0 }
    if kind.isSingleStore { return instruction.writesBack ? 1 << UInt16(instruction.n) : 0 }
    switch kind {
    // What a call writes is there long before it is over.
    case .branch, .registerBranch: return 0
    default: return kind.isMemory ? 0 : use.coreWritten & 0x7FFF
    }
  }

  private func access(_ use: RegisterUse) -> CortexM4State.Access {
    switch kind {
    case .load(let offset): .load(written: use.coreWritten & 0x7FFF, offset: offset)
    case .store(.register): .registerStore
    case .store, .fpStore(isDouble: false): .store
    default: .none
    }
  }

  /// A target in the instruction is known when it is decoded; one in a register or a computed one a stage later; one in
  /// memory when the load is done.
  private var refillCycles: UInt32 {
    switch kind {
    case .branch: costs.branchRefill
    case .registerBranch: costs.registerBranchRefill
    case .loadProgramCounter, .loadMultiple, .tableBranch: costs.loadPCRefill
    default: costs.writePCRefill
    }
  }
}

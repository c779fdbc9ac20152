import ThumbISA

/// Turns a run of decoded instructions into operations. One `Lowering` makes one block.
struct Lowering {
  var operations: [Operation] = []
  var instructionOfOperation: [UInt16] = []
  /// Reads an aligned word that the block may treat as constant, or nil. The caller notes that the block depends on it.
  let literal: (UInt32) -> UInt32?
  /// Whether floating-point instructions may execute; otherwise they raise NOCP.
  let floatingPointAllowed: Bool
  /// What the core implements.
  let features: Features
  var index = 0
  /// Where a pending `skipUnless` is, to be told its length.
  private var openSkip: (operation: Int, condition: Condition)?
  private var readyFloatingPoint = false
  let timedMemory: TimedMemory
  var lastFetchUnit: UInt32?
  /// While a run is checked.
  let shadowed: ShadowedCode?
  /// The instruction being lowered.
  var placed: PlacedInstruction?

  init(
    features: Features, floatingPointAllowed: Bool, timedMemory: TimedMemory, shadowed: ShadowedCode?,
    literal: @escaping (UInt32) -> UInt32?
  ) {
    self.features = features
    self.floatingPointAllowed = floatingPointAllowed
    self.timedMemory = timedMemory
    self.shadowed = shadowed
    self.literal = literal
  }

  static func lower(
    _ run: [PlacedInstruction], endsAt end: UInt32, features: Features, floatingPointAllowed: Bool,
    timedMemory: TimedMemory, shadowed: ShadowedCode? = nil, literal: @escaping (UInt32) -> UInt32?
  ) -> (operations: [Operation], instructionOfOperation: [UInt16]) {
    var lowering = Lowering(
      features: features, floatingPointAllowed: floatingPointAllowed, timedMemory: timedMemory, shadowed: shadowed,
      literal: literal)
    let needed = FlagLiveness.needed(run)
    for (index, placed) in run.enumerated() {
      lowering.index = index
      lowering.placed = placed
      lowering.fetch(placed)
      lowering.guardCondition(of: placed)
      lowering.lower(placed, needed: needed[index])
      lowering.shadowStack(placed)
      if placed.itState != 0, placed.setsFlags || placed.instruction.opcode == .vmrs { lowering.closeSkip() }
    }
    lowering.closeSkip()
    lowering.index = max(run.count - 1, 0)
    let last = run.last?.instruction.opcode
    lowering.emit(Operation(last?.changesContext == true ? .fallThroughUnchained : .fallThrough))
    lowering.fuse()
    return (lowering.operations, lowering.instructionOfOperation)
  }

  mutating func emit(_ operation: Operation) {
    count(operation)
    // A shadow operation must not be done twice, so while there are any no operation has to be begun again.
    if shadowed == nil, let timed = timed(operation) {
      operations.append(timed)
    } else {
      announce(operation)
      shadow(operation)
      operations.append(operation)
    }
    instructionOfOperation.append(UInt16(index))
  }

  // MARK: IT blocks

  private mutating func guardCondition(of placed: PlacedInstruction) {
    let condition = placed.condition
    if let open = openSkip, open.condition != condition { closeSkip() }
    guard condition != .always, openSkip == nil else { return }
    readyFloatingPoint = false
    emit(Operation(.skipUnless, d: condition.rawValue))
    openSkip = (operations.count - 1, condition)
  }

  mutating func closeSkip() {
    guard let open = openSkip else { return }
    operations[open.operation].extra = UInt16(operations.count - open.operation - 1)
    openSkip = nil
    readyFloatingPoint = false
  }

  // MARK: Floating point

  /// Before the first floating-point instruction of a stretch that is executed as one: the state must be there.
  mutating func requireFloatingPoint() {
    guard !readyFloatingPoint else { return }
    readyFloatingPoint = true
    emit(Operation(.floatingPointReady))
  }

  // MARK: Peephole

  /// Joins a comparison with the conditional branch behind it.
  private mutating func fuse() {
    guard operations.count >= 3 else { return }
    let at = operations.count - 3
    let first = operations[at]
    guard let code = OperationCode.fused(first.code, operations[at + 1].code) else { return }
    // A skip that ends between the two keeps them apart.
    for (position, operation) in operations.enumerated() where operation.code == .skipUnless {
      if position + Int(operation.extra) == at { return }
    }
    operations[at].code = code
    operations.remove(at: at + 1)
    instructionOfOperation.remove(at: at + 1)
  }
}

extension Opcode {
  /// What follows such an instruction may run under another privilege, priority or memory protection.
  var changesContext: Bool {
    switch self {
    case .cps, .msr, .wfe, .wfi, .sev, .isb: true
    default: false
    }
  }
}

extension OperationCode {
  /// The operation that compares and branches, where there is one.
  static func fused(_ comparison: OperationCode, _ branch: OperationCode) -> OperationCode? {
    switch (comparison, branch) {
    case (.cmpRI, .branchEQ): .cmpRIBranchEQ
    case (.cmpRI, .branchNE): .cmpRIBranchNE
    case (.cmpRI, .branchCS): .cmpRIBranchCS
    case (.cmpRI, .branchCC): .cmpRIBranchCC
    case (.cmpRI, .branchHI): .cmpRIBranchHI
    case (.cmpRI, .branchLS): .cmpRIBranchLS
    case (.cmpRI, .branchGE): .cmpRIBranchGE
    case (.cmpRI, .branchLT): .cmpRIBranchLT
    case (.cmpRI, .branchGT): .cmpRIBranchGT
    case (.cmpRI, .branchLE): .cmpRIBranchLE
    case (.cmpRR, .branchEQ): .cmpRRBranchEQ
    case (.cmpRR, .branchNE): .cmpRRBranchNE
    case (.cmpRR, .branchCS): .cmpRRBranchCS
    case (.cmpRR, .branchCC): .cmpRRBranchCC
    case (.cmpRR, .branchHI): .cmpRRBranchHI
    case (.cmpRR, .branchLS): .cmpRRBranchLS
    case (.cmpRR, .branchGE): .cmpRRBranchGE
    case (.cmpRR, .branchLT): .cmpRRBranchLT
    case (.cmpRR, .branchGT): .cmpRRBranchGT
    case (.cmpRR, .branchLE): .cmpRRBranchLE
    case (.subsRI, .branchNE): .subsRIBranchNE
    case (.subsRI, .branchPL): .subsRIBranchPL
    case (.subsRI, .branchCS): .subsRIBranchCS
    default: nil
    }
  }
}

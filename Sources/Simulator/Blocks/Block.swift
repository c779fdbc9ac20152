import Microarchitecture
import ThumbISA

/// A straight run of instructions, decoded once and lowered: it is entered at the top and left at the end, or early when
/// an instruction faults or an event must be taken at once.
final class Block {
  /// What a block is found by. Privilege is part of it because the MPU and the FPU's access rights may differ.
  struct Key: Hashable {
    var address: UInt32
    var itState: UInt8
    var privileged: Bool
    /// A block of one instruction, for stepping up to an event exactly.
    var single: Bool
  }

  let key: Key
  let instructions: [IssuedInstruction]
  /// EPSR.IT before each instruction, and after the last when it falls through.
  let itStates: [UInt8]
  let operations: UnsafeMutablePointer<Operation>
  let operationCount: Int
  /// For each operation the index of its instruction.
  let instructionOfOperation: [UInt16]
  /// Bytes of code, at `key.address`.
  let size: UInt32
  /// The memory whose bytes the block was made from: its code, and literals it took for constant.
  let places: [Source]
  /// Where the last instruction branches to, if that is known.
  let target: UInt32?
  /// What kind of branch the last instruction is; nil if it is none that a predictor would know.
  let branch: BranchOutcome.Kind?
  /// Ways of leaving by which control passes to another function, while calls are recorded.
  let transfers: Transfers
  /// The most that data may add to the scheduled cycles.
  let worstDynamicCycles: UInt64
  var variants: [UnsafeMutablePointer<Variant>] = []

  /// A run of bytes in one memory.
  struct Source: Hashable {
    var memory: Int
    var offset: UInt32
    var size: UInt32
  }

  init(
    key: Key, instructions: [IssuedInstruction], itStates: [UInt8], operations: [Operation],
    instructionOfOperation: [UInt16], size: UInt32, places: [Source], target: UInt32?, branch: BranchOutcome.Kind?,
    transfers: Transfers = [], worstDynamicCycles: UInt64
  ) {
    self.key = key
    self.instructions = instructions
    self.itStates = itStates
    self.operations = .allocate(capacity: operations.count)
    self.operations.initialize(from: operations, count: operations.count)
    operationCount = operations.count
    self.instructionOfOperation = instructionOfOperation
    self.size = size
    self.places = places
    self.target = target
    self.branch = branch
    self.transfers = transfers
    self.worstDynamicCycles = worstDynamicCycles
  }

  deinit {
    for variant in variants {
      variant.pointee.charges.deallocate()
      variant.pointee.elapsed.deallocate()
      variant.pointee.notes.deallocate()
      variant.pointee.accesses?.deallocate()
      variant.deallocate()
    }
    operations.deallocate()
  }

  /// Address of instruction `index`; of what follows the block when `index` is their count.
  func address(of index: Int) -> UInt32 {
    index < instructions.count ? instructions[index].address : key.address &+ size
  }

  /// Index of the instruction that an operation belongs to.
  func instruction(of operation: UnsafeMutablePointer<Operation>) -> Int {
    Int(instructionOfOperation[operation - operations])
  }
}

/// A block entered in one pipeline state, with the remembered answer of the pipeline model. It lives at a fixed address
/// and holds only what executing it needs; variants are chained to those that followed them.
struct Variant {
  /// Sums of `charges` for each instruction.
  static var causes: Int { 7 }

  var operations: UnsafeMutablePointer<Operation>
  /// Times left by falling through, and by branching.
  var count: UInt64 = 0
  var takenCount: UInt64 = 0
  /// Scheduled cycles by way of leaving, and the most the block can cost.
  var cycles: UInt64
  var takenCycles: UInt64
  var worstCycles: UInt64
  /// What follows, once known. An indirect branch never sets `takenNext`.
  var next: UnsafeMutablePointer<Variant>?
  var takenNext: UnsafeMutablePointer<Variant>?
  var address: UInt32
  var entry: PipelineState
  var exit: PipelineState
  var takenExit: PipelineState
  /// Cycles that depended on data: `Cause.allCases.count` sums for each instruction.
  var charges: UnsafeMutablePointer<UInt64>
  /// Scheduled cycles before each instruction, and before what follows the last.
  var elapsed: UnsafeMutablePointer<UInt32>
  /// `IssueNote` of each instruction.
  var notes: UnsafeMutablePointer<UInt8>
  /// See `AccessCounts`; nil unless accesses are recorded.
  var accesses: UnsafeMutablePointer<UInt64>?
  /// Cycles lost if the branch at the end was predicted wrongly.
  var misprediction: UInt32
  /// Whether the block is one instruction, to be executed whatever the deadline.
  var isSingle: Bool
  /// What the branch predictor wants to know of the last instruction.
  var branch: BranchOutcome.Kind?
  var branchAddress: UInt32
  var branchTarget: UInt32
  var block: Unmanaged<Block>
}

import Boards
import Microarchitecture
import ThumbISA

/// A simulated board: one core, its memories and devices. Everything mutable hangs off one machine, so any number of
/// machines may run side by side, each on one thread at a time.
public final class Machine {
  public let board: Board
  public let pipeline: any PipelineModel
  /// The register file, `RegisterFile.count` words.
  let registers: UnsafeMutablePointer<UInt32>
  let state: UnsafeMutablePointer<CoreState>
  let memory: AddressSpace
  let blocks: BlockCache
  /// What fetches and data accesses cost beyond the pipeline's cycles.
  let memorySystem: MemorySystem
  // The memory system's, at hand for the interpreter.
  let dataPages: UnsafeMutablePointer<UInt>
  let latestLoad: UnsafeMutablePointer<UInt64>
  let latestMemory: UnsafeMutablePointer<UInt>
  /// Whether loads wait for stores and for each other by their addresses, so that more than the memory counts.
  let hasBanks: Bool
  let branchPredictor: BranchPredictor?
  /// What the instruction set leaves out of the hot state: exceptions, NVIC, SCB, MPU, timers, debug.
  // Read on every slow access; a machine is used by one thread at a time, so accesses cannot overlap unseen.
  @exclusivity(unchecked) var system: SystemState
  var devices: [any Device] = []
  /// Core clock, flash and cache settings, and the time spent at each clock.
  @exclusivity(unchecked) var timing: TimingControl
  /// Sees every access and makes the interpreter take the slow path for it. Tracing only.
  public var observer: (any ExecutionObserver)? {
    didSet { memory.forgetEntries() }
  }
  /// Follows calls and counts accesses for a profile; set before the first instruction. See `Machine+Recording`.
  @exclusivity(unchecked) private(set) unowned(unsafe) var recorder: CallRecorder?
  /// Owns it: it is asked at every call, where counting references would cost as much as recording.
  var ownedRecorder: CallRecorder? { didSet { recorder = ownedRecorder } }
  /// Follows stacks and the heap, if that was asked for, and what the interpreter compares the stack pointer with; see
  /// `Machine+Memory`.
  @exclusivity(unchecked) var memoryFollower: MemoryFollower?
  @exclusivity(unchecked) var stackWatch: UnsafeMutablePointer<StackWatch>?
  /// The ledgers and accesses of `ExecutionRecord.parts`, that of no part at all last.
  @exclusivity(unchecked) var recordedParts: [ExecutionRecord.Part] = []
  /// While accesses are recorded: `AccessCounts.memoryOfPage` and `stride`; see there.
  @exclusivity(unchecked) var memoryOfPage: UnsafeMutablePointer<UInt8>?
  @exclusivity(unchecked) var accessStride = 0
  /// The part that counts go to; see `CallRecorder.part`.
  @exclusivity(unchecked) var currentPart: Int32 = 0
  /// Follows pointers and what is defined, to check accesses; set before the first instruction. See `Machine+Checking`.
  @exclusivity(unchecked) var shadow: Shadow?
  /// Where `runToWatched` ends; set before the first instruction.
  var watchedAddresses = WatchedAddresses()
  /// Whether loads of literals stay loads, so that an observer that comes later sees them.
  var keepsLiteralLoads = false
  /// Where the firmware's output goes, and what serves its semihosting requests.
  public var host: any HostInterface
  /// Set when the firmware ends itself or cannot go on.
  var stop: StopReason?
  /// What was counted for no block, or for blocks that are gone.
  var settled: Ledger {
    get { blocks.settled }
    _modify { yield &blocks.settled }
  }
  /// The cycle at which the run loop stops whatever happens.
  var runLimit: UInt64 = .max

  /// The pipeline's state before the next instruction.
  var pipelineState: PipelineState
  /// VTOR after reset.
  var initialVectorTable: UInt32

  /// The block being executed and how far it is: set by the interpreter before anything that may ask for `now`.
  @exclusivity(unchecked) var currentVariant: UnsafeMutablePointer<Variant>?
  @exclusivity(unchecked) var currentOperation: UnsafeMutablePointer<Operation>?

  /// What of the code has been fetched.
  let fetched: UnsafeMutablePointer<FetchedUnit>

  /// Set when an instruction was left to be executed again.
  var executesAgain = false

  /// Two operations to which execution is diverted to leave a block in its middle, and where it was diverted.
  let diversion: UnsafeMutablePointer<Operation>
  @exclusivity(unchecked) var divertedOperation: UnsafeMutablePointer<Operation>

  /// - Parameter overrides: what of the timing is set whatever the firmware writes.
  public init(
    board: Board, pipeline: any PipelineModel, host: any HostInterface, overrides: TimingOverrides = TimingOverrides()
  ) {
    self.board = board
    timing = TimingControl(board: board, overrides: overrides)
    self.pipeline = pipeline
    self.host = host
    pipelineState = pipeline.initialState
    initialVectorTable = board.vectorTable
    registers = .allocate(capacity: RegisterFile.count)
    registers.initialize(repeating: 0, count: RegisterFile.count)
    state = .allocate(capacity: 1)
    state.initialize(to: CoreState())
    fetched = .allocate(capacity: 1)
    fetched.initialize(to: FetchedUnit())
    diversion = .allocate(capacity: 2)
    diversion.initialize(repeating: Operation(.leave), count: 2)
    divertedOperation = diversion
    memory = AddressSpace(regions: board.regions)
    memorySystem = MemorySystem(
      description: overrides.model == .flat ? .flat : board.memoryTiming,
      loadStoreUnit: pipeline.makeLoadStoreUnit())
    dataPages = memorySystem.dataPages
    latestLoad = memorySystem.latestLoad
    latestMemory = memorySystem.latestMemory
    hasBanks = memorySystem.bankMask != 0
    branchPredictor = pipeline.makeBranchPredictor()
    blocks = BlockCache(memory: memory, pipeline: pipeline)
    system = SystemState(core: board.core, vectorTable: board.vectorTable)
    devices = makeDevices()
    connectMemoryAttributes()
    timingControlReset()
  }

  deinit {
    registers.deallocate()
    state.deallocate()
    diversion.deallocate()
    fetched.deallocate()
    memoryOfPage?.deallocate()
  }

  /// Whether the core is privileged: in Handler mode, or in Thread mode with CONTROL.nPRIV clear (DDI 0403E, B1.3.1).
  var isPrivileged: Bool { state.pointee.exceptionNumber != 0 || system.control & 1 == 0 }

  /// The cycle counter at the start of the instruction being executed.
  var now: UInt64 {
    guard let variant = currentVariant, let operation = currentOperation else { return state.pointee.cycles }
    let block = variant.pointee.block.takeUnretainedValue()
    let index = block.instruction(of: operation)
    return state.pointee.cycles + UInt64(variant.pointee.elapsed[index])
  }
}

/// Watches accesses and exceptions one by one.
public protocol ExecutionObserver: AnyObject {
  func didLoad(address: UInt32, size: UInt32, value: UInt32)
  func didStore(address: UInt32, size: UInt32, value: UInt32)
  /// The instruction at the program counter cannot be executed, or has asked for an exception.
  func didRaise(_ fault: Fault)
  /// Exception entry begins, or an attempt at exception return: accesses from now on are not the instruction's.
  func willTakeException()
  func willReturnFromException()
  /// The handler of an exception is about to be executed; the cycles that getting there took are counted.
  func didTakeException(_ number: Int)
  /// The interrupted context goes on; the cycles of that are counted.
  func didReturnFromException()
  /// The core and its devices were reset, other than by `Machine.load`.
  func didReset()
}

extension ExecutionObserver {
  public func didRaise(_ fault: Fault) {}
  public func willTakeException() {}
  public func willReturnFromException() {}
  public func didTakeException(_ number: Int) {}
  public func didReturnFromException() {}
  public func didReset() {}
}

/// Why a run ended.
public enum StopReason: Sendable, Equatable {
  public enum Limit: String, Sendable { case cycles, instructions, timeout, output }
  /// The firmware ended itself through semihosting.
  case exit(status: Int32)
  case limit(Limit)
  /// The core locked up (DDI 0403E, B1.5.15): a fault at HardFault or NMI priority.
  case lockup
  /// A fault handler that only loops: the firmware did not handle the fault.
  case unhandledFault(exception: Int)
  /// The user asked for the end.
  case interrupted
  /// The firmware's output can no longer be written: the host's error number.
  case outputFailed(errno: Int32)
  /// It waits for an interrupt or event, and nothing can ever raise one.
  case sleepsForever
}

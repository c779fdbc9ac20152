import Boards
import Microarchitecture

/// Executes beside the machine, on what is known of values instead of values: where pointers came from, and which bits
/// nothing has written (as Valgrind's Memcheck does: Seward and Nethercote, "Using Valgrind to detect undefined value
/// errors with bit-precision", USENIX 2005).
///
/// Each operation has a `shadow` operation before it, which does to this state what the operation is about to do to
/// registers and memory. It changes nothing of the machine, so that the firmware runs as without it, cycle by cycle.
final class Shadow {
  // A machine is used by one thread at a time, and the judge never calls back into a step.
  @exclusivity(unchecked) var flags: UInt32 = 0
  @exclusivity(unchecked) var flagSource = UndefinedSource()
  @exclusivity(unchecked) var floatingPointFlagsAreUndefined = false
  @exclusivity(unchecked) var floatingPointFlagSource = UndefinedSource()
  let shadows: UnsafeMutablePointer<ShadowRegister>
  /// Where a register's undefined bits were loaded; meaningful only while it has any.
  let sources: UnsafeMutablePointer<UndefinedSource>
  let memory: ShadowMemory
  let registers: UnsafeMutablePointer<UInt32>
  // Not counted, as they live as long as this does and are asked all the time.
  unowned(unsafe) let machine: Machine
  unowned(unsafe) private let recorder: CallRecorder
  let judge: any MemoryJudge
  @exclusivity(unchecked) var sites: UnsafeMutablePointer<AccessSite>
  @exclusivity(unchecked) private var siteCount = 0
  private var siteOfInstruction: [UInt32: UInt32] = [:]
  @exclusivity(unchecked) private var siteCapacity = 256

  /// Heap blocks by number: first address and size; a block that is gone has size 0.
  @exclusivity(unchecked) var blocks: UnsafeMutablePointer<(address: UInt32, size: UInt32)>
  @exclusivity(unchecked) private(set) var blockCapacity = 256

  /// The stack pointer after the latest instruction that changed it, the least that each stack had, and where its stack ends.
  @exclusivity(unchecked) var stackPointer: UInt32 = 0
  @exclusivity(unchecked) var stackLimit: UInt32 = 0
  @exclusivity(unchecked) var leastStackPointer: UInt32 = .max
  /// Of what exceptions interrupted.
  @exclusivity(unchecked) var savedFlags: [UInt32] = []
  /// Variable-length arrays and what alloca made, by frame; the innermost last.
  @exclusivity(unchecked) var areas: [(identity: UInt32, range: Range<UInt32>)] = []
  /// The latest access of several words, for when it faults: its registers may be what it was to load by then.
  @exclusivity(unchecked) var latest: (programCounter: UInt32, origin: Origin) = (.max, .unknown)
  /// Whether the access that is being made is a violation: what it loads is not looked at further.
  @exclusivity(unchecked) var isWrong = false
  /// Changes when what bounds depend on may have changed.
  @exclusivity(unchecked) var epoch: UInt32 = 1
  /// The register that holds the status of a store exclusive that failed, and the store, until it is read.
  @exclusivity(unchecked) var failedExclusive: (register: UInt8, store: CheckedAccess)?
  /// Addresses through which a null pointer may be followed end here.
  static let nullPage: UInt32 = 0x400
  /// Heap addresses, once there are any.
  @exclusivity(unchecked) var heap: Range<UInt32> = 0..<0

  init(_ machine: Machine, recorder: CallRecorder, judge: any MemoryJudge, plan: LoadPlan) {
    self.machine = machine
    self.recorder = recorder
    self.judge = judge
    registers = machine.registers
    shadows = .allocate(capacity: RegisterFile.count)
    shadows.initialize(repeating: .plain, count: RegisterFile.count)
    sources = .allocate(capacity: RegisterFile.count)
    sources.initialize(repeating: UndefinedSource(), count: RegisterFile.count)
    memory = ShadowMemory(machine.memory, plan: plan)
    sites = .allocate(capacity: siteCapacity)
    blocks = .allocate(capacity: blockCapacity)
    blocks.initialize(repeating: (0, 0), count: blockCapacity)
  }

  deinit {
    shadows.deallocate()
    sources.deallocate()
    sites.deallocate()
    blocks.deallocate()
  }

  /// A place for what an instruction's accesses are known by; it is the same in all blocks that have the instruction.
  func makeSite(_ site: AccessSite) -> UInt32 {
    if let known = siteOfInstruction[site.programCounter], sites[Int(known)].isOfSameInstruction(as: site) {
      return known
    }
    siteOfInstruction[site.programCounter] = UInt32(siteCount)
    if siteCount == siteCapacity {
      let larger = UnsafeMutablePointer<AccessSite>.allocate(capacity: 2 * siteCapacity)
      larger.moveInitialize(from: sites, count: siteCount)
      sites.deallocate()
      sites = larger
      siteCapacity *= 2
    }
    (sites + siteCount).initialize(to: site)
    siteCount += 1
    return UInt32(siteCount - 1)
  }

  func setBlock(_ number: UInt32, address: UInt32, size: UInt32) {
    while Int(number) >= blockCapacity {
      let larger = UnsafeMutablePointer<(address: UInt32, size: UInt32)>.allocate(capacity: 2 * blockCapacity)
      larger.moveInitialize(from: blocks, count: blockCapacity)
      (larger + blockCapacity).initialize(repeating: (0, 0), count: blockCapacity)
      blocks.deallocate()
      blocks = larger
      blockCapacity *= 2
    }
    blocks[Int(number)] = (address, size)
  }

  // MARK: What a register came from

  /// The stack pointer is an address in the running frame.
  @inline(__always)
  func origin(_ register: Int) -> Origin {
    register == RegisterFile.stackPointer ? frameOrigin : shadows[register].origin
  }

  var frameOrigin: Origin {
    Origin(.frame, identity: frameNumber, base: registers[RegisterFile.stackPointer])
  }

  /// Whether what runs now is an allocator, which may touch what others may not.
  var isInsideAllocator: Bool { recorder.isInsideAllocator }

  /// The number of the running frame.
  var frameNumber: UInt32 { recorder.currentSerial }

  /// Whether a frame has not returned yet.
  @inline(__always)
  func isLive(_ identity: UInt32) -> Bool { recorder.currentSerial == identity || recorder.isLive(identity) }
}

/// Where a value with undefined bits was loaded.
struct UndefinedSource {
  var programCounter: UInt32 = 0
  var address: UInt32 = 0
  var size: UInt32 = 0
  var isStale = false
}

/// What a shadow operation of a load or store keeps: what is fixed, and the bounds that held the last time.
struct AccessSite {
  var programCounter: UInt32
  /// The constant that the instruction adds to its base.
  var offset: UInt32
  /// Bytes of one transfer, and transfers.
  var size: UInt8
  var count: UInt8
  var isStore: Bool
  /// It addresses the stack pointer with a constant, so it is as right as the compiler.
  var isFixed: Bool
  var readsPastEnds: Bool
  /// It reads its own literal.
  var isLiteral: Bool
  // What bounds were found for.
  var tag: UInt32 = 0
  var base: UInt32 = 0
  var epoch: UInt32 = 0
  var low: UInt32 = 0
  var high: UInt32 = 0

  /// Code may have been replaced by other code at the same place.
  func isOfSameInstruction(as other: AccessSite) -> Bool {
    (offset, size, count, isStore, isFixed, isLiteral)
      == (other.offset, other.size, other.count, other.isStore, other.isFixed, other.isLiteral)
  }
}

import Boards
import ThumbISA
import Firmware

// Where the shadow execution is told what instructions do not do: exceptions, other stacks, host writes.

extension Machine {
  /// Checks accesses from now on. To be called before the first instruction, after calls are recorded.
  func startChecking(_ judge: any MemoryJudge, _ image: FirmwareImage, plan: LoadPlan) {
    guard let recorder else { return }
    let shadow = Shadow(self, recorder: recorder, judge: judge, plan: plan)
    self.shadow = shadow
    recorder.rememberFrames()
    recorder.follower?.events = shadow
    shadow.stackPointer = registers[RegisterFile.stackPointer]
    shadow.leastStackPointer = shadow.stackPointer
    judge.begin(CheckedMachine(self, shadow, image: image))
    judgeStack()
  }

  /// Another stack may be in use now.
  func judgeStack() {
    guard let shadow else { return }
    shadow.stackPointer = registers[RegisterFile.stackPointer]
    shadow.leastStackPointer = shadow.stackPointer
    shadow.stackLimit = shadow.judge.stackLimit(at: shadow.stackPointer, isProcessStack: usesProcessStack)
  }

  /// The first word of the vector table that the core starts with.
  var initialStackPointer: UInt32 { vectorWord(initialVectorTable) ?? 0 }

  var shadowedCode: ShadowedCode? {
    guard let shadow else { return nil }
    return ShadowedCode(
      makeSite: { shadow.makeSite($0) }, mayPoint: { $0 >= 0x100 && shadow.judge.mayPoint($0) },
      readsPastEnds: { shadow.judge.readsPastEnds($0) })
  }

  /// Arguments are pointers of the source program.
  func shadowCall(_ target: UInt32) {
    guard let shadow, shadow.judge.takesExactPointers(target) else { return }
    for register in 0..<4 {
      shadow.shadows[register].origin = shadow.shadows[register].origin.exact(registers[register])
    }
  }

  /// What a caller knows its callee to leave alone (as GCC's -fipa-ra does) need not have been an argument.
  func shadowReturn() {
    guard let shadow else { return }
    for register in 0..<4 { shadow.shadows[register].origin.tag &= ~Origin.exactBit }
  }
}

extension Shadow {
  /// An exception frame was stacked from `stack` down to `frame`.
  func pushFrame(_ frame: UInt32, from stack: UInt32, programCounter: UInt32) {
    memory.fill(frame, stack &- frame, undefined: false)
    for (index, register) in [0, 1, 2, 3, 12, RegisterFile.linkRegister].enumerated() {
      let at = frame &+ 4 &* UInt32(index)
      guard at & 3 == 0, let page = memory.page(at) else { continue }
      ShadowMemory.undefined(page, at).storeBytes(of: shadows[register].undefined, as: UInt32.self)
      ShadowMemory.origin(page, at).pointee = shadows[register].origin
    }
    savedFlags.append(flags)
    if savedFlags.count > 256 { savedFlags.removeFirst() }
    stackPointer = frame
    if frame < stackLimit {
      judge.stackFell(to: frame, isProcessStack: machine.usesProcessStack, programCounter: programCounter)
    }
  }

  /// The registers of a frame were loaded again.
  func popFrame(_ frame: UInt32, isExtended: Bool) {
    for (index, register) in [0, 1, 2, 3, 12, RegisterFile.linkRegister].enumerated() {
      let at = frame &+ 4 &* UInt32(index)
      guard at & 3 == 0, let page = memory.page(at) else { continue }
      let undefined = ShadowMemory.undefined(page, at).load(as: UInt32.self)
      if undefined != 0 {
        sources[register] = UndefinedSource(address: at, size: 4)
      }
      shadows[register] = ShadowRegister(
        origin: ShadowMemory.origin(page, at).pointee, folded: .max, undefined: undefined)
    }
    if isExtended {
      for register in RegisterFile.floatingPoint..<RegisterFile.floatingPoint + 16 { shadows[register] = .plain }
    }
    flags = savedFlags.popLast() ?? 0
  }

  func reset() {
    for register in 0..<RegisterFile.count { shadows[register] = .plain }
    flags = 0
    savedFlags = []
    failedExclusive = nil
  }
}

/// What a judge may ask of the machine, and tell it.
public final class CheckedMachine {
  let machine: Machine
  let shadow: Shadow
  private var texts: InstructionText

  init(_ machine: Machine, _ shadow: Shadow, image: FirmwareImage) {
    self.machine = machine
    self.shadow = shadow
    texts = InstructionText(image)
  }

  public var board: Board { machine.board }
  /// Core clock cycles since reset.
  public var cycle: UInt64 { machine.now }
  public var stackPointer: UInt32 { machine.registers[RegisterFile.stackPointer] }
  /// The main stack pointer at reset.
  public var initialStackPointer: UInt32 { machine.initialStackPointer }

  /// The calls that are running, seen from an instruction.
  public func calls(at programCounter: UInt32) -> CallStack {
    machine.recorder?.callStack(programCounter: programCounter, stackPointer: stackPointer)
      ?? CallStack(frames: [], programCounter: programCounter, stackPointer: stackPointer)
  }

  /// A frame by its number, while it is live: its function and stack pointer on entry, and an address of its code: where it
  /// calls, or `programCounter` for the innermost.
  public func frame(_ identity: UInt32, programCounter: UInt32) -> (
    function: UInt32, stackPointer: UInt32, programCounter: UInt32
  )? {
    machine.recorder?.frame(identity, programCounter: programCounter)
  }

  /// A frame that was entered not too long ago, whether or not it has returned: its function and stack pointer on entry.
  public func frameBefore(_ identity: UInt32) -> (function: UInt32, stackPointer: UInt32)? {
    machine.recorder?.frameBefore(identity)
  }

  /// The lowest address that the running stack may reach.
  public var stackLimit: UInt32 { shadow.stackLimit }
  public var mainStackPointer: UInt32 { machine.mainStackPointer }

  /// The variable-length array or alloca's room that an address is in, of a frame.
  public func area(containing address: UInt32, frame identity: UInt32) -> Range<UInt32>? {
    shadow.areas.last { $0.identity == identity && $0.range.contains(address) }?.range
  }

  /// The access of a load or store as registers are now, all its words; nil if the instruction is none.
  public func access(at programCounter: UInt32) -> CheckedAccess? {
    machine.access(at: programCounter) {
      shadow.latest.programCounter == programCounter ? shadow.latest.origin : shadow.origin($0)
    }
  }

  /// Every aligned word of writable memory that something has written, and its value.
  public func forEachWrittenWord(_ body: (UInt32, UInt32) -> Void) {
    for memory in machine.memory.memories where memory.region.writable {
      let base = memory.region.base
      var offset: UInt32 = 0
      while offset < memory.region.size {
        let address = base &+ offset
        // A page that was never met holds what was loaded or nothing.
        if shadow.memory.table[Int(address >> AddressSpace.pageBits)] > ShadowMemory.none,
          let page = shadow.memory.page(address)
        {
          let size = min(AddressSpace.pageSize, memory.region.size - offset)
          for at in stride(from: address, to: address &+ size, by: 4)
          where ShadowMemory.undefined(page, at).load(as: UInt32.self) == 0 {
            body(at, (memory.bytes + Int(at &- base)).load(as: UInt32.self))
          }
        }
        offset += AddressSpace.pageSize
      }
    }
  }

  /// The number of the running frame.
  public var frameNumber: UInt32 { shadow.frameNumber }

  /// A byte as the bus has it; nil where there is no memory.
  public func byte(at address: UInt32) -> UInt8? {
    guard let place = machine.memory.place(of: address) else { return nil }
    return machine.memory.host(place).load(as: UInt8.self)
  }

  public func word(at address: UInt32) -> UInt32? {
    guard let place = machine.memory.place(of: address, size: 4) else { return nil }
    return machine.memory.host(place).loadUnaligned(as: UInt32.self)
  }

  /// Whether something has written a byte; true where memory cannot be written.
  public func isWritten(_ address: UInt32) -> Bool { !shadow.memory.isUndefined(address) }

  /// Makes bytes as good as never written, or written.
  public func setWritten(_ written: Bool, _ address: UInt32, count: UInt32) {
    shadow.memory.fill(address, count, undefined: !written)
  }

  public var registers: [UInt32] { (0..<15).map { machine.registers[$0] } }

  /// Addresses of heap blocks, for which accesses of unknown origin are judged too.
  public var heap: Range<UInt32> {
    get { shadow.heap }
    set { shadow.heap = newValue }
  }

  /// What bounds depend on has changed.
  public func forgetBounds() { shadow.epoch &+= 1 }

  /// An instruction's assembly text.
  public func text(at programCounter: UInt32) -> String {
    texts.entry(at: programCounter, condition: nil, machine: machine).text
  }
}

extension Machine {
  /// See `CheckedMachine.access`.
  func access(at address: UInt32, origin: (Int) -> Origin) -> CheckedAccess? {
    let code = bytes(at: address, limit: 4)
    guard code.count >= 2 else { return nil }
    let first = UInt16(code[0]) | UInt16(code[1]) << 8
    let second = code.count == 4 ? UInt16(code[2]) | UInt16(code[3]) << 8 : 0
    guard let instruction = ThumbISA.Decoder.decode(first, second) else { return nil }
    let placed = PlacedInstruction(instruction: instruction, address: address, itState: 0)
    let (operations, _) = Lowering.lower(
      [placed], endsAt: address &+ UInt32(instruction.size), features: features, floatingPointAllowed: true,
      timedMemory: TimedMemory(timesData: false, countsAccesses: true)
    ) { _ in nil }
    for operation in operations {
      let size = UInt32(operation.d) + 1
      let bytes = size * (operation.second >> 16 & 0xFF)
      let isStore = operation.second >> 24 & 1 != 0
      let base = operation.n == RegisterFile.zero ? 0 : registers[Int(operation.n)]
      switch operation.code {
      case .countRI, .countRR:
        let isImmediate = operation.code == .countRI
        let offset = isImmediate ? operation.immediate : registers[Int(operation.m)] << UInt32(operation.extra)
        let origin = origin(Int(operation.n))
        return CheckedAccess(
          address: base &+ offset, size: bytes, isStore: isStore, programCounter: address, origin: origin,
          fixedAddress: origin.base &+ (isImmediate ? offset : 0), baseValue: base)
      default: continue
      }
    }
    return nil
  }
}

extension FirmwareRun {
  /// Runs from reset as `execute` does, in the same cycles, and lets a judge see what memory is used for.
  public func check(
    _ judge: any MemoryJudge, host: any HostInterface, limits: RunLimits = RunLimits(), recording: RecordingOptions,
    poll: (RunProgress) -> StopReason? = { _ in nil }, atEnd: @escaping (StopReason) -> Void = { _ in }
  ) -> RunReport {
    execute(host: host, limits: limits, recording: recording, judge: judge, poll: poll, atEnd: atEnd).report
  }

  /// Where the image's static data end, of those in the memory that the main stack is in; 0 if it has none there.
  public var staticDataEnd: UInt32 { heapBase }
}

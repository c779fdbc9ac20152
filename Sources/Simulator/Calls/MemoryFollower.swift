import Firmware

/// Follows stacks, the heap, layers and tensors for `ExecutionRecord.memory`, and knows the live blocks at any moment.
///
/// The most bytes in use at once are exact as far as the parts are: the interpreter looks here whenever the stack pointer
/// is so low that, with the heap and the tensors as they are, more would be in use than ever before. What is sampled are
/// stack pointers; of a stack that is not in use its pointer when it was left, with what a handler then stored below it.
final class MemoryFollower {
  private static let mostSpans = 1 << 16

  /// Is told what happens to the heap.
  // Not counted: a weak reference would make every use of what it refers to a slow one. It belongs to the same machine.
  unowned(unsafe) var events: (any AllocationEvents)?
  /// What the interpreter compares the stack pointer with.
  let watch: UnsafeMutablePointer<StackWatch>

  private unowned let recorder: CallRecorder
  private let image: FirmwareImage
  /// The machine's register file, which outlives this.
  private let registers: UnsafeMutablePointer<UInt32>
  private let allocators: [Allocator]
  /// From this index on the user's.
  private let firstNamed: Int
  private let allocatorOfAddress: [UInt32: Int]
  /// By function of the recorder's: the index of its allocator, -1 if it is none.
  @exclusivity(unchecked) private var allocatorOfFunction: [Int] = []

  // A machine is used by one thread at a time, and what is told here does not ask back, so accesses cannot overlap unseen.
  @exclusivity(unchecked) private var stacks = StackFollower()
  @exclusivity(unchecked) private var heap = HeapFollower()
  @exclusivity(unchecked) private var tensors: TensorFollower
  @exclusivity(unchecked) private var intervals = StackIntervals()
  @exclusivity(unchecked) private var peak = MemoryRecord.Peak()
  @exclusivity(unchecked) private var spans: [MemoryRecord.LayerSpan] = []
  @exclusivity(unchecked) private var spansAreCut = false
  /// For the first layer that has a function, all that share it.
  private let layersByFirst: [[Int]]
  /// Layers whose functions are running, and the one that was called last.
  @exclusivity(unchecked) private var running: [Int] = []
  @exclusivity(unchecked) private var latestLayer = Int.max
  /// Stacks whose beginning has been noted.
  @exclusivity(unchecked) private var known = 0
  private let peakSnapshot: Int
  private let heapSnapshot: Int

  /// - Parameter registers: the machine's, which must outlive this.
  init(image: FirmwareImage, recorder: CallRecorder, registers: UnsafeMutablePointer<UInt32>) {
    let options = recorder.options
    self.image = image
    self.recorder = recorder
    self.registers = registers
    let known = Allocator.known(in: image)
    firstNamed = known.count
    allocators = known + options.allocators
    // What the user says of a function goes before what its name says.
    allocatorOfAddress = Dictionary(
      allocators.enumerated().map { ($1.function & ~1, $0) }, uniquingKeysWith: { _, last in last })
    tensors = TensorFollower(options.tensors, layers: options.layers.count)
    layersByFirst = options.layers.map { function in
      options.layers.indices.filter { options.layers[$0] & ~1 == function & ~1 }
    }
    watch = .allocate(capacity: 1)
    watch.initialize(to: StackWatch(lowest: 0, span: .max, end: intervals.end))
    peakSnapshot = recorder.addSnapshot()
    heapSnapshot = recorder.addSnapshot()
  }

  deinit { watch.deallocate() }

  // MARK: Stacks

  /// Both stack pointers, and which of them is in use.
  struct Pointers {
    var main: UInt32
    var process: UInt32
    var usesProcess: Bool
  }

  /// When and where something happens: core clock cycles since reset, and the instruction's address.
  struct Moment {
    var cycle: UInt64
    var programCounter: UInt32
  }

  /// The core was reset.
  func reset(_ pointers: Pointers, at moment: Moment) {
    heap.reset(cycle: moment.cycle)
    tensors.reset()
    running = []
    latestLayer = .max
    stacks.reset(to: pointers.main, object(at:), addSnapshot: recorder.addSnapshot)
    look(pointers, at: moment)
  }

  /// The stack pointers may have changed other than by an instruction on its own stack.
  /// - Parameter written: the one that was set to a value by writing a special register.
  func look(_ pointers: Pointers, written: MemoryRecord.Stack.Pointer? = nil, at moment: Moment) {
    if let written {
      stacks.write(
        written, written == .main ? pointers.main : pointers.process, object(at:), addSnapshot: recorder.addSnapshot)
    }
    if moment.cycle >= intervals.end {
      stacks.take(main: pointers.main, process: pointers.process)
      reach(moment.cycle)
    }
    stacks.look(
      main: pointers.main, process: pointers.process, usesProcess: pointers.usesProcess, object(at:),
      addSnapshot: recorder.addSnapshot
    ) { noteLowest($0, moment) }
    evaluate(moment)
  }

  /// An instruction has set the stack pointer in use to a value that `watch` does not let pass.
  func change(_ change: StackChange, _ pointers: Pointers, at moment: Moment) {
    let value = pointers.usesProcess ? pointers.process : pointers.main
    stacks.change(to: value, change, object(at:), addSnapshot: recorder.addSnapshot)
    look(pointers, at: moment)
  }

  /// A handler has stored registers below an address that may be the process stack pointer.
  func save(at address: UInt32, at moment: Moment) {
    if stacks.save(at: address, found: { noteLowest($0, moment) }) { evaluate(moment) }
  }

  private func noteLowest(_ index: Int, _ moment: Moment) {
    stacks.stacks[index].stack.cycle = moment.cycle
    recorder.noteSnapshot(
      stacks.stacks[index].snapshot, programCounter: moment.programCounter,
      stackPointer: stacks.stacks[index].stack.lowest)
  }

  /// The global object or live heap block that an address is in.
  private func object(at address: UInt32) -> Range<UInt64>? {
    if let live = heap.live.block(containing: address) { return UInt64(live.block.address)..<live.end }
    guard let symbol = image.symbol(containing: address)?.symbol, symbol.kind == .object, symbol.size > 0 else {
      return nil
    }
    return UInt64(symbol.address)..<UInt64(symbol.address) + UInt64(symbol.size)
  }

  // MARK: Time

  /// Time has passed, and the stack pointer is about to change.
  /// - Parameter stackPointer: the one in use; nil if it was told already.
  func reach(_ cycle: UInt64, stackPointer: UInt32? = nil) {
    guard cycle >= intervals.end else { return }
    if let stackPointer, let active = stacks.active { stacks.stacks[active].current = stackPointer }
    while cycle >= intervals.end {
      intervals.close(stacks.stacks.map(\.intervalLowest))
      for index in stacks.stacks.indices { stacks.stacks[index].intervalLowest = stacks.stacks[index].current }
    }
    watch.pointee.end = intervals.end
    setWatch()
  }

  /// The same between blocks.
  @inline(never)
  func reachNow(_ cycle: UInt64) { reach(cycle, stackPointer: registers[RegisterFile.stackPointer]) }

  /// Between blocks the register file has the stack pointer in use.
  private func takeStackPointer() {
    if let active = stacks.active { stacks.stacks[active].current = registers[RegisterFile.stackPointer] }
  }

  // MARK: The peak

  /// Something has grown, or another stack is in use: sees whether more is in use than ever.
  private func evaluate(_ moment: Moment) {
    while known < stacks.stacks.count {
      noteLowest(known, moment)
      known += 1
    }
    var total = stacks.otherBytes + heap.bytes + tensors.bytes
    if let active = stacks.active { total += stacks.stacks[active].depth }
    if total > peak.bytes {
      peak.bytes = total
      peak.cycle = moment.cycle
      peak.heapBytes = heap.bytes
      peak.tensorBytes = UInt64(tensors.bytes)
      for index in stacks.stacks.indices {
        let depth = UInt32(truncatingIfNeeded: stacks.stacks[index].depth)
        if index < peak.stackBytes.count {
          peak.stackBytes[index] = depth
        } else {
          peak.stackBytes.append(depth)
        }
      }
      recorder.noteSnapshot(
        peakSnapshot, programCounter: moment.programCounter,
        stackPointer: stacks.active.map { stacks.stacks[$0].current } ?? 0)
    }
    setWatch()
  }

  /// The interpreter shall look here when the stack is deeper than in this interval so far, or so deep that there would be
  /// more in use than ever, or above its top.
  private func setWatch() {
    guard let active = stacks.active else {
      return watch.pointee.letPass()
    }
    let followed = stacks.stacks[active]
    let top = followed.stack.top
    let others = stacks.otherBytes + heap.bytes + tensors.bytes
    let spare = peak.bytes > others ? peak.bytes - others : 0
    let lowest = max(followed.intervalLowest, top - min(top, UInt32(clamping: spare)))
    watch.pointee.lowest = lowest
    watch.pointee.span = top - min(lowest, top)
  }

  // MARK: Layers

  /// The function of a layer was called. Where layers share one, its calls are theirs in turn.
  /// - Parameter first: the first layer that has the function.
  /// - Returns: the index of the call's span; `Int32.max` if there are too many.
  func enterLayer(_ first: Int, cycle: UInt64) -> Int32 {
    let sharing = layersByFirst[first]
    let layer = sharing.first { $0 > latestLayer } ?? first
    latestLayer = layer
    running.append(layer)
    let blocks = heap.live
    tensors.enter(layer) { blocks.block(containing: $0) != nil }
    takeStackPointer()
    evaluate(Moment(cycle: cycle, programCounter: recorder.layerAddress(layer)))
    events?.didEnterLayer(layer)
    guard spans.count < Self.mostSpans else {
      spansAreCut = true
      return .max
    }
    spans.append(MemoryRecord.LayerSpan(layer: layer, start: cycle, end: .max))
    return Int32(spans.count - 1)
  }

  /// It was left.
  func leaveLayer(_ span: Int32, cycle: UInt64) {
    guard let layer = running.popLast() else { return }
    let blocks = heap.live
    tensors.leave(layer, outer: running.last ?? -1) { blocks.block(containing: $0) != nil }
    setWatch()
    if Int(span) < spans.count { spans[Int(span)].end = cycle }
    events?.didLeaveLayer(layer, outer: running.last)
  }

  // MARK: The heap

  /// The allocator that a function is; nil if it is none.
  @inline(__always)
  func allocator(ofFunction function: Int32, _ table: FunctionTable) -> Int? {
    let index = Int(function)
    if index >= allocatorOfFunction.count { learnFunctions(table) }
    let allocator = allocatorOfFunction[index]
    return allocator < 0 ? nil : allocator
  }

  @inline(never)
  private func learnFunctions(_ table: FunctionTable) {
    while allocatorOfFunction.count < table.functions.count {
      allocatorOfFunction.append(allocatorOfAddress[table.functions[allocatorOfFunction.count].address] ?? -1)
    }
  }

  /// Whether a function moves the heap's end.
  func movesEnd(_ allocator: Int) -> Bool { allocators[allocator].role == .moveEnd }

  /// What a function that was just called is asked for.
  func request(_ allocator: Int, caller: UInt32) -> AllocationRequest {
    HeapFollower.request(allocators[allocator], isNamed: allocator >= firstNamed, caller: caller) { index in
      // Only four arguments are in registers (AAPCS32, 6.4).
      index < 4 ? registers[index] : 0
    }
  }

  /// An allocator was called.
  func begin(_ allocator: Int, caller: UInt32, cycle: UInt64) -> AllocationRequest {
    var request = request(allocator, caller: caller)
    events?.willAllocate(caller: caller)
    if request.address != 0, request.role != .allocate {
      events?.willFree(request.address, reallocates: request.role != .free, caller: caller)
    }
    forget(heap.begin(&request, cycle: cycle))
    return request
  }

  /// It has returned.
  func finish(_ request: AllocationRequest, cycle: UInt64) {
    let result = registers[0]
    let (outcome, gone) = heap.finish(request, result: result, cycle: cycle)
    forget(gone)
    switch outcome {
    case .allocated:
      let moment = Moment(cycle: cycle, programCounter: request.caller)
      takeStackPointer()
      if heap.notePeak(cycle: cycle) {
        recorder.noteSnapshot(
          heapSnapshot, programCounter: request.caller, stackPointer: registers[RegisterFile.stackPointer])
      }
      evaluate(moment)
      let replaces = request.role == .reallocate || request.role == .reallocateArray
      events?.didAllocate(
        result, size: UInt32(clamping: request.size), isZeroed: request.role == .allocateZeroed,
        replaced: replaces && request.address != 0 ? request.address : nil, caller: request.caller)
    case .freed: events?.didFree(request.address, caller: request.caller)
    case .refused, .nothing: break
    }
  }

  /// What moves the heap's end has returned.
  func finishMove(_ request: AllocationRequest) {
    guard let end = heap.move(by: UInt32(truncatingIfNeeded: request.size), from: registers[0]) else { return }
    events?.didMoveHeapEnd(to: end, caller: request.caller)
  }

  private func forget(_ gone: [HeapBlocks.Live]) {
    guard !gone.isEmpty else { return }
    for live in gone { stacks.free(UInt64(live.block.address)..<live.end) }
    setWatch()
  }

  /// The live block that an address is in; of blocks within blocks the innermost.
  func block(containing address: UInt32) -> MemoryRecord.Block? { heap.live.block(containing: address)?.block }

  // MARK: The result

  /// What was found out up to a cycle.
  func result(cycles: UInt64) -> MemoryRecord {
    reach(cycles, stackPointer: registers[RegisterFile.stackPointer])
    var result = MemoryRecord()
    result.stacks = stacks.stacks.map { followed in
      var stack = followed.stack
      if let calls = recorder.snapshot(followed.snapshot) { stack.calls = calls }
      return stack
    }
    result.heap = heap.result
    result.heap?.peakCalls = recorder.snapshot(heapSnapshot)
    result.blocks = heap.records
    result.blocksAreCut = heap.recordsAreCut
    result.layers = spans.map { $0.end == .max ? .init(layer: $0.layer, start: $0.start, end: cycles) : $0 }
    result.layersAreCut = spansAreCut
    result.peak = peak
    result.peak.calls = recorder.snapshot(peakSnapshot)
    let missing = result.stacks.count - peak.stackBytes.count
    if missing > 0 { result.peak.stackBytes += [UInt32](repeating: 0, count: missing) }
    result.intervalCycles = intervals.intervalCycles
    result.intervals = intervals.result(stacks.stacks.map(\.intervalLowest))
    result.cycles = cycles
    return result
  }
}

import Boards
import Firmware
import Foundation
import Testing

@testable import Simulator

/// What following stacks and the heap finds, against stepping through the same programs and looking at the registers after
/// every instruction; and that it changes nothing.
@Suite struct MemoryFollowerTests {
  private static let images =
    CallRecorderTests.images + [
      "float-mps2-an500", "dsp-mps2-an386", "unhandled-fault-mps2-an386", "uart-mps2-an386",
      "bench-convolution-mps2-an500", "mpu-mps2-an500", "faults-mps2-an500",
    ]
  private static let cycles: UInt64 = 300_000

  private func image(_ name: String) throws -> FirmwareImage {
    try FirmwareImage(path: ProgramFixture.root.appendingPathComponent("Fixtures/images/\(name).elf").path)
  }

  private func machine(
    _ name: String, _ image: FirmwareImage, host: any HostInterface = CapturingHost(),
    _ options: RecordingOptions? = nil
  ) throws -> Machine {
    let target = name.hasPrefix("demo") ? String(name.dropFirst(5)) : String(name.suffix(10))
    let machine = try makeMachine(target: target, host: host)
    machine.load(try LoadPlan.make(image, on: machine.board))
    if let options { machine.startRecording(image, options) }
    return machine
  }

  private static var following: RecordingOptions {
    var options = RecordingOptions()
    options.followsMemory = true
    options.countsAccesses = false
    return options
  }

  private func followed(
    _ name: String, cycles: UInt64 = Self.cycles,
    _ set: (inout RecordingOptions, FirmwareImage) throws -> Void = { _, _ in }
  ) throws -> (machine: Machine, record: ExecutionRecord, memory: MemoryRecord, image: FirmwareImage) {
    let image = try image(name)
    var options = Self.following
    try set(&options, image)
    let machine = try machine(name, image, options)
    _ = machine.run(limits: RunLimits(cycles: cycles, timeout: 120))
    let record = try #require(machine.recordSoFar())
    return (machine, record, try #require(record.memory), image)
  }

  @Test(arguments: images) func changesNothing(_ name: String) throws {
    let (followed, record, memory, image) = try followed(name)
    let plain = try machine(name, image)
    let reason = plain.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    #expect(followed.stop == plain.stop, "\(reason)")
    #expect(followed.cycles == plain.cycles && memory.cycles == plain.cycles)
    #expect(followed.instructionCount == plain.instructionCount)
    #expect(followed.ledger == plain.ledger)
    #expect(followed.memorySystem.counters == plain.memorySystem.counters)
    for index in 0..<RegisterFile.count { #expect(followed.registers[index] == plain.registers[index]) }
    #expect(record.parts.allSatisfy { $0.accesses.isEmpty } && record.memories.isEmpty)
    // With accesses counted as well it is the same record.
    var options = Self.following
    options.countsAccesses = true
    let counted = try machine(name, image, options)
    _ = counted.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    let other = try #require(counted.recordSoFar())
    #expect(counted.cycles == plain.cycles && counted.ledger == plain.ledger)
    #expect(other.memory?.stacks == memory.stacks && other.parts.contains { !$0.accesses.isEmpty })
  }

  // MARK: Stacks

  /// The lowest stack pointer, and where it was first seen.
  private struct Lowest {
    var value = UInt32.max
    var cycle: UInt64 = 0
    var programCounter: UInt32 = 0

    mutating func see(_ value: UInt32, cycle: UInt64, _ programCounter: UInt32) {
      if value < self.value { self = Lowest(value: value, cycle: cycle, programCounter: programCounter) }
    }
  }

  @Test(
    arguments: images.filter { name in
      !["unhandled-fault", "self-modifying", "bench"].contains { name.hasPrefix($0) }
    }) func mainStackIsThatOfSteps(_ name: String) throws
  {
    let image = try image(name)
    let stepped = try machine(name, image)
    var lowest = Lowest()
    var byCycle: [(cycle: UInt64, value: UInt32)] = []
    let top = stepped.mainStackPointer
    var hasExceptions = false
    while stepped.stop == nil, stepped.cycles < 40_000 {
      let (cycle, address) = (stepped.cycles, stepped.registers[15])
      stepped.step()
      hasExceptions = hasExceptions || stepped.system.exceptions.active.count > 0
      lowest.see(stepped.mainStackPointer, cycle: cycle, address)
      byCycle.append((cycle, stepped.mainStackPointer))
    }
    let recorded = try machine(name, image, Self.following)
    _ = recorded.run(limits: RunLimits(cycles: stepped.cycles, timeout: 120))
    let memory = try #require(recorded.recordSoFar()?.memory)
    let main = try #require(memory.stacks.first { $0.pointer == .main })
    #expect(main.top == top && main.lowest == lowest.value)
    #expect(memory.intervals.compactMap { $0.lowest.first ?? nil }.min() == lowest.value)
    guard !hasExceptions else { return }
    // Without handlers in between a step is an instruction.
    #expect(main.cycle == lowest.cycle && main.calls.programCounter == lowest.programCounter)
    #expect(main.calls.stackPointer == lowest.value)
    let bytes = main.calls.frames.indices.reduce(0) { $0 + main.calls.bytes(ofFrame: $1) }
    #expect(bytes == main.peakBytes)
    let inner = try #require(main.calls.frames.first)
    #expect(image.symbol(containing: lowest.programCounter)?.symbol.address == inner.function)
    // Intervals end between blocks, so somewhat later than they should.
    let slack: UInt64 = 200
    for (index, interval) in memory.intervals.enumerated() {
      let start = memory.intervalCycles * UInt64(index)
      let end = start + memory.intervalCycles
      let wide = byCycle.filter { $0.cycle + slack >= start && $0.cycle < end + slack }.map(\.value).min()
      let narrow = byCycle.filter { $0.cycle >= start + slack && $0.cycle + slack < end }.map(\.value).min()
      let value = try #require(interval.lowest.first ?? nil)
      if let wide { #expect(value >= wide, "interval \(index)") }
      if let narrow { #expect(value <= narrow, "interval \(index)") }
    }
  }

  /// The lowest address that anything was stored to, in areas of equal size.
  private final class Paint: ExecutionObserver {
    let areas: Range<UInt32>
    let size: UInt32
    var lowest: [UInt32: UInt32] = [:]
    /// Not while start-up code clears the memory.
    var isOn = false
    init(areas: Range<UInt32>, size: UInt32) { (self.areas, self.size) = (areas, size) }
    func didLoad(address: UInt32, size: UInt32, value: UInt32) {}
    func didStore(address: UInt32, size: UInt32, value: UInt32) {
      guard isOn, areas.contains(address) else { return }
      let area = (address - areas.lowerBound) / self.size
      lowest[area] = min(lowest[area] ?? .max, address)
    }
  }

  /// Each task's stack is found, though all are one global object, with what a paint of it would show: all that was stored
  /// there, registers included that PendSV saves below the process stack pointer.
  @Test(
    arguments: [
      ("scheduler-mps2-an386", 3), ("scheduler-mps2-an500", 3), ("rtos-port-mps2-an386", 5),
      ("rtos-port-mps2-an500", 5),
    ]) func processStacksAreThosePainted(_ name: String, tasks: Int) throws
  {
    let (_, _, memory, image) = try followed(name)
    let symbol = try #require(image.symbol(named: "stacks"))
    let size = symbol.size / UInt32(tasks)
    let painted = try machine(name, image)
    let paint = Paint(areas: symbol.address..<symbol.address + symbol.size, size: size)
    painted.observer = paint
    var pointers: [UInt32: UInt32] = [:]
    while painted.stop == nil, painted.cycles < Self.cycles {
      painted.step()
      let pointer = painted.processStackPointer
      guard pointer > symbol.address, pointer <= symbol.address + symbol.size else { continue }
      paint.isOn = true
      let area = (pointer - 1 - symbol.address) / size
      pointers[area] = min(pointers[area] ?? .max, pointer)
    }
    let stacks = memory.stacks.filter { $0.pointer == .process }
    #expect(stacks.count == tasks)
    #expect(Set(stacks.map(\.top)) == Set((1...UInt32(tasks)).map { symbol.address + size * $0 }))
    for stack in stacks {
      let area = (stack.top - 1 - symbol.address) / size
      // Room for floating-point registers that were never saved is not painted, but used.
      let expected = min(paint.lowest[area] ?? .max, pointers[area] ?? .max)
      #expect(stack.lowest == expected, "task \(area)")
    }
  }

  // MARK: The heap

  private enum Call: Equatable {
    case allocated(UInt32, UInt32, replaced: UInt32?), freed(UInt32)
  }

  /// Calls of newlib's functions from outside of them, found by stepping.
  private struct Tracked {
    var calls: [Call] = []
    var live: [UInt32: UInt32] = [:]
    var bytes: UInt64 { live.values.reduce(0) { $0 + UInt64($1) } }
    var peakHeap: UInt64 = 0
    var peak: UInt64 = 0

    mutating func finish(_ name: String, _ arguments: [UInt32], _ result: UInt32) {
      switch name {
      case "malloc", "_malloc_r", "calloc", "_calloc_r":
        let size = name.hasSuffix("calloc") || name == "_calloc_r" ? arguments[0] * arguments[1] : arguments[0]
        if result != 0 { allocate(result, size, replaced: nil) }
      case "realloc", "_realloc_r":
        guard result != 0 else { return }
        if arguments[0] != 0 { live[arguments[0]] = nil }
        allocate(result, arguments[1], replaced: arguments[0] == 0 ? nil : arguments[0])
      default: if arguments[0] != 0 { calls.append(.freed(arguments[0])) }
      }
    }

    private mutating func allocate(_ address: UInt32, _ size: UInt32, replaced: UInt32?) {
      calls.append(.allocated(address, size, replaced: replaced))
      live[address] = size
      peakHeap = max(peakHeap, bytes)
    }
  }

  private final class Events: AllocationEvents {
    var calls: [Call] = []
    var wills: [UInt32] = []
    var end: UInt32 = 0
    func willFree(_ address: UInt32, reallocates: Bool, caller: UInt32) { wills.append(address) }
    func didAllocate(_ address: UInt32, size: UInt32, isZeroed: Bool, replaced: UInt32?, caller: UInt32) {
      calls.append(.allocated(address, size, replaced: replaced))
    }
    func didFree(_ address: UInt32, caller: UInt32) { calls.append(.freed(address)) }
    func didMoveHeapEnd(to address: UInt32, caller: UInt32) { end = address }
    func willAllocate(caller: UInt32) {}
    func didEnterLayer(_ layer: Int) {}
    func didLeaveLayer(_ layer: Int, outer: Int?) {}
  }

  @Test(arguments: ["newlib-mps2-an386", "newlib-mps2-an500"]) func heapIsThatOfSteps(_ name: String) throws {
    let image = try image(name)
    let names = [
      "malloc", "calloc", "realloc", "free", "_malloc_r", "_calloc_r", "_realloc_r", "_free_r",
    ]
    let functions = Dictionary(
      uniqueKeysWithValues: names.compactMap { name in image.symbol(named: name).map { ($0.address, name) } })
    #expect(functions.count == names.count)
    func host() throws -> (CapturingHost, TemporaryDirectory) {
      let directory = try TemporaryDirectory()
      return (CapturingHost(semihosting: try SemihostingSession(directory: directory.path)), directory)
    }
    let (steppedHost, steppedDirectory) = try host()
    defer { withExtendedLifetime(steppedDirectory) {} }
    let stepped = try machine(name, image, host: steppedHost)
    let top = stepped.mainStackPointer
    var tracked = Tracked()
    var heapBytes: UInt64 = 0
    var call: (name: String, arguments: [UInt32], link: UInt32, stack: UInt32)?
    while stepped.stop == nil {
      stepped.step()
      let address = stepped.registers[15]
      if let running = call {
        if address == running.link, stepped.registers[13] == running.stack {
          tracked.finish(running.name, running.arguments, stepped.registers[0])
          call = nil
          heapBytes = tracked.bytes
        }
      } else if let name = functions[address] {
        let first = name.hasPrefix("_") ? 1 : 0
        let arguments = [stepped.registers[first], stepped.registers[first + 1]]
        call = (name, arguments, stepped.registers[14] & ~1, stepped.registers[13])
        if name.contains("free") { tracked.live[arguments[0]] = nil }
        heapBytes = tracked.bytes
      }
      tracked.peak = max(tracked.peak, heapBytes + UInt64(top - stepped.registers[13]))
    }

    let (followedHost, followedDirectory) = try host()
    defer { withExtendedLifetime(followedDirectory) {} }
    let followed = try machine(name, image, host: followedHost, Self.following)
    let events = Events()
    let follower = try #require(followed.memoryFollower)
    follower.events = events
    #expect(followed.run(limits: RunLimits(timeout: 120)) == stepped.stop && followed.cycles == stepped.cycles)
    let memory = try #require(followed.recordSoFar()?.memory)
    let heap = try #require(memory.heap)
    #expect(!tracked.calls.isEmpty && events.calls == tracked.calls)
    let allocated = tracked.calls.compactMap { call -> [UInt32]? in
      if case .allocated(let address, let size, _) = call { return [address, size] }
      return nil
    }
    #expect(memory.blocks.map { [$0.address, $0.size] } == allocated && heap.allocations == UInt64(allocated.count))
    #expect(heap.liveBlocks == tracked.live.count && memory.blocks.count { $0.freed == nil } == tracked.live.count)
    #expect(heap.liveBytes == tracked.bytes)
    #expect(heap.peakBytes == tracked.peakHeap && memory.peak.bytes == tracked.peak)
    #expect(memory.peak.bytes == memory.peak.heapBytes + UInt64(memory.peak.stackBytes.reduce(0, +)))
    #expect(heap.end == events.end && heap.start <= (allocated.map { $0[0] }.min() ?? 0) && heap.failures == 0)
    for block in memory.blocks {
      #expect(block.freed.map { $0 >= block.allocated } ?? true)
      // What called is a call or jump outside of the allocator.
      let caller = try #require(image.symbol(containing: block.caller)?.symbol.name)
      #expect(!names.contains(caller), "\(caller)")
    }
    for (address, size) in tracked.live where size > 0 {
      #expect(follower.block(containing: address + size - 1)?.address == address)
    }
    #expect(heap.peakCalls.map { !$0.frames.isEmpty && $0.frames.last?.kind == .reset } == true)
    #expect(followed.recorder?.isInsideAllocator == false)
  }

  /// A function that is left by longjmp has given nothing; one within which the run ends leaves nothing undone.
  @Test func allocatorsThatDoNotReturn() throws {
    let (machine, record, memory, _) = try followed("setjmp-mps2-an386") { options, image in
      options.allocators = [
        Allocator(role: .allocate, function: try #require(image.symbol(named: "throw_from_loop")).address | 1)
      ]
    }
    #expect(machine.stop == .exit(status: 17))
    // It was called three times.
    let function = try #require(record.functions.firstIndex { $0.address == machine.allocatorAddress })
    #expect(record.nodes.filter { $0.function == function }.reduce(0) { $0 + $1.calls } == 3)
    #expect(memory.heap == MemoryRecord.Heap() && memory.blocks.isEmpty)
    #expect(machine.recorder?.isInsideAllocator == false)
    let (other, _, running, _) = try followed("newlib-mps2-an386", cycles: 100_000) { options, image in
      options.allocators = [Allocator(role: .allocate, function: try #require(image.symbol(named: "main")).address)]
    }
    #expect(other.stop == nil && other.recorder?.isInsideAllocator == true)
    // Only what was called before `main` was the outermost.
    #expect(running.blocks.allSatisfy { $0.freed == nil })
  }

  /// What becomes of blocks that are resized, or not.
  @Test func resizing() {
    var heap = HeapFollower()
    func call(_ role: Allocator.Role, _ arguments: [UInt32], gives result: UInt32, at cycle: UInt64)
      -> (HeapFollower.Outcome, [UInt32])
    {
      let allocator = Allocator(role: role, function: 0, firstArgument: 1)
      var request = HeapFollower.request(allocator, isNamed: false, caller: 4) { $0 == 0 ? 0 : arguments[$0 - 1] }
      let freed = heap.begin(&request, cycle: cycle)
      let (outcome, gone) = heap.finish(request, result: result, cycle: cycle)
      return (outcome, (freed + gone).map(\.block.address))
    }
    #expect(call(.allocate, [16], gives: 0x100, at: 1) == (.allocated, []))
    #expect(call(.allocateZeroed, [4, 8], gives: 0x200, at: 2) == (.allocated, []))
    #expect(call(.allocateAligned, [64, 8], gives: 0x240, at: 3) == (.allocated, []))
    #expect(heap.bytes == 56)
    // Refused: the block is as it was.
    #expect(call(.reallocate, [0x100, 999], gives: 0, at: 4) == (.refused, []))
    #expect(heap.bytes == 56 && heap.live.block(containing: 0x10F) != nil)
    // In place, elsewhere, from nothing, and to nothing.
    #expect(call(.reallocate, [0x100, 20], gives: 0x100, at: 5) == (.allocated, [0x100]))
    #expect(call(.reallocateArray, [0x100, 3, 10], gives: 0x300, at: 6) == (.allocated, [0x100]))
    #expect(heap.bytes == 70 && heap.live.block(containing: 0x100) == nil)
    #expect(call(.reallocate, [0, 5], gives: 0x100, at: 7) == (.allocated, []))
    #expect(call(.reallocate, [0x300, 0], gives: 0, at: 8) == (.freed, [0x300]))
    #expect(call(.free, [0], gives: 0, at: 9) == (.nothing, []))
    #expect(call(.free, [0x999], gives: 0, at: 9) == (.freed, []))
    #expect(call(.free, [0x200], gives: 0, at: 10) == (.freed, [0x200]))
    // The product of these is more than there can be, and less than zero bytes are none.
    #expect(call(.allocateZeroed, [0x1_0000, 0x1_0000], gives: 0, at: 11) == (.refused, []))
    #expect(call(.allocate, [0], gives: 0, at: 12) == (.nothing, []))
    #expect(heap.bytes == 13 && heap.result?.liveBlocks == 2 && heap.result?.failures == 2)
    #expect(heap.result?.start == 0x100 && heap.result?.end == 0x31E)
    #expect(heap.records.map(\.freed) == [5, 10, nil, 6, 8, nil])
    #expect(heap.move(by: 0x400, from: .max) == nil && heap.move(by: 0x400, from: 0x80) == 0x480)
    #expect(heap.result?.start == 0x80 && heap.result?.end == 0x480)
  }

  // MARK: Which stack

  /// Values that a process stack pointer is set to, and the stacks that these make.
  @Test func stacksAreRecognised() {
    var follower = StackFollower()
    // One object holds two stacks, another one; above is what the main stack has.
    let objects: (UInt32) -> Range<UInt64>? = { address in
      address < 0x1000 ? 0..<0x1000 : address < 0x1800 ? 0x1000..<0x1800 : nil
    }
    var slots = 0
    func slot() -> Int {
      slots += 1
      return slots - 1
    }
    func run(_ process: UInt32, written: Bool) {
      if written { follower.write(.process, process, objects, addSnapshot: slot) }
      follower.look(main: 0x7F00, process: process, usesProcess: true, objects, addSnapshot: slot) { _ in }
    }
    follower.reset(to: 0x8000, objects, addSnapshot: slot)
    // A kernel lays out a frame of 32 bytes, which the handler's return pops.
    for (frame, top) in [(0x7E0, 0x800), (0xFE0, 0x1000), (0x17E0, 0x1800)] as [(UInt32, UInt32)] {
      follower.write(.process, frame, objects, addSnapshot: slot)
      run(top, written: false)
      run(top - 0x100, written: false)
    }
    #expect(follower.stacks.map(\.stack.top) == [0x8000, 0x800, 0x1000, 0x1800])
    #expect(follower.stacks.map(\.stack.lowest) == [0x7F00, 0x700, 0xF00, 0x1700])
    // Back to each of them.
    for value in [0x780, 0xF80, 0x1780] as [UInt32] { run(value, written: true) }
    #expect(follower.stacks.count == 4 && follower.stacks.map(\.current) == [0x7F00, 0x780, 0xF80, 0x1780])
    #expect(follower.otherBytes == 0x100 + 0x80 + 0x80)
    // Deeper by a frame than it is: the same stack, in the same object.
    run(0x1720, written: true)
    run(0x16F0, written: true)
    #expect(follower.stacks.count == 4 && follower.stacks[3].stack.lowest == 0x16F0)
    // Registers that a handler saves below it.
    follower.look(main: 0x7E00, process: 0x16F0, usesProcess: false, objects, addSnapshot: slot) { _ in }
    #expect(follower.save(at: 0x16D0) { _ in } && !follower.save(at: 0x1000) { _ in })
    #expect(follower.stacks[3].stack.lowest == 0x16D0 && follower.stacks[0].stack.lowest == 0x7E00)
    // A dynamic array on the main stack, and a coroutine's stack in an object.
    follower.change(to: 0x5000, .moved, objects, addSnapshot: slot)
    #expect(follower.active == 0 && follower.stacks.count == 4)
    follower.change(to: 0x1400, .moved, objects, addSnapshot: slot)
    #expect(follower.active == 4 && follower.stacks[4].stack.pointer == .main)
    // Memory that was freed is another stack when it is used again.
    follower.write(.main, 0x7F00, objects, addSnapshot: slot)
    follower.free(0x1000..<0x1800)
    run(0x17C0, written: true)
    #expect(follower.stacks.count == 6 && follower.stacks[5].stack.top == 0x17C0)
  }

  // MARK: Layers

  @Test(arguments: ["calls-mps2-an386", "calls-mps2-an500"]) func layersAreTimedCalls(_ name: String) throws {
    let tensors = [
      TensorBuffer(address: 0x2001_0000, size: 10_000, firstLayer: 0, lastLayer: 0),
      TensorBuffer(address: 0x2001_0000 + 6400, size: 10_000, firstLayer: 0, lastLayer: 1),
      TensorBuffer(address: 0x2002_0000, size: 5_000, firstLayer: 1, lastLayer: 1),
    ]
    let (_, record, memory, _) = try followed(name) { options, image in
      options.layers = try ["hash", "apply"].map { try #require(image.symbol(named: $0)).address }
      options.watched = options.layers
      options.tensors = tensors
    }
    for layer in 0...1 {
      let spans = memory.layers.filter { $0.layer == layer }
      #expect(!spans.isEmpty && spans.count == record.callCycles[layer].count)
      // Handlers that come in between belong to no call.
      let durations = zip(spans.map { $0.end - $0.start }, record.callCycles[layer])
      #expect(durations.allSatisfy { $0 >= $1 } && durations.contains { $0 == $1 })
    }
    #expect(!memory.layersAreCut)
    // In the first layer two buffers overlap; more is in use than in the second.
    #expect(memory.peak.tensorBytes == 16_400)
    let calls = try #require(memory.peak.calls)
    #expect(calls.frames.last?.kind == .reset && calls.stackPointer <= calls.frames[0].stackPointer)
    #expect(memory.layers.contains { $0.layer == 0 && ($0.start...$0.end).contains(memory.peak.cycle) })
  }

  @Test func tensorsBetweenLayers() {
    var tensors = TensorFollower(
      [
        TensorBuffer(address: 0, size: 10, firstLayer: 0, lastLayer: 0),
        TensorBuffer(address: 10, size: 10, firstLayer: 0, lastLayer: 1),
        TensorBuffer(address: 15, size: 10, firstLayer: 1, lastLayer: 1),
      ], layers: 2)
    var seen: [UInt64] = []
    for (layer, isBeginning) in [(0, true), (0, false), (1, true), (1, false)] {
      if isBeginning { tensors.enter(layer) { _ in false } } else { tensors.leave(layer, outer: -1) { _ in false } }
      seen.append(tensors.bytes)
    }
    #expect(seen == [20, 10, 15, 0])
    // What is in a live block counts there.
    tensors.enter(1) { $0 == 15 }
    #expect(tensors.bytes == 10)
  }

  @Test func intervalsAreBounded() {
    var intervals = StackIntervals()
    var expected: [UInt32] = []
    var lowest = UInt32.max
    for index in 0..<5000 {
      expected.append(UInt32(index * 7919 % 5003))
      lowest = min(lowest, expected[index])
      guard UInt64(index + 1) * 1024 == intervals.end else { continue }
      intervals.close(index < 100 ? [lowest] : [lowest, index < 2000 ? nil : lowest])
      lowest = .max
    }
    let result = intervals.result([9999, 9999])
    #expect(result.count <= 1024 && result.allSatisfy { $0.lowest.count == 2 })
    let each = Int(intervals.intervalCycles / 1024)
    #expect(each == 8 && intervals.end == intervals.intervalCycles * UInt64(result.count))
    for (index, interval) in result.dropLast().enumerated() {
      let parts = expected[(index * each)..<min((index + 1) * each, expected.count)]
      #expect(interval.lowest[0] == parts.min())
    }
    #expect(result[0].lowest[1] == nil && result[result.count - 2].lowest[1] != nil)
  }
}

extension Machine {
  /// The function that the user named as an allocator.
  fileprivate var allocatorAddress: UInt32? { recorder?.options.allocators.first.map { $0.function & ~1 } }
}

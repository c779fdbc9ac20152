import Boards
import Firmware
import Foundation
import Testing

@testable import Simulator

/// What a record holds beside the paths: layers, timed calls, regions between markers, accesses and misses.
@Suite struct RecordingTests {
  private func recorded(
    _ name: String, cycles: UInt64 = 2_000_000,
    _ set: (inout RecordingOptions, FirmwareImage) throws -> Void = { _, _ in }
  ) throws -> (machine: Machine, record: ExecutionRecord, image: FirmwareImage) {
    let image = try FirmwareImage(
      path: ProgramFixture.root.appendingPathComponent("Fixtures/images/\(name).elf").path)
    let machine = try makeMachine(target: name.hasPrefix("demo") ? String(name.dropFirst(5)) : String(name.suffix(10)))
    machine.load(try LoadPlan.make(image, on: machine.board))
    var options = RecordingOptions()
    try set(&options, image)
    machine.startRecording(image, options)
    _ = machine.run(limits: RunLimits(cycles: cycles, timeout: 120))
    return (machine, try #require(machine.recordSoFar()), image)
  }

  private func address(_ name: String, _ image: FirmwareImage) throws -> UInt32 {
    try #require(image.symbol(named: name)).address
  }

  /// Cycles of a function's paths and all below them, but for those within another path of it.
  private func inclusive(_ address: UInt32, _ record: ExecutionRecord) -> UInt64 {
    var isInside: [Bool] = []
    for node in record.nodes {
      isInside.append(record.functions[node.function].address == address || node.parent.map { isInside[$0] } ?? false)
    }
    return zip(record.nodes, isInside).reduce(0) { $0 + ($1.1 ? $1.0.selfCycles : 0) }
  }

  @Test(arguments: ["calls-mps2-an386", "calls-mps2-an500"]) func layersAndTimedCalls(_ name: String) throws {
    let (machine, record, image) = try recorded(name) { options, image in
      options.layers = [try address("hash", image), try address("apply", image), try address("fibonacci", image)]
      options.watched = options.layers
    }
    for (index, function) in ["hash", "apply", "fibonacci"].enumerated() {
      let expected = inclusive(try address(function, image), record)
      #expect(expected > 0)
      #expect(record.parts[index + 1].ledger.totalCycles == expected, "\(function)")
      if function != "fibonacci" { #expect(record.callCycles[index].reduce(0, +) == expected, "\(function)") }
    }
    #expect(record.callCycles.map(\.count).prefix(2) == [5, 10])
    // A recursive call is timed as each of the calls that it is.
    #expect(
      record.callCycles[2].count > 5 && record.callCycles[2].max() ?? 0 < inclusive(record.functions[0].address, record)
    )
    let hash = try #require(record.functions.first { $0.address == (try? address("hash", image)) })
    #expect(hash.returns == 5 && hash.minimumCycles == record.callCycles[0].min())
    #expect(hash.maximumCycles == record.callCycles[0].max())
    #expect(record.parts.reduce(0) { $0 + $1.ledger.totalCycles } == machine.cycles)
    #expect(record.parts.reduce(0) { $0 + $1.ledger.totalInstructions } == machine.instructionCount)
    // What `apply` calls belongs to it.
    #expect(record.parts[2].ledger.entries[try address("add", image)] != nil)
    #expect(record.parts[1].ledger.entries[try address("add", image)] == nil)
  }

  /// From one function's beginning to another's, five times; the rest of the run is not in the record.
  @Test(arguments: ["calls-mps2-an386", "calls-mps2-an500"]) func betweenAddresses(_ name: String) throws {
    let (machine, record, image) = try recorded(name) { options, image in
      options.from = .address(try address("hash", image))
      options.to = .address(try address("forward", image))
      options.changeLimit = 1000
    }
    #expect(record.passCycles.count == 5)
    let sum = record.passCycles.reduce(0, +)
    #expect(sum > 0 && sum < machine.cycles)
    #expect(record.nodes.reduce(0) { $0 + $1.selfCycles } == sum)
    #expect(record.parts.reduce(0) { $0 + $1.ledger.totalCycles } == sum)
    #expect(record.intervals.reduce(0) { $0 + $1.cycles.reduce(0, +) } == sum)
    #expect(record.parts[0].ledger.entries[try address("fibonacci", image)] == nil)
    #expect(record.parts[0].ledger.entries[try address("hash", image)]?.executions == 5)
    let hash = try address("hash", image)
    let calls = record.nodes.filter { record.functions[$0.function].address == hash }.reduce(0) { $0 + $1.calls }
    #expect(calls == 5 && record.functions.first { $0.address == hash }?.returns == 5)
    #expect(record.changes.contains { $0.node == -1 } && record.changes.contains { $0.node >= 0 })
    #expect(machine.ledger.totalCycles == machine.cycles)
    // The same cycles as without markers, though blocks end at them.
    let plain = try recorded(name).machine
    #expect(plain.cycles == machine.cycles && plain.ledger == machine.ledger)
  }

  @Test func onlyFromOrOnlyTo() throws {
    let whole = try recorded("calls-mps2-an386")
    let from = try recorded("calls-mps2-an386") { $0.from = .address(try address("hash", $1)) }
    let to = try recorded("calls-mps2-an386") { $0.to = .address(try address("hash", $1)) }
    func sum(_ record: ExecutionRecord) -> UInt64 { record.nodes.reduce(0) { $0 + $1.selfCycles } }
    #expect(sum(from.record) + sum(to.record) == sum(whole.record))
    #expect(to.record.passCycles == [sum(to.record)] && from.record.passCycles.isEmpty)
  }

  /// Reads and writes of DWT_CYCCNT mark the end of the instruction that makes them.
  @Test func cycleCounterMarks() throws {
    let name = "fft-stm32h743"
    let path = ProgramFixture.root.appendingPathComponent("Fixtures/wholeprogram/images/\(name).elf").path
    let image = try FirmwareImage(path: path)
    let machine = try makeMachine(target: "stm32h743")
    machine.load(try LoadPlan.make(image, on: machine.board))
    var options = RecordingOptions()
    options.from = .cycleCounterRead
    options.to = .cycleCounterRead
    machine.startRecording(image, options)
    _ = machine.run(limits: RunLimits(cycles: 3_000_000, timeout: 120))
    let record = try #require(machine.recordSoFar())
    let watched = try makeMachine(target: "stm32h743")
    let reads = Reads()
    watched.observer = reads
    watched.load(try LoadPlan.make(image, on: watched.board))
    _ = watched.run(limits: RunLimits(cycles: 3_000_000, timeout: 120))
    // Each read but the last ends a pass, and each but the last pass is followed by another at once.
    #expect(reads.count > 2 && record.passCycles.count == reads.count - 1)
    #expect(record.passCycles.reduce(0, +) < record.nodes.reduce(0) { $0 + $1.selfCycles })
  }

  private final class Reads: ExecutionObserver {
    var count = 0
    func didLoad(address: UInt32, size: UInt32, value: UInt32) { if address == 0xE000_1004 { count += 1 } }
    func didStore(address: UInt32, size: UInt32, value: UInt32) {}
  }

  private final class Counter: ExecutionObserver {
    let counts: AccessCounts
    var loads: [UInt64]
    var bytesLoaded: [UInt64]
    var stores: [UInt64]
    var bytesStored: [UInt64]

    init(_ board: Board) {
      counts = AccessCounts(board)
      loads = .init(repeating: 0, count: counts.memories.count)
      (bytesLoaded, stores, bytesStored) = (loads, loads, loads)
    }

    func didLoad(address: UInt32, size: UInt32, value: UInt32) {
      loads[Int(counts.memoryOfPage[Int(address >> 12)])] += 1
      bytesLoaded[Int(counts.memoryOfPage[Int(address >> 12)])] += UInt64(size)
    }

    func didStore(address: UInt32, size: UInt32, value: UInt32) {
      stores[Int(counts.memoryOfPage[Int(address >> 12)])] += 1
      bytesStored[Int(counts.memoryOfPage[Int(address >> 12)])] += UInt64(size)
    }

    deinit { counts.memoryOfPage.deallocate() }
  }

  /// Bytes moved are those that an observer sees. It sees unaligned accesses in bytes, and the frames of exceptions.
  @Test(arguments: ["integer-mps2-an386", "dsp-mps2-an500", "network-mps2-an386", "demo-stm32f407", "demo-stm32f746"])
  func accessesAreThoseObserved(_ name: String) throws {
    let (machine, record, image) = try recorded(name, cycles: 400_000)
    let watched = try makeMachine(target: machine.board.name)
    let observer = Counter(watched.board)
    watched.observer = observer
    watched.load(try LoadPlan.make(image, on: watched.board))
    _ = watched.run(limits: RunLimits(cycles: 400_000, timeout: 120))
    #expect(watched.cycles == machine.cycles)
    func sum(_ values: (ExecutionRecord.Accesses) -> [UInt64]) -> [UInt64] {
      record.parts[0].accesses.values.reduce(into: .init(repeating: 0, count: record.memories.count)) { sum, accesses in
        for (index, value) in values(accesses).enumerated() { sum[index] += value }
      }
    }
    let exceptions = record.nodes.reduce(into: 0 as UInt64) { sum, node in
      if case .exception = node.kind { sum += node.calls }
    }
    let stack = Int(observer.counts.memoryOfPage[Int(machine.registers[13] &- 4) >> 12])
    var (loaded, stored) = (sum(\.bytesLoaded), sum(\.bytesStored))
    loaded[stack] += 32 * exceptions
    stored[stack] += 32 * exceptions
    #expect(loaded == observer.bytesLoaded)
    #expect(stored == observer.bytesStored)
    if name.hasPrefix("network") {
      #expect(sum(\.loads) == observer.loads)
      #expect(sum(\.stores) == observer.stores)
    }
  }

  /// Every miss that the memory system counts belongs to an instruction, but for those of exception frames.
  @Test(arguments: ["demo-stm32f407", "demo-stm32f746"]) func missesBelongToInstructions(_ name: String) throws {
    let (machine, record, _) = try recorded(name)
    let counters = machine.memorySystem.counters
    #expect(counters.instructionMisses > 0)
    #expect(record.parts[0].accesses.values.reduce(0) { $0 + $1.fetchMisses } == counters.instructionMisses)
    let misses = record.parts[0].accesses.values.reduce(0) { $0 + $1.dataMisses }
    let ofFrames = counters.dataMisses - misses
    #expect(misses > 0 && ofFrames <= (name == "demo-stm32f746" ? 4 : 0))
  }

  /// Calls without end do not take memory without end, and every cycle is still accounted for.
  @Test func runawayRecursion() throws {
    let (machine, record, _) = try recorded("calls-mps2-an386") { options, image in options.changeLimit = 10 }
    #expect(record.changes.count == 10 && record.changesAreCut)
    let recorder = CallRecorder(
      image: try FirmwareImage(
        path: ProgramFixture.root.appendingPathComponent("Fixtures/images/calls-mps2-an386.elf").path), options: .init()
    )
    recorder.begin(at: 0x100, stackPointer: 0x2000_0000, cycles: 0)
    for index in 1...200_000 as ClosedRange<UInt64> {
      recorder.call(from: 0x200, to: 0x100, returnAddress: 0x204, stackPointer: 0x2000_0000, cycles: index * 3)
    }
    let result = recorder.result(cycles: 600_003)
    #expect(result.nodes.count <= 1 << 16 && result.nodes.reduce(0) { $0 + $1.selfCycles } == 600_003)
    #expect(machine.stop == .exit(status: 0))
  }
}

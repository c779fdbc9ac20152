import Boards
import Firmware
import Foundation
import Microarchitecture
import Testing
import ThumbISA

@testable import Simulator

/// Recording calls changes nothing, gives every cycle to one path, and counts the calls that stepping through the program
/// counts.
@Suite struct CallRecorderTests {
  static let images = [
    "calls-mps2-an386", "calls-mps2-an500", "integer-mps2-an386", "setjmp-mps2-an386", "nested-interrupts-mps2-an386",
    "nested-interrupts-mps2-an500", "scheduler-mps2-an386", "scheduler-mps2-an500", "rtos-port-mps2-an386",
    "rtos-port-mps2-an500", "faults-mps2-an386", "mpu-mps2-an386", "newlib-mps2-an386", "network-mps2-an386",
    "self-modifying-mps2-an386", "demo-stm32f407", "demo-stm32f746",
  ]
  static let cycles: UInt64 = 300_000

  private func image(_ name: String) throws -> FirmwareImage {
    try FirmwareImage(path: ProgramFixture.root.appendingPathComponent("Fixtures/images/\(name).elf").path)
  }

  private func machine(_ name: String, _ image: FirmwareImage, _ options: RecordingOptions? = nil) throws -> Machine {
    let target = name.hasPrefix("demo") ? String(name.dropFirst(5)) : String(name.suffix(10))
    let machine = try makeMachine(target: target)
    machine.load(try LoadPlan.make(image, on: machine.board))
    if let options { machine.startRecording(image, options) }
    return machine
  }

  private func recorded(_ name: String, _ options: RecordingOptions = RecordingOptions()) throws -> (
    machine: Machine, record: ExecutionRecord, image: FirmwareImage
  ) {
    let image = try image(name)
    let machine = try machine(name, image, options)
    _ = machine.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    return (machine, try #require(machine.recordSoFar()), image)
  }

  private func name(_ function: Int, _ record: ExecutionRecord, _ image: FirmwareImage) -> String {
    record.functions[function].symbol.map { image.symbols[$0].name }
      ?? "0x\(String(record.functions[function].address, radix: 16))"
  }

  @Test(arguments: images) func changesNothing(_ name: String) throws {
    let (recorded, record, image) = try recorded(name)
    let plain = try machine(name, image)
    _ = plain.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    #expect(recorded.cycles == plain.cycles)
    #expect(recorded.instructionCount == plain.instructionCount)
    #expect(recorded.ledger == plain.ledger)
    #expect(recorded.memorySystem.counters == plain.memorySystem.counters)
    #expect(record.nodes.reduce(0) { $0 + $1.selfCycles } == plain.cycles)
    #expect(record.parts.reduce(0) { $0 + $1.ledger.totalCycles } == plain.cycles)
    #expect(record.intervals.reduce(0) { $0 + $1.cycles.reduce(0, +) } == plain.cycles)
  }

  /// The cycles of the paths that end in a function are those of its instructions: two ways of counting.
  @Test(arguments: images.filter { $0 != "self-modifying-mps2-an386" }) func pathsAgreeWithTheLedger(_ name: String)
    throws
  {
    let (_, record, image) = try recorded(name)
    var table = FunctionTable(image)
    var byAddress: [UInt32: UInt64] = [:]
    for (address, entry) in record.parts[0].ledger.entries {
      let function = Int(table.function(at: address, isCalled: false))
      byAddress[table.functions[function].address, default: 0] += entry.totalCycles
    }
    var byPath: [UInt32: UInt64] = [:]
    for node in record.nodes { byPath[record.functions[node.function].address, default: 0] += node.selfCycles }
    for (address, cycles) in byAddress {
      #expect(byPath[address] ?? 0 == cycles, "\(image.symbol(containing: address)?.symbol.name ?? "?")")
    }
  }

  /// Steps through the program and counts how often each function is entered. Left out: code that changes under its
  /// symbols, and calls of what cannot be executed, which a step does not show.
  @Test(
    arguments: images.filter { name in
      !["self-modifying-mps2-an386", "faults-mps2-an386", "mpu-mps2-an386"].contains(name)
    }) func callsAreThoseOfATrace(_ name: String)
    throws
  {
    let image = try image(name)
    let traced = try machine(name, image)
    let table = FunctionTable(image)
    var entries: [UInt32: UInt64] = [:]
    entries[traced.registers[15], default: 0] += 1
    var steps: UInt64 = 0
    while traced.stop == nil, steps < 30_000 {
      let before = traced.registers[15]
      let executed = traced.instructionCount
      let active = traced.system.exceptions.active.count
      traced.step()
      steps = traced.instructionCount
      if traced.stop != nil { break }
      let after = traced.registers[15]
      let number = Int(traced.state.pointee.exceptionNumber)
      if number != 0 {
        let vector = (traced.vectorWord(traced.system.controlBlock.vectorTable &+ 4 * UInt32(number)) ?? 0) & ~1
        // A handler was entered, perhaps with its first instruction executed, or follows another.
        if traced.system.exceptions.active.count > active || after == vector {
          entries[vector, default: 0] += 1
          continue
        }
      }
      guard executed != steps, traced.system.exceptions.active.count == active else { continue }
      guard let extent = table.extent(of: after) else { continue }
      // Hand-written code also calls and jumps into the middle of functions; other branches go to their beginnings.
      let isOther = table.extent(of: before) != extent
      let instruction = instruction(traced, before)
      // In an IT block it need not be executed.
      let isNext = instruction.map { before &+ UInt32($0.size) == after } ?? false
      let isCall = (instruction?.opcode == .bl || instruction?.opcode == .blx) && !isNext
      let isJump = isOther && (extent.lowerBound == UInt64(after) || instruction?.branchTarget(at: before) == after)
      if isCall || isJump { entries[UInt32(extent.lowerBound), default: 0] += 1 }
    }
    let recorded = try machine(name, image, RecordingOptions())
    _ = recorded.run(limits: RunLimits(instructions: traced.instructionCount, timeout: 120))
    let record = try #require(recorded.recordSoFar())
    var calls: [UInt32: UInt64] = [:]
    // A task starts by an exception return.
    for node in record.nodes where node.kind != .task {
      calls[record.functions[node.function].address, default: 0] += node.calls
    }
    for (address, count) in entries {
      #expect(
        calls[address] == count,
        "\(image.symbol(containing: address)?.symbol.name ?? "?") \(String(address, radix: 16))")
    }
    for (address, count) in calls where count > 0 {
      #expect(entries[address] == count, "\(image.symbol(containing: address)?.symbol.name ?? "?")")
    }
  }

  private func instruction(_ machine: Machine, _ address: UInt32) -> Instruction? {
    guard let place = machine.memory.place(of: address, size: 4) else { return nil }
    let word = Machine.load(machine.memory.host(place), size: 4)
    return Decoder.decode(UInt16(word & 0xFFFF), UInt16(word >> 16))
  }

  /// The number of calls that the source says.
  @Test(arguments: ["calls-mps2-an386", "calls-mps2-an500"]) func knownCalls(_ name: String) throws {
    let (machine, record, image) = try recorded(name)
    #expect(machine.stop == .exit(status: 0))
    func calls(_ function: String) -> UInt64 {
      record.nodes.filter { self.name($0.function, record, image) == function }.reduce(0) { $0 + $1.calls }
    }
    func chain(_ node: Int) -> [String] {
      var path: [String] = []
      var at: Int? = node
      while let node = at {
        path.insert(self.name(record.nodes[node].function, record, image), at: 0)
        at = record.nodes[node].parent
      }
      return path
    }
    // fibonacci(9) is 109 calls, were it not for the second call being a loop.
    #expect(calls("hash") == 5)
    #expect(calls("add") == 10 && calls("multiply") == 5 && calls("apply") == 10 && calls("forward") == 5)
    #expect(calls("dig") == 35 && calls("longjmp") == 5 && calls("setjmp") == 5 && calls("dig_and_escape") == 5)
    #expect(calls("enter_low") == 5 && calls("enter_high") == 10)
    #expect(calls("is_even") + calls("is_odd") == (11...15).reduce(0, +))
    #expect(calls("main") == 1)
    // What `main` and the interrupts took, and the start-up code around it, is all there is.
    func inclusive(_ isRoot: (ExecutionRecord.Node) -> Bool) -> UInt64 {
      var isInside: [Bool] = []
      for node in record.nodes { isInside.append(isRoot(node) || node.parent.map { isInside[$0] } ?? false) }
      return zip(record.nodes, isInside).reduce(0) { $0 + ($1.1 ? $1.0.selfCycles : 0) }
    }
    let ofMain = inclusive { self.name($0.function, record, image) == "main" }
    let ofInterrupts = inclusive { $0.kind == .exception(15) }
    let around = record.nodes.indices.filter { !chain($0).contains("main") && record.nodes[$0].kind != .exception(15) }
    #expect(ofMain > machine.cycles * 9 / 10 && ofInterrupts > 0)
    #expect(ofMain + ofInterrupts + around.reduce(0) { $0 + record.nodes[$1].selfCycles } == machine.cycles)
    #expect(
      Set(around.map { self.name(record.nodes[$0].function, record, image) }).isSubset(of: [
        "Reset_Handler", "memset", "memcpy", "exit_with",
      ]))
    let chains = record.nodes.indices.map(chain)
    #expect(chains.contains { $0.suffix(3) == ["main", "forward", "add"] })
    #expect(chains.contains { $0.suffix(3) == ["main", "apply", "multiply"] })
    #expect(chains.contains { $0.suffix(3) == ["main", "enter_low", "enter_high"] })
    // Nothing was called from where longjmp had left, and the handler interrupts without being called.
    #expect(!chains.contains { $0.contains("dig") && ($0.contains("hash") || $0.contains("enter_low")) })
    #expect(chains.filter { $0.contains("SysTick_Handler") } == [["SysTick_Handler"]])
    #expect(
      calls("SysTick_Handler")
        == UInt64(machine.memoryWord(at: try #require(image.symbol(named: "ticks")).address) ?? 0))
  }

  /// Every task has its own stack of calls; the handlers' roots stand beside them.
  @Test func tasksStandOnTheirOwn() throws {
    let (_, record, image) = try recorded("scheduler-mps2-an386")
    let roots = record.nodes.filter { $0.parent == nil }
    #expect(roots.contains { $0.kind == .reset })
    #expect(roots.count { $0.kind == .task } >= 2, "\(roots.map { name($0.function, record, image) })")
    #expect(roots.contains { $0.kind == .exception(14) || $0.kind == .exception(15) })
  }
}

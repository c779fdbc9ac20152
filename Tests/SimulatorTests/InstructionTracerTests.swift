import Foundation
import Testing

@testable import Simulator

/// What a trace says, against what runs cost and what other emulators do.
@Suite struct InstructionTracerTests {
  static let fixtures = [
    "uart-mps2-an386", "uart-mps2-an500", "scheduler-mps2-an386", "scheduler-mps2-an500", "rtos-port-mps2-an386",
    "rtos-port-mps2-an500", "nested-interrupts-mps2-an386", "nested-interrupts-mps2-an500", "faults-mps2-an386",
    "faults-mps2-an500", "mpu-mps2-an386", "self-modifying-mps2-an500", "lockup-mps2-an386", "asleep-mps2-an386",
    "unhandled-fault-mps2-an386", "demo-stm32f407", "demo-stm32f746", "float-mps2-an500",
  ].map { TracedFixture(name: $0) }

  // MARK: Cycles

  @Test(arguments: fixtures)
  func costsWhatARunCosts(_ fixture: TracedFixture) throws {
    let (runHost, traceHost) = (CapturingHost(), CapturingHost())
    let run = try fixture.firmwareRun().execute(host: runHost, limits: RunLimits(cycles: fixture.cycles))
    let trace = try fixture.trace(host: traceHost)
    #expect(trace.events.reduce(0) { $0 + $1.cycles } == run.cycles)
    #expect(trace.report.cycles == run.cycles)
    #expect(UInt64(trace.executed.count) == run.instructions)
    #expect(trace.report.instructions == run.instructions)
    // One after the other, from reset on.
    var cycle: UInt64 = 0
    for event in trace.events {
      #expect(event.cycle == cycle)
      cycle = event.cycle + event.cycles
    }
    #expect(traceHost.outputBytes == runHost.outputBytes)
    let traced = try #require(trace.report.run)
    #expect(traced.stop == run.stop)
    #expect(traced.counters == run.counters)
    #expect(traced.clocks == run.clocks)
  }

  // MARK: Other emulators

  /// Address, registers and stores of each instruction, as recorded from Unicorn.
  @Test(
    arguments: ["integer", "dsp", "float", "double", "setjmp", "network", "newlib"]
      .flatMap { ["\($0)-mps2-an386", "\($0)-mps2-an500"] })
  func agreesWithUnicorn(name: String) throws {
    let golden = try GoldenTrace(path: GoldenTraceTests.directory.appendingPathComponent("\(name).trace").path)
    try #require(golden.recordsWrites)
    var selection = TraceSelection()
    selection.limit = UInt64(golden.lines.count)
    let directory = try TemporaryDirectory()
    let program = try #require(ProgramFixture.named(name).first)
    var fixture = TracedFixture(name: name)
    fixture.cycles = .max
    let trace = try fixture.trace(selection, host: try program.host(directory: directory))
    #expect(trace.events.count == golden.lines.count)
    for (event, line) in zip(trace.events, golden.lines) {
      let place = "line \(line.number): \(line.text), \(TraceFormat.text.line(event))"
      try #require(event.address == line.address, "\(place)")
      // The answer to a semihosting request is the other host's; flags and GE are one register there.
      if event.text == "bkpt #0xab" { break }
      for change in event.registers where change.register.rawValue < 48 && change.register != .programCounter {
        let theirs = line.registers.first { GoldenTrace.names[$0.index] == change.register.name }
        #expect(theirs?.value == change.value, "\(change.register.name) in \(place)")
      }
      for theirs in line.registers where theirs.index < GoldenTrace.apsr {
        #expect(event.registers.contains { $0.register.name == GoldenTrace.names[theirs.index] }, "\(place)")
      }
      if let apsr = line.registers.first(where: { $0.index == GoldenTrace.apsr })?.value {
        for change in event.registers where change.register == .flags { #expect(change.value == apsr & 0xF800_0000) }
        for change in event.registers where change.register == .greaterOrEqual {
          #expect(change.value == apsr >> 16 & 15)
        }
      }
      var stored: [UInt32: UInt8] = [:]
      for access in event.accesses where access.isStore && access.address < 0xE000_0000 {
        for index in 0..<access.size {
          stored[access.address &+ index] = UInt8(truncatingIfNeeded: access.value >> (8 * index))
        }
      }
      #expect(stored == line.writes, "\(place)")
    }
  }

  /// Every address of whole programs without interrupts, as QEMU executes them one by one.
  @Test(
    .enabled(if: QEMU.path != nil, "qemu-system-arm is not installed"),
    arguments: ["setjmp-mps2-an386", "setjmp-mps2-an500", "self-modifying-mps2-an386", "self-modifying-mps2-an500"])
  func agreesWithQEMU(name: String) throws {
    let theirs = try QEMU.addresses(try #require(ProgramFixture.named(name).first), path: try #require(QEMU.path))
    let ours = try TracedFixture(name: name, cycles: .max).trace().instructions.map(\.address)
    #expect(ours.count > 3000)
    #expect(ours.count == theirs.count)
    if let index = zip(ours, theirs).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
      Issue.record("instruction \(index): \(hex(ours[index])), QEMU \(hex(theirs[index]))")
    }
  }

  // MARK: What is selected

  /// A selection shows what it selects of the whole trace: no more, no less, and unchanged.
  private func expect(
    _ fixture: TracedFixture, _ selection: TraceSelection, shows wanted: (TraceEvent) -> Bool,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let all = try fixture.trace().events
    let expected = all.filter(wanted)
    let found = try fixture.trace(selection).events.filter { $0.kind != .stop }
    #expect(expected.count > 10 && expected.count < all.count, "nothing is tested", sourceLocation: location)
    #expect(found.count == expected.count, sourceLocation: location)
    if let (one, other) = zip(found, expected).first(where: { $0 != $1 }) {
      Issue.record("\(TraceFormat.text.line(one)), expected \(TraceFormat.text.line(other))", sourceLocation: location)
    }
  }

  private func code(_ names: String..., in fixture: TracedFixture) throws -> [Range<UInt32>] {
    let image = try fixture.image()
    return try names.map { image.addresses(of: try #require(image.symbol(named: $0))) }
  }

  private static let uart = TracedFixture(name: "uart-mps2-an386")
  private static let scheduler = TracedFixture(name: "scheduler-mps2-an500")
  private static let demo = TracedFixture(name: "demo-stm32f746", cycles: 40_000)

  @Test(arguments: [["memset"], ["UART0_TX_Handler"], ["main", "UART0_TX_Handler"]])
  func functions(names: [String]) throws {
    var selection = TraceSelection()
    selection.functions = try names.flatMap { try code($0, in: Self.uart) }
    try expect(Self.uart, selection) { event in selection.functions.contains { $0.contains(event.address) } }
  }

  @Test(arguments: [uart, scheduler, demo])
  func cycles(fixture: TracedFixture) throws {
    var selection = TraceSelection()
    selection.cycles = 500..<1700
    try expect(fixture, selection) { selection.cycles.contains($0.cycle) }
    selection.cycles = 1700..<(.max)
    try expect(fixture, selection) { selection.cycles.contains($0.cycle) && $0.kind != .stop }
  }

  @Test(arguments: [uart, scheduler, demo])
  func skippedAndLimited(fixture: TracedFixture) throws {
    var selection = TraceSelection()
    selection.skipped = 700
    selection.limit = 300
    var seen = 0
    try expect(fixture, selection) { event in
      defer { if event.isExecuted { seen += 1 } }
      return seen >= 700 && seen < 1000
    }
  }

  @Test func skippedOfAFunction() throws {
    var selection = TraceSelection()
    selection.functions = try code("UART0_TX_Handler", in: Self.uart)
    selection.skipped = 50
    selection.limit = 60
    var seen = 0
    try expect(Self.uart, selection) { event in
      guard selection.functions.contains(where: { $0.contains(event.address) }) else { return false }
      defer { if event.isExecuted { seen += 1 } }
      return seen >= 50 && seen < 110
    }
  }

  /// Each time, from one place to another.
  @Test func window() throws {
    let handler = try #require(try code("UART0_TX_Handler", in: Self.uart).first)
    var selection = TraceSelection()
    selection.from = handler.lowerBound
    selection.to = handler.lowerBound + 10
    var isOpen = false
    try expect(Self.uart, selection) { event in
      if event.kind == .instruction, event.address == selection.to { isOpen = false }
      if event.kind == .instruction, event.address == selection.from { isOpen = true }
      return isOpen
    }
  }

  /// With nothing to begin it again, the run ends with the window.
  @Test func windowFromReset() throws {
    let main = try #require(try code("main", in: Self.uart).first)
    var selection = TraceSelection()
    selection.to = main.lowerBound
    let trace = try Self.uart.trace(selection)
    #expect(trace.report.run == nil)
    #expect(trace.events.last?.registers.contains(.init(.programCounter, main.lowerBound)) == true)
    #expect(trace.events.allSatisfy { $0.address != main.lowerBound })
  }

  /// From the first instruction until the return to the caller, by the stack pointer and the return address.
  @Test(arguments: [("main", uart), ("memset", uart), ("UART0_TX_Handler", uart)])
  func callees(name: String, fixture: TracedFixture) throws {
    var selection = TraceSelection()
    selection.functions = try code(name, in: fixture)
    selection.includesCallees = true
    let entry = try #require(selection.functions.first?.lowerBound)
    var (stack, link): (UInt32, UInt32) = (0x2040_0000, .max)
    var call: (stack: UInt32, link: UInt32)?
    try expect(fixture, selection) { event in
      defer {
        for change in event.registers where change.register.name == "sp" { stack = change.value }
        for change in event.registers where change.register.name == "lr" { link = change.value }
      }
      guard event.kind == .instruction else {
        // A handler returns by ending its exception.
        let endsHandler = event.kind == .exceptionReturned || event.text.contains("tail-chained")
        defer { if endsHandler, let now = call, now.link >= 0xF000_0000 { call = nil } }
        return call != nil && event.kind != .stop
      }
      if let now = call, event.address == now.link & ~1, stack == now.stack { call = nil }
      if call == nil, event.address == entry { call = (stack, link) }
      return call != nil
    }
  }
}

extension QEMU {
  /// Addresses of all instructions that a program executes, in order.
  static func addresses(_ fixture: ProgramFixture, path: String) throws -> [UInt32] {
    let directory = try TemporaryDirectory()
    // One instruction a block, none chained to the next: each is logged.
    _ = try run(fixture, path: path, options: ["-singlestep", "-d", "exec,nochain", "-D", "\(directory.path)/log"])
    let log = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/log")), as: UTF8.self)
    // Trace 0: 0x7f5860000100 [00800408/000000c0/00000110/ff000201] Reset_Handler
    return log.split(separator: "\n").filter { $0.hasPrefix("Trace ") }.compactMap { line in
      line.split(separator: "/").dropFirst().first.flatMap { UInt32($0, radix: 16) }
    }
  }
}

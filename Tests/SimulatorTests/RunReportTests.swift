import Boards
import Firmware
import Foundation
import Microarchitecture
import Testing

@testable import Simulator

/// The repository's root.
private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private func image(_ name: String) throws -> FirmwareImage {
  try FirmwareImage(path: root.appendingPathComponent("Fixtures/images/\(name).elf").path)
}

private func run(
  _ name: String, host: CapturingHost = CapturingHost(), limits: RunLimits = RunLimits(cycles: 10_000_000)
) throws -> RunReport {
  let board = try BoardLibrary(directory: root.appendingPathComponent("Targets").path).board(named: "mps2-an386")
  return try FirmwareRun(try image(name), on: board).execute(host: host, limits: limits)
}

@Suite struct RunReportTests {
  @Test func unhandledFaultNamesCauseAndCallers() throws {
    let report = try run("unhandled-fault-mps2-an386")
    #expect(report.stop.reason == .fault)
    #expect(report.stop.exitStatus == 70)
    let fault = try #require(report.stop.fault)
    #expect(fault.exception == "HardFault")
    #expect(fault.status["bfar"] == 0x6000_0000)
    #expect(fault.causes.contains { $0.contains("PRECISERR") && $0.contains("0x60000000") })
    #expect(fault.causes.contains { $0.contains("FORCED") })
    #expect(
      fault.backtrace.map(\.function) == ["HardFault_Handler", "store", "middle", "outer", "main", "Reset_Handler"])
    #expect(fault.backtrace.map(\.interruptedBy) == [nil, "HardFault", nil, nil, nil, nil])
    // Registers are those at the fault: the value that was to be stored is 5, its address 0x60000000.
    #expect(fault.registers["pc"] == fault.backtrace[1].address)
    #expect(fault.registers.values.contains(0x6000_0000))
    // The run ends soon after the fault, not at a limit.
    #expect(report.cycles < 10_000)
  }

  @Test func lockupInFaultHandler() throws {
    let report = try run("lockup-mps2-an386")
    #expect(report.stop.reason == .lockup)
    #expect(report.stop.exitStatus == 70)
    // A compiler may append to a static function's name.
    let callers = report.stop.fault?.backtrace.map { $0.function?.prefix { $0 != "." } }
    #expect(callers == ["HardFault_Handler", "store", "prepare", "work", "main", "Reset_Handler"])
  }

  @Test func limits() throws {
    let cycles = try run("chatter-mps2-an386", limits: RunLimits(cycles: 50_000))
    #expect(cycles.stop.limit == "cycles")
    #expect(cycles.cycles >= 50_000 && cycles.cycles < 50_050)
    let instructions = try run("chatter-mps2-an386", limits: RunLimits(instructions: 12_345))
    #expect(instructions.stop.limit == "instructions")
    #expect(instructions.instructions == 12_345)
    let output = try run("chatter-mps2-an386", host: CapturingHost(outputLimit: 12))
    #expect(output.stop.limit == "output")
    #expect([cycles, instructions, output].allSatisfy { $0.stop.reason == .limit && $0.stop.exitStatus == 124 })
  }

  @Test func pollEndsTheRun() throws {
    let board = try BoardLibrary(directory: root.appendingPathComponent("Targets").path).board(named: "mps2-an386")
    let report = try FirmwareRun(try image("chatter-mps2-an386"), on: board).execute(host: CapturingHost()) { _ in
      .interrupted
    }
    #expect(report.stop == RunReport.Stop(reason: .interrupted, exitStatus: 130, limit: nil, fault: nil))
  }

  @Test func jsonHasTheDocumentedKeys() throws {
    let report = RunReport(
      target: "b", firmware: "f.elf", reason: .exit(status: 3), instructions: 10, cycles: 25_000_000,
      clock: 25_000_000, hostSeconds: 0.5)
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report))
    let keys = try #require(object as? [String: Any])
    #expect(
      Set(keys.keys) == [
        "schema", "target", "firmware", "stop", "instructions", "cycles", "clock", "clocks", "seconds", "warnings",
        "hostSeconds",
      ])
    #expect(keys["schema"] as? Int == 1)
    #expect(keys["seconds"] as? Double == 1)
    let stop = try #require(keys["stop"] as? [String: Any])
    #expect(stop["reason"] as? String == "exit")
    #expect(stop["exitStatus"] as? Int == 3)
    #expect(try JSONDecoder().decode(RunReport.self, from: JSONEncoder().encode(report)) == report)
  }

  @Test func jsonOfTimingAndCounters() throws {
    let report = try run("uart-mps2-an386")
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report))
    let keys = try #require(object as? [String: Any])
    let timing = try #require(keys["timing"] as? [String: Any])
    #expect(timing["model"] as? String == "core")
    let setting = try #require(timing["setting"] as? [String: Any])
    #expect(Set(setting.keys) == ["clock"])
    let clock = try #require(setting["clock"] as? [String: Any])
    #expect(clock["value"] as? Int == 25_000_000)
    #expect(clock["setBy"] as? String == "fixed")
    let counters = try #require(keys["counters"] as? [String: Any])
    #expect(
      Set(counters.keys).isSuperset(of: [
        "instructionsPerCycle", "cycles", "pairedInstructions", "dualIssueRate", "foldedInstructions", "branches",
        "takenBranches",
      ]))
    let causes = try #require(counters["cycles"] as? [String: Int])
    #expect(
      Set(causes.keys) == [
        "issue", "operandWait", "fetchWait", "dataWait", "branchRefill", "exception", "sleep",
      ])
    #expect(causes.values.reduce(0, +) == Int(report.cycles))
    #expect(try JSONDecoder().decode(RunReport.self, from: JSONEncoder().encode(report)) == report)
  }

  @Test(
    arguments: [
      (.exit(status: 0), 0), (.exit(status: 42), 42), (.exit(status: -1), 255), (.exit(status: 256), 255),
      (.exit(status: 0x101), 1), (.limit(.timeout), 124), (.lockup, 70), (.unhandledFault(exception: 3), 70),
      (.interrupted, 130), (.outputFailed(errno: 28), 74), (.sleepsForever, 124),
    ] as [(StopReason, Int32)])
  func exitStatus(reason: StopReason, status: Int32) { #expect(reason.exitStatus == status) }

  @Test func textGivesUnitsAndGroups() {
    let report = RunReport(
      target: "b", firmware: "f.elf", reason: .limit(.cycles), instructions: 1_234_567, cycles: 2_000_000,
      clock: 216_000_000, hostSeconds: 0.5)
    #expect(
      report.text == """
        stopped: limit, --max-cycles reached
        instructions: 1,234,567
        cycles: 2,000,000
        simulated time: 9.259 ms at 216 MHz
        host time: 500.000 ms, 2.5 MIPS

        """)
  }
}

/// The summary's lines about time, one rule each.
@Suite struct TimingTextTests {
  private func lines(
    clocks: [ClockSegment]? = nil, timing: RunReport.Timing? = nil, warnings: [String] = []
  ) -> [String] {
    let report = RunReport(
      target: "b", firmware: "f.elf", reason: .exit(status: 0), instructions: 10, cycles: 216_000,
      clock: 216_000_000, clocks: clocks, timing: timing, warnings: warnings, hostSeconds: 1)
    return report.text.split(separator: "\n").map(String.init)
  }

  @Test func clocks() {
    var clocks = [ClockSegment(hertz: 16_000_000, cycles: 16_000), ClockSegment(hertz: 200_000_000, cycles: 200_000)]
    #expect(
      lines(clocks: clocks).contains(
        "simulated time: 2.000 ms, 16,000 cycles at 16 MHz, 200,000 cycles at 200 MHz"))
    clocks += [ClockSegment(hertz: 1_000_000, cycles: 500), ClockSegment(hertz: 2_000_000, cycles: 1000)]
    #expect(lines(clocks: clocks).contains("simulated time: 3.000 ms at 4 clocks, in the end 216 MHz"))
  }

  @Test func whoSetWhat() {
    var setting = TimingSetting(clock: .init(216_000_000, .firmware))
    func text() -> [String] { lines(timing: RunReport.Timing(model: .core, setting: setting)) }
    #expect(text().contains("timing: clock 216 MHz (by firmware)"))
    setting.waitStates = .init(1, .option)
    #expect(text().contains("timing: clock 216 MHz (by firmware), flash 1 wait state (by option)"))
    setting.waitStates = .init(7, .reset)
    setting.prefetch = .init(true, .firmware)
    setting.instructionLines = .init(true, .firmware)
    setting.instructionCache = .init(false, .reset)
    setting.dataCache = .init(false, .reset)
    #expect(text().contains("timing: clock 216 MHz (by firmware), flash 7 wait states (as reset)"))
    #expect(
      text().contains(
        "  prefetch on, instruction lines on (by firmware), I-cache off, D-cache off (as reset)"))
    let flat = lines(timing: RunReport.Timing(model: .flat, setting: setting))
    #expect(flat.contains("timing: flat, one cycle an instruction; clock 216 MHz (by firmware)"))
    #expect(!flat.contains { $0.contains("prefetch") })
  }

  @Test func countersOfMemoryAndBranches() throws {
    var memory = MemoryCounters()
    memory.instructionAccesses = 1000
    memory.instructionMisses = 25
    memory.dataAccesses = 4000
    memory.dataMisses = 2000
    memory.writeBacks = 12_345
    var ledger = Ledger()
    ledger.charge(216_000, .issue, at: 0x800)
    ledger.execute(0x800, times: 100_000, paired: 25_000, folded: 25_000)
    let counters = RunReport.Counters(ledger, mispredictions: 3, memory: memory)
    #expect(counters.instructionHits == 975 && counters.instructionMisses == 25)
    #expect(counters.dataHits == 2000 && counters.dataMisses == 2000 && counters.writeBacks == 12_345)
    #expect(counters.mispredictions == 3)
    var report = RunReport(
      target: "b", firmware: "f.elf", reason: .exit(status: 0), instructions: 100_000, cycles: 216_000,
      clock: 216_000_000, counters: counters, hostSeconds: 1)
    let lines = report.text.split(separator: "\n")
    #expect(lines.contains("instructions per cycle: 0.46, 25.0 % issued as second of a pair"))
    #expect(lines.contains("instruction fetch: 97.5 % hits, 25 misses"))
    #expect(lines.contains("data: 50.0 % hits, 2,000 misses, 12,345 lines written back"))
    #expect(ledger.events.otherCycles == 216_000 - 75_000)
    #expect(RunReport.Counters(ledger).instructionHits == nil)

    // With the caches off nothing hits, whatever of the last window is asked for again.
    memory.instructionMisses = 0
    memory.uncachedFetches = 1234
    memory.uncachedLoads = 7
    report.counters = RunReport.Counters(ledger, memory: memory)
    let uncached = report.text.split(separator: "\n")
    #expect(uncached.contains("instruction fetch: 1,234 uncached"))
    #expect(uncached.contains("data: 50.0 % hits, 2,000 misses, 7 uncached, 12,345 lines written back"))
  }

  @Test func warningsComeLast() {
    #expect(lines(warnings: ["too few", "too fast"]).suffix(2) == ["warning: too few", "warning: too fast"])
  }
}

/// DDI 0403E, B3.2.15 and B3.2.16: bit numbers and names.
@Suite struct FaultDescriptionTests {
  @Test(
    arguments: [
      (0, "IACCVIOL"), (1, "DACCVIOL"), (3, "MUNSTKERR"), (4, "MSTKERR"), (5, "MLSPERR"), (8, "IBUSERR"),
      (9, "PRECISERR"), (10, "IMPRECISERR"), (11, "UNSTKERR"), (12, "STKERR"), (13, "LSPERR"), (16, "UNDEFINSTR"),
      (17, "INVSTATE"), (18, "INVPC"), (19, "NOCP"), (24, "UNALIGNED"), (25, "DIVBYZERO"),
    ] as [(UInt32, String)])
  func configurableFaultStatus(bit: UInt32, name: String) {
    var snapshot = CoreSnapshot(registers: Array(repeating: 0, count: 16), xpsr: 0)
    snapshot.configurableFaultStatus = 1 << bit
    let causes = FaultDescription.causes(snapshot)
    #expect(causes.count == 1)
    #expect(causes.first?.hasSuffix("(\(name))") == true)
  }

  @Test func addressesOnlyWhereValid() {
    var snapshot = CoreSnapshot(registers: Array(repeating: 0, count: 16), xpsr: 0)
    snapshot.busFaultAddress = 0x1234
    snapshot.memoryManagementFaultAddress = 0x5678
    snapshot.configurableFaultStatus = 1 << 9 | 1 << 1
    #expect(!FaultDescription.causes(snapshot).joined().contains("0x0000"))
    snapshot.configurableFaultStatus |= 1 << 15
    #expect(FaultDescription.causes(snapshot).joined().contains("at 0x00001234"))
    #expect(!FaultDescription.causes(snapshot).joined().contains("0x00005678"))
    snapshot.configurableFaultStatus |= 1 << 7
    #expect(FaultDescription.causes(snapshot).joined().contains("at 0x00005678"))
  }
}

@Suite struct ListingTests {
  @Test func constantsAreDataAndBranchesAreNamed() throws {
    let image = try image("unhandled-fault-mps2-an386")
    let lines = Array(Listing(image).lines())
    #expect(lines.contains { $0.hasSuffix("<vectors>:") })
    #expect(lines.contains { $0.hasPrefix("       4: ") && $0.contains(".word") && $0.hasSuffix("@ <Reset_Handler>") })
    #expect(lines.contains { $0.contains("\tbl\t") && $0.hasSuffix("<middle>") })
    // Literals are marked, and the load says what it loads.
    #expect(lines.contains { $0.contains(".word\t0x20000000") })
    #expect(lines.contains { $0.contains("\tldr\t") && $0.contains("0x20000000") })
  }

  @Test func oneSymbolOnly() throws {
    let image = try image("unhandled-fault-mps2-an386")
    let lines = Array(Listing(image).lines(of: image.symbol(named: "middle")))
    let headers = lines.filter { $0.hasSuffix(">:") }
    #expect(headers.count == 1 && headers[0].hasSuffix(" <middle>:"))
    #expect(lines.contains { $0.hasSuffix("<store>") })
  }
}

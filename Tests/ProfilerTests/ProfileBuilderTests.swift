import Boards
import Firmware
import Foundation
import Simulator
import Testing

@testable import Profiler

/// What a run recorded becomes a profile whose sums hold. Records are made by hand, or by running the fixtures.
@Suite struct ProfileBuilderTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The image of the loader's fixtures: `inner` at 0x08000040, `main` at 0x08000082, `Reset_Handler` at 0x080000B0.
  private func image(stripped: Bool = false) throws -> FirmwareImage {
    let path = Self.root.appendingPathComponent("Fixtures/loader/gcc.elf").path
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    guard stripped else { return try FirmwareImage(path: path) }
    // No section headers: neither symbols nor debug information (System V ABI, e_shoff, e_shnum and e_shstrndx).
    for offset in [32, 33, 34, 35, 48, 49, 50, 51] { bytes[offset] = 0 }
    return try FirmwareImage(bytes: bytes, path: path)
  }

  private func board() throws -> Board { try BoardLibrary.find().board(named: "stm32f407") }

  private func report(_ cycles: UInt64) -> RunReport {
    RunReport(
      target: "stm32f407", firmware: "gcc.elf", reason: .exit(status: 0), instructions: 0, cycles: cycles,
      clock: 168_000_000, hostSeconds: 1)
  }

  private func builder(stripped: Bool = false) throws -> ProfileBuilder {
    ProfileBuilder(image: try image(stripped: stripped), board: try board())
  }

  /// All that the model promises of every profile.
  private func checkSums(_ profile: Profile, _ record: ExecutionRecord) {
    let total = record.parts.reduce(0) { $0 + $1.ledger.totalCycles }
    #expect(profile.totalCycles == total)
    #expect(profile.functions.reduce(0) { $0 + $1.selfCycles } == total)
    #expect(profile.functions.reduce(0) { $0 + $1.stalls.total } == total)
    #expect(profile.instructions.reduce(0) { $0 + $1.cycles } == total)
    #expect(profile.instructions.allSatisfy { $0.stalls.total == $0.cycles })
    #expect(profile.stalls.total == total)
    #expect(profile.paths.reduce(0) { $0 + $1.selfCycles } == record.nodes.reduce(0) { $0 + $1.selfCycles })
    let executions = record.parts.reduce(0) { $0 + $1.ledger.totalInstructions }
    #expect(profile.totalInstructions == executions)
    #expect(profile.instructions.reduce(0) { $0 + $1.executions } == executions)
    #expect(profile.functions.reduce(0) { $0 + $1.instructions } == executions)
    let lines = profile.instructions.filter { $0.line != nil }
    #expect(profile.lines.reduce(0) { $0 + $1.cycles } == lines.reduce(0) { $0 + $1.cycles })
    #expect(profile.lines.reduce(0) { $0 + $1.instructions } == lines.reduce(0) { $0 + $1.executions })
    func moved(_ traffic: [Traffic]) -> UInt64 {
      traffic.reduce(0) { $0 + $1.loads + $1.stores + $1.bytesLoaded + $1.bytesStored }
    }
    #expect(
      profile.functions.reduce(0) { $0 + moved($1.traffic) }
        == profile.instructions.reduce(0) { $0 + moved($1.traffic) })
    #expect(zip(profile.instructions, profile.instructions.dropFirst()).allSatisfy { $0.address < $1.address })
    #expect(zip(profile.functions, profile.functions.dropFirst()).allSatisfy { $0.selfCycles >= $1.selfCycles })
    #expect(zip(profile.lines, profile.lines.dropFirst()).allSatisfy { $0.cycles >= $1.cycles })
    for (index, path) in profile.paths.enumerated() {
      #expect(path.parent.map { $0 < index } ?? true)
      let below = profile.paths.filter { $0.parent == index }.reduce(0) { $0 + $1.inclusiveCycles }
      #expect(path.inclusiveCycles == path.selfCycles + below)
    }
    let roots = profile.paths.filter { $0.parent == nil }.reduce(0) { $0 + $1.inclusiveCycles }
    #expect(roots == record.nodes.reduce(0) { $0 + $1.selfCycles })
    #expect(Set(profile.functions.map(\.address)).count == profile.functions.count)
  }

  private func function(_ name: String, _ profile: Profile) throws -> Profile.Function {
    try #require(profile.functions.first { $0.name == name })
  }

  /// `Reset_Handler` calls `main`, which calls `inner`, which calls itself twice over; a handler is the second root.
  private func recursion(_ image: FirmwareImage) throws -> ExecutionRecord {
    var record = ExecutionRecord()
    record.memories = ["flash", "sram"]
    for (index, address) in [0x0800_00B0, 0x0800_0082, 0x0800_0040, 0x0800_0080].enumerated() {
      let symbol = image.symbols.firstIndex { $0.address == UInt32(address) && $0.kind == .function }
      record.functions.append(.init(address: UInt32(address), symbol: symbol))
      if index > 0 {
        record.functions[index].returns = 2
        record.functions[index].minimumCycles = UInt64(10 * index)
        record.functions[index].maximumCycles = UInt64(100 * index)
      }
    }
    func node(_ kind: ExecutionRecord.Node.Kind, _ function: Int, _ parent: Int?, _ calls: UInt64, _ cycles: UInt64) {
      var node = ExecutionRecord.Node(
        kind: kind, function: function, parent: parent, callSite: parent == nil ? 0 : 0x0800_0090)
      (node.calls, node.selfCycles) = (calls, cycles)
      record.nodes.append(node)
    }
    node(.reset, 0, nil, 1, 10)
    node(.call, 1, 0, 1, 20)
    node(.call, 2, 1, 1, 30)
    node(.call, 2, 2, 1, 40)
    node(.jump, 2, 3, 3, 50)
    node(.exception(15), 3, nil, 7, 60)
    node(.call, 2, 5, 1, 70)
    // Made before the first marker.
    node(.call, 3, 1, 0, 0)
    record.parts = [.init()]
    // One address for each function, and for the cycles of the handler one where no instruction of it is.
    for (address, executions, cycles) in [
      (0x0800_00B0, 4, 10), (0x0800_0082, 5, 20), (0x0800_0040, 6, 100), (0x0800_0042, 7, 90), (0x0800_0080, 0, 60),
    ] {
      if executions > 0 { record.parts[0].ledger.execute(UInt32(address), times: UInt64(executions)) }
      record.parts[0].ledger.charge(UInt64(cycles) - 5, .issue, at: UInt32(address))
      record.parts[0].ledger.charge(5, address == 0x0800_0080 ? .exception : .dataWait, at: UInt32(address))
    }
    var accesses = ExecutionRecord.Accesses(memories: 2)
    (accesses.loads[1], accesses.bytesLoaded[1], accesses.dataMisses, accesses.fetchMisses) = (3, 12, 2, 1)
    record.parts[0].accesses[0x0800_0040] = accesses
    record.parts[0].accesses[0x0800_0042] = accesses
    return record
  }

  @Test func recursionCountsOnce() throws {
    let builder = try builder()
    let record = try recursion(builder.image)
    let profile = builder.profile(report: report(280), record: record)
    checkSums(profile, record)
    let inner = try function("inner", profile)
    #expect(inner.selfCycles == 190)
    // 30 + 40 + 50 once, and 70 below the handler.
    #expect(inner.inclusiveCycles == 190)
    #expect(inner.calls == 6)
    #expect((inner.minimumCycles, inner.maximumCycles) == (20, 200))
    #expect(inner.traffic == [Traffic(memory: 1, loads: 6, bytesLoaded: 24)])
    #expect((inner.dataMisses, inner.fetchMisses) == (4, 2))
    let main = try function("main", profile)
    #expect((main.selfCycles, main.inclusiveCycles, main.calls) == (20, 140, 1))
    #expect(main.file?.hasSuffix("image.c") == true)
    #expect(main.line == 20 || main.line == 21)
    let reset = try function("Reset_Handler", profile)
    #expect((reset.inclusiveCycles, reset.minimumCycles) == (150, nil))
    let handler = try function("Default_Handler", profile)
    #expect((handler.selfCycles, handler.inclusiveCycles, handler.calls, handler.instructions) == (60, 130, 7, 0))
    // Roots are what ran from reset and the handler; the path that led nowhere is not there.
    #expect(profile.paths.map(\.kind) == [.reset, .call, .call, .call, .jump, .exception, .call])
    #expect(profile.paths[5].exception == 15)
    #expect(profile.paths[5].callSite == nil)
    #expect(profile.paths[1].callSite == 0x0800_0090)
    #expect(profile.paths[1].callFile?.hasSuffix("image.c") == true)
  }

  @Test func withoutAnything() throws {
    let builder = try builder(stripped: true)
    let record = try recursion(builder.image)
    let profile = builder.profile(report: report(280), record: record)
    checkSums(profile, record)
    #expect(profile.notes.contains("no symbol table: functions are named by their addresses"))
    #expect(profile.notes.contains("no line information: build with -g"))
    #expect(Set(profile.functions.map(\.name)) == ["0x080000b0", "0x08000082", "0x08000040", "0x08000080"])
    // 0x08000042 is no function that was called, so it belongs to the one before it.
    #expect(profile.functions.first { $0.address == 0x0800_0040 }?.instructions == 13)
    #expect(profile.lines.isEmpty && profile.instructions.allSatisfy { $0.inlined.isEmpty })
    let empty = builder.profile(report: report(0), record: ExecutionRecord())
    checkSums(empty, ExecutionRecord())
    #expect(empty.functions.isEmpty && empty.timeline == nil)
  }

  /// Code in memories of which the image knows nothing.
  @Test func unknownAddresses() throws {
    let builder = try builder()
    var record = try recursion(builder.image)
    record.functions.append(.init(address: 0x2000_1000, symbol: nil))
    record.nodes.append(.init(kind: .call, function: 4, parent: 0, callSite: 0x0800_00B4))
    record.nodes[8].selfCycles = 9
    record.nodes[8].calls = 1
    for address: UInt32 in [0x2000_1002, 0x1000_0000, 0xFFFF_FFFE] {
      record.parts[0].ledger.execute(address, times: 1)
      record.parts[0].ledger.charge(3, .fetchWait, at: address)
    }
    let code: [UInt32: UInt16] = [0x2000_1002: 0x4770]
    let profile = builder.profile(report: report(289), record: record, memory: { code[$0] })
    checkSums(profile, record)
    #expect(try function("0x20001000", profile).instructions == 1)
    #expect(try function("0x10000000", profile).selfCycles == 3)
    #expect(try function("0xfffffffe", profile).selfCycles == 3)
    func text(_ address: UInt32) -> String? { profile.instructions.first { $0.address == address }?.text }
    #expect(text(0x2000_1002) == "bx\tlr")
    #expect(text(0x1000_0000) == "(not in the image)")
    #expect(text(0xFFFF_FFFE) == "(not in the image)")
    #expect(profile.notes.contains { $0.hasPrefix("no line information for 9 of 289 cycles (3.1 %), in 0x") })
  }

  @Test func instructionsAsText() throws {
    let builder = try builder()
    let profile = builder.profile(report: report(280), record: try recursion(builder.image))
    // As objdump has it: the first instruction of `inner`.
    let first = try #require(profile.instructions.first)
    let bytes = Array(builder.image.bytes(at: 0x0800_0040, count: 2))
    #expect(first.encoding == String(format: "%02x%02x", bytes[1], bytes[0]))
    #expect(
      first.text
        == Listing(builder.image).lines().first { $0.hasPrefix(" 8000040:") }.map {
          $0.split(separator: "\t", maxSplits: 1).last.map(String.init) ?? ""
        })
    #expect(profile.functions[first.function].name == "inner")
  }

  @Test func layersAndRegions() throws {
    let builder = try builder()
    var record = try recursion(builder.image)
    record.parts += [.init(), .init()]
    record.parts[1].ledger.execute(0x0800_0044, times: 8)
    record.parts[1].ledger.charge(11, .issue, at: 0x0800_0044)
    record.parts[1].accesses[0x0800_0044] = record.parts[0].accesses[0x0800_0040]
    record.parts[2].ledger.charge(1, .branchRefill, at: 0x0800_0084)
    record.nodes[2].selfCycles += 11
    record.nodes[1].selfCycles += 1
    record.callCycles = [[5, 1, 4, 2], []]
    record.passCycles = [7]
    let layers = LayerSelection(builder.image, pattern: "[nope]*")
    #expect(layers.layers.isEmpty && layers.notes == ["no layers: no function's name matches '[nope]*'"])
    let selection = LayerSelection(builder.image, pattern: "?*n*")
    #expect(selection.layers.map(\.name) == ["inner", "Default_Handler", "main", "Reset_Handler"])
    let chosen =
      LayerSelection(builder.image, pattern: "*n??r").layers + LayerSelection(builder.image, pattern: "main").layers
    #expect(chosen.map(\.name) == ["inner", "main"])
    let profile = builder.profile(
      report: report(292), record: record, layers: LayerSelection(chosen),
      watched: ["--function inner", "--function main"],
      passes: "a … b")
    checkSums(profile, record)
    // `main` ran first.
    #expect(profile.layers.map(\.name) == ["main", "inner"])
    let inner = profile.layers[1]
    #expect((inner.cycles, inner.instructions, inner.calls) == (11, 8, 6))
    #expect(inner.stalls.issue == 11)
    #expect(inner.bytesMoved == 12 && inner.dataMisses == 2 && inner.fetchMisses == 1)
    #expect(profile.functions[inner.function].name == "inner")
    #expect(
      profile.regions == [
        .init(name: "--function inner", count: 4, totalCycles: 12, minimumCycles: 1, medianCycles: 2, maximumCycles: 5),
        .init(
          name: "--function main", count: 0, totalCycles: 0, minimumCycles: nil, medianCycles: nil, maximumCycles: nil),
        .init(name: "a … b", count: 1, totalCycles: 7, minimumCycles: 7, medianCycles: 7, maximumCycles: 7),
      ])
  }

  @Test func timeline() throws {
    let builder = try builder()
    var record = try recursion(builder.image)
    record.intervalCycles = 200
    record.intervals = [.init(), .init()]
    record.intervals[0].nodes = [0, 5]
    record.intervals[0].cycles = [140, 60]
    (record.intervals[0].depth, record.intervals[0].stackBytes) = (3, 64)
    record.changes = [.init(cycle: 0, node: 0), .init(cycle: 9, node: -1), .init(cycle: 20, node: 6)]
    record.changesAreCut = true
    let timeline = try #require(builder.profile(report: report(280), record: record).timeline)
    #expect(
      timeline
        == .init(
          intervalCycles: 200,
          intervals: [
            .init(paths: [0, 5], cycles: [140, 60], depth: 3, stackBytes: 64),
            .init(paths: [], cycles: [], depth: 0, stackBytes: 0),
          ], changes: [.init(cycle: 0, path: 0), .init(cycle: 9, path: nil), .init(cycle: 20, path: 6)],
          changesAreCut: true))
  }

  /// Matching takes no time that grows with the power of the stars.
  @Test func patterns() {
    func matches(_ name: String, _ pattern: String) -> Bool {
      LayerSelection.matches(Array(name.unicodeScalars), Array(pattern.unicodeScalars))
    }
    #expect(matches("", "") && matches("", "**") && !matches("", "?") && !matches("a", ""))
    #expect(matches("conv_12", "conv_*") && matches("conv_12", "*12") && matches("conv_12", "c*_?2"))
    #expect(!matches("conv_12", "conv") && !matches("conv_12", "onv*") && !matches("conv_12", "*1"))
    #expect(matches("größe", "gr??e") && matches("abab", "*ab") && matches("aXbXc", "a*b*c"))
    #expect(!matches(String(repeating: "a", count: 5000), String(repeating: "*a", count: 50) + "b"))
  }

  /// Real runs: nested interrupts, tasks, self-modifying code, recursion and longjmp.
  @Test(arguments: [
    "calls-mps2-an386", "calls-mps2-an500", "nested-interrupts-mps2-an386", "scheduler-mps2-an386", "setjmp-mps2-an386",
    "self-modifying-mps2-an386", "newlib-mps2-an386", "demo-stm32f746",
  ]) func fixtures(_ name: String) throws {
    let image = try FirmwareImage(path: Self.root.appendingPathComponent("Fixtures/images/\(name).elf").path)
    let target = name.hasPrefix("demo") ? String(name.dropFirst(5)) : String(name.suffix(10))
    let board = try BoardLibrary.find().board(named: target)
    let run = try FirmwareRun(image, on: board)
    let (report, recorded) = run.execute(
      host: CapturingHost(), limits: RunLimits(cycles: 300_000, timeout: 120), recording: RecordingOptions())
    let record = try #require(recorded)
    let profile = ProfileBuilder(image: image, board: board).profile(report: report, record: record)
    checkSums(profile, record)
    #expect(profile.totalCycles == report.cycles)
    #expect(profile.totalInstructions == report.instructions)
    let timeline = try #require(profile.timeline)
    #expect(timeline.intervals.reduce(0) { $0 + $1.cycles.reduce(0, +) } == profile.totalCycles)
    // The cycles of what runs from reset and of interrupts and tasks are all there are.
    #expect(profile.paths.filter { $0.parent == nil }.reduce(0) { $0 + $1.inclusiveCycles } == profile.totalCycles)
    guard name != "self-modifying-mps2-an386" else { return }
    #expect(profile.functions.allSatisfy { $0.inclusiveCycles >= $0.selfCycles })
    #expect(profile.functions.allSatisfy { !$0.name.hasPrefix("0x") })
  }
}

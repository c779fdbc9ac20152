import Foundation
import Microarchitecture
import Testing
import ThumbISA

@testable import Simulator

/// What another emulator did in the start of each program, instruction by instruction.
@Suite struct GoldenTraceTests {
  static let directory = ProgramFixture.root.appendingPathComponent("Traces/golden")

  @Test(arguments: ProgramFixture.all)
  func agrees(_ fixture: ProgramFixture) throws {
    let trace = try GoldenTrace(path: Self.directory.appendingPathComponent("\(fixture.name).trace").path)
    #expect(trace.lines.count >= 100)
    let directory = try TemporaryDirectory()
    let replay = Replay(
      trace: trace,
      machine: try fixture.machine(host: try fixture.host(directory: directory), pipeline: FrozenPipeline()))
    if let difference = replay.firstDifference() { Issue.record(Comment(rawValue: difference)) }
  }

  /// A replay must see a difference where there is one.
  @Test func differencesAreSeen() throws {
    let fixture = try #require(ProgramFixture.named("integer-mps2-an386").first)
    var trace = try GoldenTrace(path: Self.directory.appendingPathComponent("\(fixture.name).trace").path)
    let at = try #require(trace.lines.firstIndex { !$0.writes.isEmpty })
    let line = trace.lines[at]
    let changed = Dictionary(uniqueKeysWithValues: line.writes.map { ($0, $1 ^ 1) })
    trace.lines[at] = GoldenTrace.Line(
      number: line.number, address: line.address, registers: line.registers, writes: changed, text: line.text)
    let replay = Replay(trace: trace, machine: try fixture.machine(host: CapturingHost(), pipeline: FrozenPipeline()))
    let difference = try #require(replay.firstDifference())
    #expect(difference.contains("line \(line.number)"))
  }
}

/// Time stands still: the traces have no interrupts, which come by the clock.
private struct FrozenPipeline: PipelineModel {
  let initialState = PipelineState(rawValue: 0)
  let maximumDivideCycles: UInt32 = 0
  let exceptionEntryCycles: UInt32 = 0
  let exceptionReturnCycles: UInt32 = 0
  let tailChainCycles: UInt32 = 0

  func schedule(_ block: [IssuedInstruction], entering state: PipelineState) -> Schedule {
    Schedule(charges: [], takenCharges: [], exit: state, takenExit: state)
  }
  func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 { 0 }
}

/// Steps a machine along a trace.
private final class Replay: ExecutionObserver {
  let trace: GoldenTrace
  let machine: Machine
  private var stored: [UInt32: UInt8] = [:]
  private var expected = [UInt32](repeating: 0, count: GoldenTrace.names.count)
  private var found = [UInt32](repeating: 0, count: GoldenTrace.names.count)

  init(trace: GoldenTrace, machine: Machine) {
    self.trace = trace
    self.machine = machine
  }

  func didLoad(address: UInt32, size: UInt32, value: UInt32) {}
  func didStore(address: UInt32, size: UInt32, value: UInt32) {
    guard address < 0xE000_0000 else { return }
    for index in 0..<size { stored[address &+ index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  /// Describes the first line where the machine did something else, or nil.
  func firstDifference() -> String? {
    machine.observer = self
    defer { machine.observer = nil }
    for (index, value) in trace.start { machine.setTraced(index, value) }
    for (index, line) in trace.lines.enumerated() {
      if machine.stop != nil { return report(index, "the machine stopped: \(machine.stop.debugDescription)") }
      let address = machine.registers[RegisterFile.programCounter]
      guard address == line.address else { return report(index, "the program counter is \(hex(address))") }
      if let problem = step(line) { return report(index, problem) }
    }
    return nil
  }

  private func step(_ line: GoldenTrace.Line) -> String? {
    machine.readTraced(into: &expected)
    // The host's answer to a semihosting request is the other host's.
    let isSemihosting = machine.halfword(at: line.address) == 0xBEAB
    stored = [:]
    machine.step()
    machine.takeWhatIsPending()
    if isSemihosting { machine.registers[0] = line.registers.first { $0.index == 0 }?.value ?? expected[0] }
    for (index, value) in line.registers {
      expected[index] = value
      if readsOtherwise(line.address, value) { machine.setTraced(index, value) }
    }
    machine.readTraced(into: &found)
    for index in found.indices where found[index] != expected[index] {
      guard index != GoldenTrace.ipsr || !trace.recordsWrites else { continue }
      return "\(GoldenTrace.names[index]) is \(hex(found[index])), expected \(hex(expected[index]))"
    }
    if trace.recordsWrites && stored != line.writes {
      return "it wrote \(describe(stored)), expected \(describe(line.writes))"
    }
    return nil
  }

  /// Loads whose result the other emulator has wrong; the replay goes on with its value.
  ///
  /// CCR of a Cortex-M7 resets to 0x00040200: BP reads as one, branch prediction cannot be switched off (Cortex-M7 TRM,
  /// DDI 0489F, table 3-1). QEMU 7.2 has 0x00000200.
  private func readsOtherwise(_ address: UInt32, _ theirs: UInt32) -> Bool {
    guard machine.board.core.kind == .cortexM7, theirs & 1 << 18 == 0,
      let first = machine.halfword(at: address), let second = machine.halfword(at: address &+ 2),
      let load = Decoder.decode(first, second), load.opcode == .ldrImmediate
    else { return false }
    return machine.registers[Int(load.d)] == theirs | 1 << 18
      && machine.registers[Int(load.n)] &+ load.immediate == 0xE000_ED14
  }

  private func report(_ index: Int, _ problem: String) -> String {
    var text = "line \(trace.lines[index].number): \(problem)\n"
    for near in max(0, index - 5)...min(trace.lines.count - 1, index + 1) {
      let line = trace.lines[near]
      text += "\(near == index ? ">" : " ") \(line.text)    \(machine.disassembly(at: line.address))\n"
    }
    return text
  }

  private func describe(_ bytes: [UInt32: UInt8]) -> String {
    bytes.isEmpty
      ? "nothing"
      : bytes.sorted { $0.key < $1.key }.map { "[\(hex($0.key))]=\(hex(UInt32($0.value)))" }.joined(separator: " ")
  }

  private func hex(_ value: UInt32) -> String { String(value, radix: 16) }
}

extension Machine {
  /// The registers that a trace names, in the order of `GoldenTrace.names`.
  func readTraced(into values: inout [UInt32]) {
    for index in 0..<15 { values[index] = registers[index] }
    for index in 0..<32 { values[GoldenTrace.singles + index] = registers[RegisterFile.floatingPoint + index] }
    values[GoldenTrace.apsr] = state.pointee.apsr
    values[GoldenTrace.fpscr] = state.pointee.fpscr
    values[GoldenTrace.ipsr] = UInt32(state.pointee.exceptionNumber)
  }

  func setTraced(_ index: Int, _ value: UInt32) {
    switch index {
    case GoldenTrace.apsr: state.pointee.apsr = value
    case GoldenTrace.fpscr: state.pointee.fpscr = value
    case 0..<15: registers[index] = value
    default: break
    }
  }

  /// Takes an exception that the instruction made pending, as traces show it: with the instruction.
  func takeWhatIsPending() {
    guard stop == nil else { return }
    updateDeadline()
    boundary()
  }

  func halfword(at address: UInt32) -> UInt16? {
    memory.place(of: address, size: 2).map { UInt16(truncatingIfNeeded: Self.load(memory.host($0), size: 2)) }
  }

  func disassembly(at address: UInt32) -> String {
    guard let first = halfword(at: address) else { return "no memory" }
    let second = halfword(at: address &+ 2) ?? 0
    guard let instruction = Decoder.decode(first, second) else { return "undefined" }
    return instruction.assembly(at: address)
  }
}

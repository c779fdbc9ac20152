import Foundation
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
    let replay = Replay(trace: trace, machine: try fixture.machine(host: try fixture.host(directory: directory)))
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
    let replay = Replay(trace: trace, machine: try fixture.machine(host: CapturingHost()))
    let difference = try #require(replay.firstDifference())
    #expect(difference.contains("line \(line.number)"))
  }
}

/// Steps a machine along a trace.
private final class Replay: ExecutionObserver {
  let trace: GoldenTrace
  let machine: Machine
  private var stored: [UInt32: UInt8] = [:]

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
    for (name, value) in trace.start { machine.setTraced(name, value) }
    for (index, line) in trace.lines.enumerated() {
      if machine.stop != nil { return report(index, "the machine stopped: \(machine.stop.debugDescription)") }
      let address = machine.registers[RegisterFile.programCounter]
      guard address == line.address else { return report(index, "the program counter is \(hex(address))") }
      if let problem = step(line) { return report(index, problem) }
    }
    return nil
  }

  private func step(_ line: GoldenTrace.Line) -> String? {
    var expected = machine.tracedRegisters
    // The host's answer to a semihosting request is the other host's.
    let isSemihosting = machine.halfword(at: line.address) == 0xBEAB
    stored = [:]
    machine.step()
    machine.takeWhatIsPending()
    if isSemihosting {
      for (name, value) in line.registers where name == "r0" { machine.setTraced("r0", value) }
      if !line.registers.contains(where: { $0.name == "r0" }), let before = expected["r0"] {
        machine.setTraced("r0", before)
      }
    }
    for (name, value) in line.registers { expected[name] = value }
    let found = machine.tracedRegisters
    let wrong = GoldenTrace.names.filter { name in
      found[name] != expected[name] && (name != "ipsr" || !trace.recordsWrites)
    }
    if let name = wrong.first {
      return "\(name) is \(hex(found[name] ?? 0)), expected \(hex(expected[name] ?? 0)); \(wrong.count) differ"
    }
    if trace.recordsWrites && stored != line.writes {
      return "it wrote \(describe(stored)), expected \(describe(line.writes))"
    }
    return nil
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
      ? "nothing" : bytes.sorted { $0.key < $1.key }.map { "[\(hex($0.key))]=\(hex(UInt32($0.value)))" }.joined(separator: " ")
  }

  private func hex(_ value: UInt32) -> String { String(value, radix: 16) }
}

extension GoldenTrace {
  static let names =
    (0..<13).map { "r\($0)" } + ["sp", "lr", "apsr", "fpscr", "ipsr"] + (0..<32).map { "s\($0)" }
}

extension Machine {
  /// The registers that a trace names.
  var tracedRegisters: [String: UInt32] {
    Dictionary(uniqueKeysWithValues: GoldenTrace.names.map { ($0, traced($0)) })
  }

  private func traced(_ name: String) -> UInt32 {
    switch name {
    case "apsr": state.pointee.apsr
    case "fpscr": state.pointee.fpscr
    case "ipsr": UInt32(state.pointee.exceptionNumber)
    default: registers[Self.registerIndex(name)]
    }
  }

  func setTraced(_ name: String, _ value: UInt32) {
    switch name {
    case "apsr": state.pointee.apsr = value
    case "fpscr": state.pointee.fpscr = value
    default: registers[Self.registerIndex(name)] = value
    }
  }

  private static func registerIndex(_ name: String) -> Int {
    switch name {
    case "sp": RegisterFile.stackPointer
    case "lr": RegisterFile.linkRegister
    default: (Int(name.dropFirst()) ?? 0) + (name.hasPrefix("s") ? RegisterFile.floatingPoint : 0)
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

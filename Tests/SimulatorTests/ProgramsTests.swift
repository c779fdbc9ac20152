import Foundation
import Testing

@testable import Simulator

/// Real C programs: what they print and return, what they cost, and that neither depends on how they are run.
@Suite struct ProgramsTests {
  /// Far more than any of the programs needs.
  static let limits = RunLimits(instructions: 50_000_000, timeout: 120)

  @Test func manifestListsPrograms() {
    #expect(ProgramFixture.all.count >= 26)
  }

  @Test(arguments: ProgramFixture.all)
  func printsAndReturnsWhatWasRecorded(_ fixture: ProgramFixture) throws {
    let directory = try TemporaryDirectory()
    let host = try fixture.host(directory: directory)
    let machine = try fixture.machine(host: host)
    let reason = machine.run(limits: Self.limits)
    #expect(reason == .exit(status: fixture.exitStatus))
    let expected = try fixture.expectedOutput()
    let printed = host.outputBytes + host.errorBytes
    #expect(String(decoding: printed, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
    #expect(printed.elementsEqual(expected))

    let ledger = machine.ledger
    #expect(ledger.totalCycles == machine.cycles)
    #expect(ledger.totalInstructions == machine.instructionCount)
  }

  @Test(
    .enabled(if: QEMU.path != nil, "qemu-system-arm is not installed: the recorded output alone is compared"),
    arguments: ProgramFixture.all)
  func printsAndReturnsWhatQEMUDoes(_ fixture: ProgramFixture) throws {
    guard fixture.recordedFrom.hasPrefix("qemu"), let path = QEMU.path else { return }
    let theirs = try QEMU.run(fixture, path: path)
    let directory = try TemporaryDirectory()
    let host = try fixture.host(directory: directory)
    let machine = try fixture.machine(host: host)
    let reason = machine.run(limits: Self.limits)
    #expect(theirs.errorOutput.isEmpty)
    #expect(reason == .exit(status: theirs.status))
    #expect(text(host) == String(decoding: theirs.output, as: UTF8.self))
  }

  @Test(arguments: ProgramFixture.all)
  func costsTheSameEveryTime(_ fixture: ProgramFixture) throws {
    let first = try run(fixture)
    let second = try run(fixture)
    #expect(first.cycles == second.cycles)
    #expect(first.ledger == second.ledger)
    #expect(first.instructionCount == second.instructionCount)
  }

  private func text(_ host: CapturingHost) -> String {
    String(decoding: host.outputBytes + host.errorBytes, as: UTF8.self)
  }

  private func run(_ fixture: ProgramFixture) throws -> Machine {
    let directory = try TemporaryDirectory()
    let machine = try fixture.machine(host: try fixture.host(directory: directory))
    _ = machine.run(limits: Self.limits)
    return machine
  }

  /// Blocks are a way to be fast, not a thing that firmware can see: interrupts come at the same instruction and the
  /// same cycle when every instruction is executed by itself.
  @Test(arguments: ProgramFixture.all)
  func stepsAndBlocksAgree(_ fixture: ProgramFixture) throws {
    let blocks = try run(fixture)
    let directory = try TemporaryDirectory()
    let host = try fixture.host(directory: directory)
    let steps = try fixture.machine(host: host)
    while steps.stop == nil, steps.instructionCountIsBelow(Self.limits.instructions ?? 0) { steps.step() }
    #expect(steps.stop == .exit(status: fixture.exitStatus))
    #expect(text(host) == String(decoding: try fixture.expectedOutput(), as: UTF8.self))
    #expect(steps.cycles == blocks.cycles)
    #expect(steps.instructionCount == blocks.instructionCount)
    #expect(differences(steps.ledger, blocks.ledger).isEmpty)
  }

  private func differences(_ a: Ledger, _ b: Ledger) -> [String] {
    Set(a.entries.keys).union(b.entries.keys).sorted().compactMap { address in
      let left = a.entries[address] ?? Ledger.Entry()
      let right = b.entries[address] ?? Ledger.Entry()
      guard left != right else { return nil }
      return "\(String(address, radix: 16)): \(left.executions) \(left.cycles), \(right.executions) \(right.cycles)"
    }
  }
}

extension Machine {
  /// A cheap bound for stepping: every instruction but IT takes a cycle.
  func instructionCountIsBelow(_ most: UInt64) -> Bool { cycles < most }
}

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
    let done = try run(fixture)
    #expect(done.machine.stop == .exit(status: fixture.exitStatus))
    #expect(done.text == String(decoding: try fixture.expectedOutput(), as: UTF8.self))
    #expect(done.host.outputBytes.elementsEqual(try fixture.expectedOutput()))
    #expect(done.host.errorBytes.isEmpty)

    let ledger = done.machine.ledger
    #expect(ledger.totalCycles == done.machine.cycles)
    #expect(ledger.totalInstructions == done.machine.instructionCount)

    let again = try run(fixture)
    #expect(again.machine.cycles == done.machine.cycles)
    #expect(again.machine.instructionCount == done.machine.instructionCount)
    #expect(differences(again.machine.ledger, ledger).isEmpty)
  }

  /// With the test above: what Thumbprint prints and returns is what QEMU does today, on this machine.
  @Test(
    .enabled(if: QEMU.path != nil, "qemu-system-arm is not installed: only recorded output is compared"),
    arguments: ProgramFixture.all)
  func recordedOutputIsQEMUs(_ fixture: ProgramFixture) throws {
    guard let path = QEMU.path else { return }
    let theirs = try QEMU.run(fixture, path: path)
    #expect(theirs.errorOutput.isEmpty)
    #expect(theirs.status == fixture.exitStatus)
    #expect(
      String(decoding: theirs.output, as: UTF8.self) == String(decoding: try fixture.expectedOutput(), as: UTF8.self))
  }

  /// Blocks are a way to be fast, not a thing that firmware can see: interrupts come at the same instruction and the
  /// same cycle when every instruction is executed by itself. Programs with interrupts are stepped to their end, the
  /// others for a while.
  @Test(arguments: ProgramFixture.all)
  func stepsAndBlocksAgree(_ fixture: ProgramFixture) throws {
    let interrupted = ["nested-interrupts", "scheduler", "rtos-port", "uart", "faults", "mpu"]
    let isWhole = interrupted.contains { fixture.name.hasPrefix($0) }
    let blocks = try Loaded(fixture)
    let reason = blocks.machine.run(limits: RunLimits(instructions: isWhole ? nil : 30_000, timeout: 120))
    let expected: StopReason = isWhole ? .exit(status: fixture.exitStatus) : .limit(.instructions)
    let instructions = blocks.machine.instructionCount
    if isWhole || reason == .limit(.instructions) { #expect(reason == expected) }

    let steps = try Loaded(fixture)
    while steps.machine.stop == nil, steps.machine.cycles < blocks.machine.cycles { steps.machine.step() }
    // IT takes no cycle; one may be left.
    while steps.machine.stop == nil, steps.machine.instructionCount < instructions { steps.machine.step() }
    #expect(steps.machine.stop == blocks.machine.stop)
    #expect(steps.text == blocks.text)
    #expect(steps.machine.cycles == blocks.machine.cycles)
    #expect(steps.machine.instructionCount == instructions)
    #expect(steps.machine.allRegisters == blocks.machine.allRegisters)
    #expect(differences(steps.machine.ledger, blocks.machine.ledger).isEmpty)
  }

  /// A program on its board, with what it needs of the host.
  private struct Loaded {
    let directory: TemporaryDirectory
    let host: CapturingHost
    let machine: Machine

    init(_ fixture: ProgramFixture) throws {
      directory = try TemporaryDirectory()
      host = try fixture.host(directory: directory)
      machine = try fixture.machine(host: host)
    }

    var text: String { String(decoding: host.outputBytes, as: UTF8.self) }
  }

  private func run(_ fixture: ProgramFixture) throws -> Loaded {
    let loaded = try Loaded(fixture)
    _ = loaded.machine.run(limits: Self.limits)
    return loaded
  }

  private func differences(_ a: Ledger, _ b: Ledger) -> [String] {
    Set(a.entries.keys).union(b.entries.keys).sorted().compactMap { address in
      let left = a.entries[address] ?? Ledger.Entry()
      let right = b.entries[address] ?? Ledger.Entry()
      guard left != right else { return nil }
      return "\(String(address, radix: 16)): \(left), \(right)"
    }
  }
}

extension Machine {
  /// R0 to R15, S0 to S31, xPSR and FPSCR.
  var allRegisters: [UInt32] {
    (0..<16).map { registers[$0] } + (RegisterFile.floatingPoint..<RegisterFile.count).map { registers[$0] }
      + [state.pointee.xpsr, state.pointee.fpscr]
  }
}

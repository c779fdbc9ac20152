import Firmware
import Microarchitecture
import Testing

@testable import Simulator

/// The same image gives the same cycles, however it is run: again, in pieces, or watched. And every cycle is in the ledger.
@Suite struct TimingInvarianceTests {
  static let fixtures = ProgramFixture.named("integer", "float", "dsp", "nested-interrupts", "scheduler", "network")

  /// Cycles enough to get past start-up, few enough for a debug build.
  static let cycles: UInt64 = 150_000

  private func machine(_ fixture: ProgramFixture) throws -> Machine {
    try fixture.machine(host: CapturingHost())
  }

  private func reference(_ fixture: ProgramFixture) throws -> Machine {
    let machine = try machine(fixture)
    _ = machine.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    return machine
  }

  @Test(arguments: fixtures)
  func again(_ fixture: ProgramFixture) throws {
    let (first, second) = (try reference(fixture), try reference(fixture))
    #expect(first.cycles == second.cycles)
    #expect(first.ledger == second.ledger)
    #expect(first.ledger.totalCycles == first.cycles)
  }

  /// The last piece ends at the limit of the whole run.
  @Test(arguments: fixtures)
  func inPieces(_ fixture: ProgramFixture) throws {
    let whole = try reference(fixture)
    let pieces = try machine(fixture)
    var random = SeededGenerator(seed: 7)
    while pieces.stop == nil, pieces.cycles < Self.cycles {
      let piece = 1 + random.next() % 3000
      _ = pieces.run(limits: RunLimits(cycles: min(pieces.cycles + piece, Self.cycles), timeout: 120))
    }
    #expect(pieces.cycles == whole.cycles)
    #expect(pieces.instructionCount == whole.instructionCount)
    #expect(pieces.ledger == whole.ledger)
  }

  @Test(arguments: fixtures)
  func watched(_ fixture: ProgramFixture) throws {
    let whole = try reference(fixture)
    let watched = try machine(fixture)
    let observer = Watcher()
    watched.observer = observer
    _ = watched.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    #expect(observer.accesses > 0)
    #expect(watched.cycles == whole.cycles)
    #expect(watched.ledger == whole.ledger)
  }

  private final class Watcher: ExecutionObserver {
    var accesses = 0
    func didLoad(address: UInt32, size: UInt32, value: UInt32) { accesses += 1 }
    func didStore(address: UInt32, size: UInt32, value: UInt32) { accesses += 1 }
  }
}

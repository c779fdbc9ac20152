import Boards
import Firmware
import Foundation
import Testing

@testable import Simulator

/// Whole images of parts with wait states, flash accelerators and caches: the same cycles and counters however they are
/// run, and every cycle accounted for.
@Suite struct TimedImageTests {
  struct Image: Sendable, CustomTestStringConvertible {
    var name: String
    var caches: Bool?
    var waitStates: UInt32?

    var testDescription: String { "\(name), caches \(caches.map { $0 ? "on" : "off" } ?? "its own")" }

    func machine() throws -> Machine {
      let target = String(name.split(separator: "-").last ?? "")
      let machine = try makeMachine(
        target: target, overrides: TimingOverrides(waitStates: waitStates, caches: caches))
      let path = ProgramFixture.root.appendingPathComponent("Fixtures/images/\(name).elf").path
      machine.load(try LoadPlan.make(try FirmwareImage(path: path), on: machine.board))
      return machine
    }

    /// Run to the end of the budget.
    func finished() throws -> Machine {
      let machine = try machine()
      _ = machine.run(limits: RunLimits(cycles: TimedImageTests.cycles, timeout: 120))
      return machine
    }
  }

  static let images = [
    "demo-stm32f407", "demo-stm32f746", "bench-convolution-stm32f407", "bench-convolution-stm32f746",
  ]
  .flatMap { name in
    [(nil, nil), (true, 6), (false, 6)].map { (caches: Bool?, waitStates: UInt32?) in
      Image(name: name, caches: caches, waitStates: waitStates)
    }
  }
  static let cycles: UInt64 = 80_000

  private func expectSame(_ one: Machine, _ other: Machine) {
    #expect(one.cycles == other.cycles)
    #expect(one.instructionCount == other.instructionCount)
    #expect(one.ledger == other.ledger)
    #expect(one.memorySystem.counters == other.memorySystem.counters)
    #expect(one.branchPredictor?.mispredictions == other.branchPredictor?.mispredictions)
    #expect(one.clocks == other.clocks)
  }

  @Test(arguments: images)
  func againAndAccountedFor(_ image: Image) throws {
    let machine = try image.finished()
    expectSame(machine, try image.finished())
    #expect(machine.ledger.totalCycles == machine.cycles)
    #expect(machine.clocks.reduce(0) { $0 + $1.cycles } == machine.cycles)
    #expect(machine.ledger.events == machine.instructionEvents)
  }

  @Test(arguments: images)
  func inPieces(_ image: Image) throws {
    let pieces = try image.machine()
    var random = SeededGenerator(seed: 11)
    while pieces.stop == nil, pieces.cycles < Self.cycles {
      let piece = 1 + random.next() % 2000
      _ = pieces.run(limits: RunLimits(cycles: min(pieces.cycles + piece, Self.cycles), timeout: 120))
    }
    expectSame(pieces, try image.finished())
  }

  @Test(arguments: images)
  func watched(_ image: Image) throws {
    let watched = try image.machine()
    let observer = Watcher()
    watched.observer = observer
    _ = watched.run(limits: RunLimits(cycles: Self.cycles, timeout: 120))
    #expect(observer.accesses > 0)
    expectSame(watched, try image.finished())
  }

  /// Wait states and caches matter to each of them.
  @Test(arguments: ["demo-stm32f407", "demo-stm32f746", "bench-convolution-stm32f407"])
  func cachesSaveCycles(_ name: String) throws {
    let on = try Image(name: name, caches: true, waitStates: 6).finished()
    let off = try Image(name: name, caches: false, waitStates: 6).finished()
    #expect(on.instructionCount > off.instructionCount)
  }

  private final class Watcher: ExecutionObserver {
    var accesses = 0
    func didLoad(address: UInt32, size: UInt32, value: UInt32) { accesses += 1 }
    func didStore(address: UInt32, size: UInt32, value: UInt32) { accesses += 1 }
  }
}

/// Wait states that a program sets itself through FLASH_ACR (RM0090, 3.9.1).
@Suite struct FirmwareWaitStateTests {
  /// Sixteen wide instructions without prefetch or lines: 5 wait states cost 5 cycles for each 16 bytes of flash.
  @Test func fiveWaitStatesFromTheStoreOn() throws {
    func cycles(states: UInt16) throws -> UInt64 {
      let machine = try makeMachine(target: "stm32f407")
      var code: [UInt16] = [0x2000 | states, 0x6008]  // movs r0, #states; str r0, [r1]
      while code.count < 8 + 64 { code.append(0xBF00) }
      code.append(0xE7FE)
      let start: UInt32 = 0x0800_1000
      machine.code(start, code)
      machine.pc = start
      machine.registers[1] = 0x4002_3C00
      while machine.pc < start + 16 { machine.step() }
      let before = machine.cycles
      while machine.pc < start + 2 * UInt32(code.count - 1) { machine.step() }
      #expect(machine.ledger.totalCycles == machine.cycles)
      #expect(machine.timingSetting.waitStates?.value == UInt32(states))
      return machine.cycles - before
    }
    #expect(try cycles(states: 0) == 64)
    // Eight lines of eight NOPs.
    #expect(try cycles(states: 5) == 64 + 8 * 5)
  }
}

import Boards
import Firmware
import Foundation
import Microarchitecture
import Testing

@testable import Simulator

/// Real firmware that exercises exceptions and the system space, against the output recorded from QEMU.
struct SystemFirmwareTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let names = [
    "integer", "faults", "mpu", "nested-interrupts", "scheduler", "rtos-port", "uart", "setjmp", "self-modifying",
  ]

  @Test(arguments: names, ["mps2-an386", "mps2-an500"])
  func printsWhatItPrintsOnQEMU(name: String, target: String) throws {
    let directory = Self.root.appendingPathComponent("Fixtures")
    let image = try FirmwareImage(path: directory.appendingPathComponent("images/\(name)-\(target).elf").path)
    let board = try BoardLibrary(directory: Self.root.appendingPathComponent("Targets").path).board(named: target)
    let host = CapturingHost()
    let machine = Machine(board: board, pipeline: try board.makePipeline(), host: host)
    machine.load(try LoadPlan.make(image, on: board))
    let reason = machine.run(limits: RunLimits(cycles: 500_000_000, timeout: 60))
    let expected = try String(
      contentsOf: directory.appendingPathComponent("expected/\(name)-\(target).txt"), encoding: .utf8)
    #expect(String(decoding: host.outputBytes, as: UTF8.self) == expected)
    if case .exit = reason {} else { Issue.record("stopped by \(reason)") }
    #expect(machine.ledger.totalCycles == machine.cycles)
  }
}

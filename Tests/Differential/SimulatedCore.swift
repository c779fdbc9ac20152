import Boards
import CUnicorn
import Foundation
import Microarchitecture
import Testing
import ThumbISA

@testable import Simulator

/// The two cores that both sides have.
enum TestedCore: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case cortexM4, cortexM7

  var testDescription: String { rawValue }

  var unicornModel: Int32 {
    switch self {
    case .cortexM4: Int32(UC_CPU_ARM_CORTEX_M4.rawValue)
    case .cortexM7: Int32(UC_CPU_ARM_CORTEX_M7.rawValue)
    }
  }

  private var target: String { self == .cortexM4 ? "mps2-an386" : "mps2-an500" }

  /// The board, with the test's memories in place of its own.
  func board() throws -> Board {
    let targets = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Targets").standardized.path
    var board = try BoardLibrary(directory: targets).board(named: target)
    board.regions = [
      MemoryRegion(name: "code", kind: .sram, base: GuestLayout.codeBase, size: GuestLayout.codeSize, writable: true),
      MemoryRegion(name: "data", kind: .sram, base: GuestLayout.dataBase, size: GuestLayout.dataSize, writable: true),
    ]
    board.peripherals = []
    return board
  }
}

/// Thumbprint's core, set up as Unicorn's is: privileged Thread mode, floating point on.
final class SimulatedCore {
  let machine: Machine
  var code: UnsafeMutableRawPointer { machine.memory.memories[0].bytes }
  var data: UnsafeMutableRawPointer { machine.memory.memories[1].bytes }

  init(_ core: TestedCore) throws {
    let board = try core.board()
    machine = Machine(board: board, pipeline: try board.makePipeline(), host: CapturingHost())
    machine.system.controlBlock.coprocessorAccess = 0xF << 20
    machine.system.control = 4
  }

  /// Executes `count` instructions one by one.
  func step(_ values: CoreValues, from start: UInt32, count: Int) -> CoreValues {
    write(values, start)
    for _ in 0..<count { machine.step() }
    return readValues()
  }

  /// Executes instructions one by one up to an address, or as many as `most`.
  func step(_ values: CoreValues, from start: UInt32, to end: UInt32, most: Int) -> CoreValues {
    write(values, start)
    var left = most
    while machine.registers[15] != end && left > 0 && machine.stop == nil {
      machine.step()
      left -= 1
    }
    return readValues()
  }

  /// Executes blocks for a number of cycles.
  func run(_ values: CoreValues, from start: UInt32, cycles: UInt64) -> CoreValues {
    write(values, start)
    _ = machine.run(limits: RunLimits(cycles: machine.cycles + cycles))
    return readValues()
  }

  func write(_ values: CoreValues, _ start: UInt32) {
    for index in 0..<15 { machine.registers[index] = values.core[index] }
    machine.registers[15] = start
    machine.state.pointee.xpsr = values.xpsr
    machine.state.pointee.fpscr = values.fpscr
    machine.state.pointee.floatingPointReady = true
    for index in 0..<16 {
      machine.registers[RegisterFile.floatingPoint + 2 * index] = UInt32(truncatingIfNeeded: values.double[index])
      machine.registers[RegisterFile.floatingPoint + 2 * index + 1] = UInt32(
        truncatingIfNeeded: values.double[index] >> 32)
    }
  }

  func readValues() -> CoreValues {
    var values = CoreValues()
    for index in 0..<16 { values.core[index] = machine.registers[index] }
    values.xpsr = machine.state.pointee.xpsr
    values.fpscr = machine.state.pointee.fpscr
    for index in 0..<16 {
      let low = machine.registers[RegisterFile.floatingPoint + 2 * index]
      let high = machine.registers[RegisterFile.floatingPoint + 2 * index + 1]
      values.double[index] = UInt64(low) | UInt64(high) << 32
    }
    return values
  }
}

import Boards
import Microarchitecture
import ThumbISA

@testable import Simulator

/// One cycle for each instruction: the cost of nothing matters in these tests.
struct UnitPipeline: PipelineModel {
  let initialState = PipelineState(rawValue: 0)
  let maximumDivideCycles: UInt32 = 0
  let exceptionEntryCycles: UInt32 = 0
  let exceptionReturnCycles: UInt32 = 0
  let tailChainCycles: UInt32 = 0

  func schedule(_ block: [IssuedInstruction], entering state: PipelineState) -> Schedule {
    let charges = block.indices.map { Charge(instruction: $0, cause: .issue, cycles: 1) }
    return Schedule(charges: charges, takenCharges: [], exit: state, takenExit: state)
  }
  func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 { 0 }
}

/// A board with 64 KB of flash at 0 and two SRAMs side by side at 0x20000000, and the peripherals of a test.
func makeMachine(_ peripherals: [Peripheral] = [], host: any HostInterface = CapturingHost()) -> Machine {
  let core = Core(
    kind: .cortexM4, floatingPoint: .single, mpuRegions: 8, priorityBits: 3, interrupts: 32, cpuid: 0x410F_C241)
  let board = Board(
    name: "test", summary: "", core: core, clock: 25_000_000, vectorTable: 0,
    regions: [
      MemoryRegion(name: "flash", kind: .flash, base: 0, size: 0x1_0000, writable: false),
      MemoryRegion(name: "sram1", kind: .sram, base: 0x2000_0000, size: 0x8000, writable: true),
      MemoryRegion(name: "sram2", kind: .sram, base: 0x2000_8000, size: 0x8000, writable: true),
    ],
    peripherals: peripherals)
  return Machine(board: board, pipeline: UnitPipeline(), host: host)
}

extension Machine {
  func peripheral(_ index: Int = 0) -> BoardDevice { BoardDevice(machine: self, index: index) }

  /// Whether an interrupt input is high: its pending bit comes back after clearing it (DDI 0403E, B3.4.1).
  func lineIsHigh(_ number: Int) -> Bool {
    let bit = UInt32(1) << UInt32(number)
    _ = writeSystemSpace(0xE000_E280, size: 4, value: bit, privileged: true)
    return (readSystemSpace(0xE000_E200, size: 4, privileged: true) ?? 0) & bit != 0
  }
}

/// A device of a machine, which it keeps alive: devices do not.
struct BoardDevice {
  let machine: Machine
  let index: Int
  private var device: any Device { machine.devices[index] }

  var nextEvent: UInt64 { device.nextEvent }
  func advance(to now: UInt64) { device.advance(to: now) }

  func read(offset: UInt32, size: UInt32, now: UInt64) -> UInt32? { device.read(offset: offset, size: size, now: now) }
  func write(offset: UInt32, size: UInt32, value: UInt32, now: UInt64) -> Bool {
    device.write(offset: offset, size: size, value: value, now: now)
  }
  func word(_ offset: UInt32, at now: UInt64 = 0) -> UInt32? { read(offset: offset, size: 4, now: now) }
  func set(_ offset: UInt32, _ value: UInt32, at now: UInt64 = 0) {
    _ = write(offset: offset, size: 4, value: value, now: now)
  }
}

import Boards
import Microarchitecture

@testable import Simulator

/// Registers and addresses of the system space that tests name (DDI 0403E, part B3).
enum Reg {
  static let icsr: UInt32 = 0xE000_ED04
  static let vtor: UInt32 = 0xE000_ED08
  static let aircr: UInt32 = 0xE000_ED0C
  static let scr: UInt32 = 0xE000_ED10
  static let ccr: UInt32 = 0xE000_ED14
  static let shcsr: UInt32 = 0xE000_ED24
  static let cfsr: UInt32 = 0xE000_ED28
  static let hfsr: UInt32 = 0xE000_ED2C
  static let dfsr: UInt32 = 0xE000_ED30
  static let mmfar: UInt32 = 0xE000_ED34
  static let bfar: UInt32 = 0xE000_ED38
  static let cpacr: UInt32 = 0xE000_ED88
  static let mpuControl: UInt32 = 0xE000_ED94
  static let rbar: UInt32 = 0xE000_ED9C
  static let rasr: UInt32 = 0xE000_EDA0
  static let demcr: UInt32 = 0xE000_EDFC
  static let fpccr: UInt32 = 0xE000_EF34
  static let fpcar: UInt32 = 0xE000_EF38
  static let fpdscr: UInt32 = 0xE000_EF3C
  static let iser: UInt32 = 0xE000_E100
  static let icer: UInt32 = 0xE000_E180
  static let ispr: UInt32 = 0xE000_E200
  static let icpr: UInt32 = 0xE000_E280
  static let iabr: UInt32 = 0xE000_E300
  static let ipr: UInt32 = 0xE000_E400
}

enum TestPipelines {
  /// The Cortex-M4 as `Targets/cores` describes it.
  static let cortexM4: any PipelineModel = {
    do {
      return try BoardLibrary.find().board(named: "mps2-an386").makePipeline()
    } catch {
      preconditionFailure("Targets/mps2-an386.yaml: \(error)")
    }
  }()
}

/// A core with RAM at 0x20000000 and flash at 0. The handler of exception n is at 0x1000 + 16n and returns at once;
/// Thread mode starts at 0x800, where there are NOPs and a branch back to 0x800.
func makeCore(
  _ kind: Core.Kind = .cortexM4, floatingPoint: Core.FloatingPoint = .single, priorityBits: Int = 4,
  instructionCache: Int = 0, dataCache: Int = 0
) -> Machine {
  let core = Core(
    kind: kind, floatingPoint: floatingPoint, mpuRegions: 8, priorityBits: priorityBits, interrupts: 240,
    cpuid: 0x410F_C241, instructionCache: instructionCache, dataCache: dataCache)
  let board = Board(
    name: "test", summary: "", core: core, clock: 16_000_000, vectorTable: 0,
    regions: [
      MemoryRegion(name: "flash", kind: .flash, base: 0, size: 0x1_0000, writable: false),
      MemoryRegion(name: "sram", kind: .sram, base: 0x2000_0000, size: 0x1_0000, writable: true),
    ],
    peripherals: [])
  let machine = Machine(board: board, pipeline: TestPipelines.cortexM4, host: CapturingHost())
  machine.poke(0, 0x2000_8000)
  machine.poke(4, 0x801)
  for number in 2..<256 {
    machine.poke(UInt32(4 * number), UInt32(0x1000 + 16 * number) | 1)
    machine.code(UInt32(0x1000 + 16 * number), [0x4770])  // bx lr
  }
  machine.code(0x800, [0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xE7FA])
  machine.reset()
  return machine
}

extension Machine {
  func handler(_ number: Int) -> UInt32 { UInt32(0x1000 + 16 * number) }

  /// Puts a word into memory, read-only or not, behind the core's back.
  func poke(_ address: UInt32, _ value: UInt32) {
    guard let place = memory.place(of: address, size: 4) else { return }
    Self.store(memory.host(place), size: 4, value: value)
  }

  func peek(_ address: UInt32) -> UInt32 {
    memory.place(of: address, size: 4).map { Self.load(memory.host($0), size: 4) } ?? 0xDEAD_BEEF
  }

  func code(_ address: UInt32, _ halfwords: [UInt16]) {
    for (index, halfword) in halfwords.enumerated() {
      guard let place = memory.place(of: address + 2 * UInt32(index), size: 2) else { return }
      Self.store(memory.host(place), size: 2, value: UInt32(halfword))
    }
  }

  /// A privileged access to the system space.
  subscript(address: UInt32) -> UInt32 {
    get { readSystemSpace(address, size: 4, privileged: true) ?? 0xDEAD_BEEF }
    set { _ = writeSystemSpace(address, size: 4, value: newValue, privileged: true) }
  }

  var pc: UInt32 {
    get { registers[15] }
    set { registers[15] = newValue }
  }
  var sp: UInt32 {
    get { registers[13] }
    set { registers[13] = newValue }
  }
  var lr: UInt32 { registers[14] }
  var ipsr: Int { Int(state.pointee.exceptionNumber) }

  func enable(_ interrupts: Int...) {
    for irq in interrupts { self[Reg.iser + UInt32(irq / 32 * 4)] = 1 << UInt32(irq % 32) }
  }

  func setPriority(_ irq: Int, _ value: UInt32) {
    _ = writeSystemSpace(Reg.ipr + UInt32(irq), size: 1, value: value, privileged: true)
  }

  /// MPU region `number` of 2^sizeBits bytes.
  func protect(
    _ number: UInt32, base: UInt32, sizeBits: UInt32, access: UInt32, subregions: UInt32 = 0, xn: Bool = false
  ) {
    self[Reg.rbar] = base | 1 << 4 | number
    self[Reg.rasr] = (xn ? 1 << 28 : 0) | access << 24 | subregions << 8 | (sizeBits - 1) << 1 | 1
  }
}

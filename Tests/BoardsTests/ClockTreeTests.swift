import Foundation
import Testing

@testable import Boards

private let library = BoardLibrary(
  directory: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Targets").path)

/// What a start-up program leaves in the registers that it sets. Others have their reset values; ready bits have to be
/// among what is given.
private func clocks(_ target: String, _ settings: [String: UInt32]) throws -> ClockTree.Clocks {
  let board = try library.board(named: target)
  var values: [UInt32: UInt32] = [:]
  var missing = Set(settings.keys)
  for peripheral in board.peripherals {
    guard case .stub(let registers) = peripheral.model else { continue }
    for register in registers {
      let name = "\(peripheral.name).\(register.name)"
      values[peripheral.base + register.offset] = settings[name] ?? (register.reset | register.alwaysSet)
      missing.remove(name)
    }
  }
  #expect(missing == [])
  return try board.clocks.evaluate { values[$0] ?? 0 }
}

private let megahertz: UInt64 = 1_000_000

@Suite struct ClockTreeTests {
  /// Reset values with the ready bits of what runs after reset. RM0090, RM0385: HSI 16 MHz; RM0432: MSI 4 MHz; RM0433:
  /// HSI 64 MHz.
  @Test(
    arguments: [
      ("stm32f405", ["RCC.CR": 0x83], 16), ("stm32f412", ["RCC.CR": 0x83], 16), ("stm32f746", ["RCC.CR": 0x83], 16),
      ("stm32l4r5", ["RCC.CR": 0x63], 4), ("stm32h743", ["RCC.CR": 0x25], 64), ("nrf52840", [:], 64),
      ("mps2-an386", [:], 25), ("mps2-an500", [:], 25),
    ] as [(String, [String: UInt32], UInt64)])
  func afterReset(target: String, settings: [String: UInt32], expected: UInt64) throws {
    #expect(try clocks(target, settings).core == expected * megahertz)
  }

  /// What the vendors' clock configuration tools write for the fastest setting of each part, and others.
  @Test(
    arguments: [
      // HSE 8 MHz, M 8, N 336, P 2, Q 7.
      ("stm32f407", ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0740_5408, "RCC.CFGR": 0x0000_940A], 168),
      // HSI, M 16, N 336, P 4: no crystal needed.
      ("stm32f405", ["RCC.CR": 0x0300_0083, "RCC.PLLCFGR": 0x0701_5410, "RCC.CFGR": 0x0000_000A], 84),
      // The same with HPRE 2, and the crystal alone.
      ("stm32f405", ["RCC.CR": 0x0300_0083, "RCC.PLLCFGR": 0x0701_5410, "RCC.CFGR": 0x0000_008A], 42),
      ("stm32f407", ["RCC.CR": 0x0003_0083, "RCC.CFGR": 0x0000_0005], 8),
      // The PLL is on and set to 168 MHz, but HSI is in use.
      ("stm32f407", ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0740_5408, "RCC.CFGR": 0], 16),
      // HSE 8 MHz, M 8, N 200, P 2.
      ("stm32f412", ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0440_3208, "RCC.CFGR": 0x0000_100A], 100),
      // HSE 25 MHz, M 25, N 432, P 2, Q 9.
      ("stm32f746", ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0940_6C19, "RCC.CFGR": 0x0000_940A], 216),
      // HSE 8 MHz bypassed, M 4, N 216, P 2, Q 9.
      ("stm32f767", ["RCC.CR": 0x0307_0083, "RCC.PLLCFGR": 0x0940_3604, "RCC.CFGR": 0x0000_940A], 216),
      // MSI 4 MHz, M 1, N 60, R 2.
      ("stm32l4r5", ["RCC.CR": 0x0300_0063, "RCC.PLLCFGR": 0x0100_3C01, "RCC.CFGR": 0x0000_000F], 120),
      // HSI16, M 2, N 30, R 4, after it HPRE 4.
      ("stm32l4r5", ["RCC.CR": 0x0300_0563, "RCC.PLLCFGR": 0x0300_1E12, "RCC.CFGR": 0x0000_009F], 15),
      // MSI range 11, 48 MHz, selected by MSIRGSEL.
      ("stm32l4r5", ["RCC.CR": 0x0000_00BB, "RCC.CFGR": 0], 48),
      // HSE 8 MHz, M 1, N 120, P 2; D1CPRE 1, HPRE 2.
      (
        "stm32h743",
        [
          "RCC.CR": 0x0303_4025, "RCC.PLLCKSELR": 0x0202_0012, "RCC.PLLCFGR": 0x01FF_000C, "RCC.PLL1DIVR": 0x0103_0277,
          "RCC.CFGR": 0x0000_001B, "RCC.D1CFGR": 0x0000_0048,
        ], 480
      ),
    ] as [(String, [String: UInt32], UInt64)])
  func setting(target: String, settings: [String: UInt32], expected: UInt64) throws {
    let clocks = try clocks(target, settings)
    #expect(clocks.core == expected * megahertz)
    #expect(clocks.flash == (target == "stm32h743" ? expected / 2 : expected) * megahertz)
    #expect(clocks.excesses == [])
  }

  /// RM0433, 8.7.14: N counts 1/8192 parts too while PLL1FRACEN is set. 64 MHz / 4 × (30 + 2048/8192) / 2 = 242 MHz.
  @Test(arguments: [(0x01FF_0009, 242_000_000), (0x01FF_0008, 240_000_000)] as [(UInt32, UInt64)])
  func fraction(configuration: UInt32, expected: UInt64) throws {
    let settings: [String: UInt32] = [
      "RCC.CR": 0x0300_4025, "RCC.PLLCKSELR": 0x0202_0040, "RCC.PLLCFGR": configuration, "RCC.PLL1DIVR": 0x0101_021D,
      "RCC.PLL1FRACR": 2048 << 3, "RCC.CFGR": 0x0000_001B,
    ]
    #expect(try clocks("stm32h743", settings).core == expected)
  }

  @Test(
    arguments: [
      // The PLL is in use and off.
      (
        "stm32f407", ["RCC.CR": 0x0003_0083, "RCC.PLLCFGR": 0x0740_5408, "RCC.CFGR": 0xA],
        "pll is used and does not run: RCC.CR[25] is 0"
      ),
      // The crystal is in use and off.
      ("stm32f746", ["RCC.CR": 0x83, "RCC.CFGR": 0x5], "hse is used and does not run: RCC.CR[17] is 0"),
      // M 0, N 0.
      (
        "stm32f407", ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0740_5400, "RCC.CFGR": 0xA],
        "RCC.PLLCFGR[5:0] is 0, which gives no pll-input"
      ),
      (
        "stm32f407", ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0740_0008, "RCC.CFGR": 0xA],
        "RCC.PLLCFGR[14:6] is 0, which gives no pll-vco"
      ),
      ("stm32f407", ["RCC.CR": 0x83, "RCC.CFGR": 0xC], "RCC.CFGR[3:2] is 3, which gives no sysclk"),
      // PLLREN is clear.
      (
        "stm32l4r5", ["RCC.CR": 0x0300_0063, "RCC.PLLCFGR": 0x3C01, "RCC.CFGR": 0xF],
        "pll is used and does not run: RCC.PLLCFGR[24] is 0"
      ),
      // The PLL has no source, and MSI range 12.
      (
        "stm32l4r5", ["RCC.CR": 0x0300_0063, "RCC.PLLCFGR": 0x0100_3C00, "RCC.CFGR": 0xF],
        "RCC.PLLCFGR[1:0] is 0, which gives no pll-input"
      ),
      ("stm32l4r5", ["RCC.CR": 0xCB], "RCC.CR[7:4] is 12, which gives no msi-run"),
    ] as [(String, [String: UInt32], String)])
  func settingThatGivesNoClock(target: String, settings: [String: UInt32], problem: String) throws {
    let error = #expect(throws: ClockTree.Problem.self) { try clocks(target, settings) }
    #expect(error?.description == problem)
  }

  /// Faster than the manual allows: it may work, so it has a frequency.
  @Test func excesses() throws {
    // HSE 8 MHz, M 2, N 100, P 2: 4 MHz into the PLL and 200 MHz out of it.
    let settings: [String: UInt32] = ["RCC.CR": 0x0303_0083, "RCC.PLLCFGR": 0x0740_1902, "RCC.CFGR": 0xA]
    let clocks = try clocks("stm32f407", settings)
    #expect(clocks.core == 200 * megahertz)
    #expect(clocks.excesses.map(\.node) == ["pll-input", "hclk"])
    #expect(clocks.excesses.map(\.hertz) == [4 * megahertz, 200 * megahertz])
    #expect(clocks.excesses.map(\.maximum) == [2 * megahertz, 168 * megahertz])
  }

  @Test func oscillators() throws {
    let board = try library.board(named: "stm32f746")
    #expect(board.clocks.oscillators.map(\.name) == ["hsi", "hse"])
    #expect(board.clocks.oscillators.map(\.hertz) == [16 * megahertz, 25 * megahertz])
    #expect(try library.board(named: "mps2-an386").clocks.oscillators.isEmpty)
  }

  @Test func registersThatDecide() throws {
    let board = try library.board(named: "stm32f746")
    #expect(board.clocks.registers == [0x4002_3800, 0x4002_3804, 0x4002_3808])
    #expect(board.flashControl?.registers == [0x4002_3C00])
    #expect(board.flashControl?.dataLines == nil)
    #expect(try library.board(named: "stm32f407").flashControl?.waitStates?.description == "FLASH.ACR[2:0]")
    #expect(try library.board(named: "stm32f412").flashControl?.waitStates?.description == "FLASH.ACR[3:0]")
    #expect(try library.board(named: "mps2-an386").flashControl == nil)
  }

  @Test func fieldsOfAWord() {
    func field(_ high: Int, _ low: Int) -> RegisterField {
      RegisterField(peripheral: "RCC", register: "CR", address: 0, high: high, low: low)
    }
    #expect(field(31, 0).value(in: 0x8765_4321) == 0x8765_4321)
    #expect(field(31, 28).value(in: 0x8765_4321) == 8)
    #expect(field(7, 4).value(in: 0x8765_4321) == 2)
    #expect(field(0, 0).value(in: 0x8765_4321) == 1)
    #expect(field(17, 17).description == "RCC.CR[17]")
    #expect(field(31, 0).maximum == .max)
  }
}

/// Mistakes in `clock-tree`, `oscillators` and `flash-control` are told with their line.
@Suite struct ClockTreeErrorTests {
  private func load(_ keys: String) throws -> Board {
    try BoardLibrary.parse(
      """
      name: b
      summary: s
      core: {kind: cortex-m4, floating-point: none, mpu-regions: 0, priority-bits: 4, interrupts: 1, cpuid: 0x410FC241}
      clock: 16MHz
      vector-table: 0
      memory: [{name: flash, kind: flash, base: 0, size: 1KB}]
      peripherals: [{name: RCC, base: 0x40000000, size: 1KB, registers: [{name: CR, offset: 0}]}]

      """ + keys, file: "b.yaml")
  }

  private static let tree = "clock-tree: {core: hsi, clocks: [{name: hsi, oscillator: 16MHz}]}\n"

  @Test(
    arguments: [
      ("flash-control: {prefetch: 'RCC.CS[8]'}", "no register 'CS'; did you mean 'CR'?"),
      ("flash-control: {prefetch: 'RCD.CR[8]'}", "no peripheral 'RCD' with described registers; did you mean 'RCC'?"),
      ("flash-control: {prefetch: 'RCC.CR[32]'}", "expected bits of a register such as RCC.CFGR[3:2]"),
      ("flash-control: {prefetch: 'RCC.CR[2:3]'}", "expected bits of a register such as RCC.CFGR[3:2]"),
      ("flash-control: {prefetch: RCC.CR}", "expected bits of a register such as RCC.CFGR[3:2]"),
      ("flash-control: {latency: RCC.CR}", "unknown key 'latency'"),
      ("oscillators: {hse: 8MHz}", "'hse' has no clock-tree to be in"),
      (tree + "oscillators: {hse: 8MHz}", "the clock-tree has no oscillator 'hse'"),
      ("clock-tree: {core: hse, clocks: [{name: hse, oscillator: board}]}", "must give the frequency of 'hse'"),
      ("clock-tree: {core: pll, clocks: [{name: hsi, oscillator: 16MHz}]}", "there is no clock 'pll'"),
      ("clock-tree: {core: a, clocks: [{name: a, input: a}]}", "there is no clock 'a' before this one"),
      ("clock-tree: {core: a, clocks: [{name: a}]}", "expected one of the keys oscillator, input and select, found 0"),
      ("clock-tree: {core: a, clocks: [{name: a, oscillator: 1MHz, divide: 0}]}", "0 is outside 1…1000000"),
      (
        "clock-tree: {core: a, clocks: [{name: a, oscillator: 1MHz}, {name: a, oscillator: 2MHz}]}",
        "there are two clocks called 'a'"
      ),
    ])
  func mistakes(keys: String, problem: String) throws {
    let error = #expect(throws: BoardFileError.self) { try load(keys) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "no error")")
    #expect(error?.line ?? 0 >= 8)
  }

  @Test func oscillatorOfTheBoard() throws {
    #expect(try load(Self.tree).clocks.evaluate { _ in 0 }.core == 16_000_000)
    #expect(try load(Self.tree + "oscillators: {hsi: 12MHz}").clocks.evaluate { _ in 0 }.core == 12_000_000)
    #expect(try load("").clocks == .fixed(16_000_000))
  }
}

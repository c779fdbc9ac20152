import Boards
import Foundation
import Microarchitecture
import Testing

@testable import Simulator

private let targets = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("Targets").path

private func machine(_ target: String, _ overrides: TimingOverrides = TimingOverrides()) throws -> Machine {
  let board = try BoardLibrary(directory: targets).board(named: target)
  return Machine(board: board, pipeline: UnitPipeline(), host: CapturingHost(), overrides: overrides)
}

extension Machine {
  /// A privileged store by an instruction that begins now.
  @discardableResult
  fileprivate func write(_ address: UInt32, _ value: UInt32) -> AccessStatus {
    slowStore(address, size: 4, value: value, privileged: true)
  }

  fileprivate func pass(_ cycles: UInt64) { state.pointee.cycles += cycles }
}

/// RM0090 and RM0385, 5.3 and 3.9: the same addresses.
private let rcc: UInt32 = 0x4002_3800
private let configuration: UInt32 = 0x4002_3808
private let flash: UInt32 = 0x4002_3C00
private let ccr: UInt32 = 0xE000_ED14

/// 168 MHz from the crystal of 8 MHz, with five wait states first.
private func start168(_ machine: Machine) {
  machine.write(rcc, 0x0001_0081)
  machine.write(rcc + 4, 0x0740_5408)
  machine.write(rcc, 0x0101_0081)
  machine.write(flash, 0x705)
  machine.write(configuration, 0x0000_9402)
}

@Suite struct TimingControlTests {
  /// What reset leaves: internal oscillator, no wait states and no accelerator; RM0432: both line buffers on; RM0433:
  /// seven wait states.
  @Test(
    arguments: [
      ("stm32f407", 16, 0, false, false), ("stm32f746", 16, 0, false, nil), ("stm32l4r5", 4, 0, true, true),
      ("stm32h743", 64, 7, nil, nil), ("nrf52840", 64, nil, false, nil), ("mps2-an386", 25, nil, nil, nil),
    ] as [(String, UInt64, UInt32?, Bool?, Bool?)])
  func afterReset(target: String, clock: UInt64, waitStates: UInt32?, instruction: Bool?, data: Bool?) throws {
    let machine = try machine(target)
    let setting = machine.timingSetting
    #expect(setting.clock.value == clock * 1_000_000)
    let origin = target == "mps2-an386" || target == "nrf52840" ? TimingSetting.Origin.fixed : .reset
    #expect(setting.clock.setBy == origin)
    #expect(setting.waitStates?.value == waitStates)
    #expect(setting.instructionLines?.value == instruction)
    #expect(setting.dataLines?.value == data)
    #expect(setting.instructionCache?.value == (machine.board.core.instructionCache > 0 ? false : nil))
    #expect(machine.clocks == [])
    #expect(machine.timingWarnings == [])
  }

  @Test func firmwareSetsClockAndFlash() throws {
    let machine = try machine("stm32f407")
    machine.pass(1000)
    start168(machine)
    let setting = machine.timingSetting
    #expect(setting.clock == .init(168_000_000, .firmware))
    #expect(setting.waitStates == .init(5, .firmware))
    #expect(setting.prefetch == .init(true, .firmware))
    #expect(setting.instructionLines == .init(true, .firmware))
    #expect(setting.dataLines == .init(true, .firmware))
    // Only what changed is the firmware's.
    machine.reset()
    machine.write(flash, 0x101)
    #expect(machine.timingSetting.waitStates == .init(1, .firmware))
    #expect(machine.timingSetting.prefetch == .init(true, .firmware))
    #expect(machine.timingSetting.dataLines == .init(false, .reset))
    machine.write(flash, 0)
    #expect(machine.timingSetting.prefetch == .init(false, .firmware))
  }

  /// A byte or a bit-band alias of the register does as well.
  @Test func partsOfRegisters() throws {
    let machine = try machine("stm32f407")
    _ = machine.slowStore(flash + 1, size: 1, value: 7, privileged: true)
    #expect(machine.timingSetting.dataLines?.value == true)
    _ = machine.slowStore(0x4200_0000 + (flash - 0x4000_0000) * 32 + 4 * 2, size: 4, value: 1, privileged: true)
    #expect(machine.timingSetting.waitStates?.value == 4)
  }

  @Test func timeOverClockChanges() throws {
    let machine = try machine("stm32f407")
    machine.pass(1_600_000)
    start168(machine)
    machine.pass(16_800_000)
    #expect(
      machine.clocks == [
        ClockSegment(hertz: 16_000_000, cycles: 1_600_000), ClockSegment(hertz: 168_000_000, cycles: 16_800_000),
      ])
    #expect(machine.clocks.seconds == 0.2)
    // Back to the internal oscillator, and to the PLL again: one sum for each frequency.
    machine.write(configuration, 0)
    machine.pass(16)
    machine.write(configuration, 2)
    machine.pass(168)
    #expect(
      machine.clocks == [
        ClockSegment(hertz: 16_000_000, cycles: 1_600_016), ClockSegment(hertz: 168_000_000, cycles: 16_800_168),
      ])
    // A reset stops the PLL.
    machine.reset()
    machine.pass(4)
    #expect(machine.timingSetting.clock == .init(16_000_000, .reset))
    #expect(machine.clocks[0].cycles == 1_600_020)
    #expect(machine.clocks.reduce(0) { $0 + $1.cycles } == machine.cycles)
  }

  /// The units in which semihosting asks for the time.
  @Test func ticksOverClockChanges() {
    let clocks = [
      ClockSegment(hertz: 3, cycles: 7), ClockSegment(hertz: 7, cycles: 11),
      ClockSegment(hertz: 4_000_000_000, cycles: 1),
    ]
    // 7/3 + 11/7 s are 3.9047… s.
    #expect(clocks.ticks(perSecond: 1) == 3)
    #expect(clocks.ticks(perSecond: 100) == 390)
    #expect([ClockSegment(hertz: 25_000_000, cycles: 249_999)].ticks(perSecond: 100) == 0)
    #expect([ClockSegment(hertz: 25_000_000, cycles: 250_000)].ticks(perSecond: 100) == 1)
    #expect([ClockSegment(hertz: 4_000_000_000, cycles: .max)].ticks(perSecond: 1) == 4_611_686_018)
  }

  /// What fetching costs is in every block: they are left and made anew when it changes, and only then.
  @Test func blocksAreLeftWhenMemoryTimingChanges() throws {
    let machine = try machine("stm32f746")
    machine.state.pointee.deadline = .max
    #expect(machine.write(flash, 0x307) == .leave)
    #expect(machine.write(flash, 0x307) == .done)
    machine.write(flash, 0x306)
    #expect(machine.timingSetting.waitStates == .init(6, .firmware))
    #expect(machine.write(flash + 4, 1) == .done)
    #expect(machine.write(rcc, 0x0001_0081) == .done)
    // Instruction cache on (CCR.IC), then a bit that has nothing to do with memory.
    #expect(machine.write(ccr, machine[ccr] | 1 << 17) == .leave)
    #expect(machine.timingSetting.instructionCache == .init(true, .firmware))
    #expect(machine.timingSetting.dataCache == .init(false, .reset))
    #expect(machine.write(ccr, machine[ccr] | 1 << 4) == .done)
  }

  /// RM0433: the flash of an STM32H743 is clocked by the AXI bus's clock.
  @Test func flashClockOfTheH7() throws {
    let machine = try machine("stm32h743")
    #expect(machine.timing.clockRatio == 1)
    machine.write(0x5802_4418, 0x8)  // D1CFGR: HPRE 2
    #expect(machine.timing.clockRatio == 2)
    #expect(machine.timing.flashClock == 32_000_000)
    #expect(machine.timingSetting.clock.value == 64_000_000)
  }

  // MARK: Overrides

  @Test func optionsWinOverTheFirmware() throws {
    let machine = try machine("stm32f407", TimingOverrides(clock: 100_000_000, waitStates: 3, caches: false))
    #expect(machine.timingSetting.clock == .init(100_000_000, .option))
    machine.pass(500)
    start168(machine)
    machine.pass(500)
    let setting = machine.timingSetting
    #expect(setting.clock == .init(100_000_000, .option))
    #expect(setting.waitStates == .init(3, .option))
    #expect(setting.prefetch == .init(false, .option))
    #expect(setting.instructionLines == .init(false, .option))
    #expect(setting.dataLines == .init(false, .option))
    #expect(machine.clocks == [ClockSegment(hertz: 100_000_000, cycles: 1000)])
  }

  @Test func cachesOn() throws {
    let machine = try machine("stm32f746", TimingOverrides(caches: true))
    let setting = machine.timingSetting
    for value in [setting.prefetch, setting.instructionLines, setting.instructionCache, setting.dataCache] {
      #expect(value == .init(true, .option))
    }
    // What the part lacks stays away.
    #expect(setting.dataLines == nil)
    #expect(setting.waitStates == .init(0, .reset))
  }

  @Test(
    arguments: [
      ("stm32f407", 7, nil), ("stm32f746", 15, nil), ("nrf52840", 3, nil),
      ("stm32f407", 8, "8 is more than stm32f407 can be set to: FLASH.ACR[2:0] holds 0 to 7"),
      ("mps2-an500", 1, "mps2-an500 has no flash whose wait states could be set"),
    ] as [(String, UInt32, String?)])
  func waitStatesThatABoardHas(target: String, waitStates: UInt32, problem: String?) throws {
    let board = try BoardLibrary(directory: targets).board(named: target)
    #expect(TimingOverrides(waitStates: waitStates).problem(on: board) == problem)
  }

  // MARK: Warnings

  /// RM0090, table 10 (2.7 V to 3.6 V): one more for every 30 MHz.
  private func required(_ hertz: UInt64) -> UInt32? { UInt32((hertz - 1) / 30_000_000) }

  private func control(
    _ settings: [[UInt32: UInt32]], _ overrides: TimingOverrides = TimingOverrides()
  ) throws -> TimingControl {
    let board = try BoardLibrary(directory: targets).board(named: "stm32f407")
    var control = TimingControl(board: board, overrides: overrides)
    for (index, values) in settings.enumerated() {
      control.update(
        .init(word: { values[$0] ?? 0 }, configurationControl: 0), at: UInt64(index), afterReset: index == 0,
        required: required)
    }
    return control
  }

  private static let slow: [UInt32: UInt32] = [rcc: 0x83]
  private static func fast(_ waitStates: UInt32) -> [UInt32: UInt32] {
    [rcc: 0x0303_0083, rcc + 4: 0x0740_5408, configuration: 0xA, flash: waitStates]
  }

  @Test func tooFewWaitStates() throws {
    let enough = try control([Self.slow, Self.fast(5)])
    #expect(enough.warnings(required: required) == [])
    let control = try control([Self.slow, Self.fast(4), Self.fast(5), Self.fast(4)])
    #expect(
      control.warnings(required: required) == [
        "flash is read with 4 wait states at 168 MHz, which needs 5 (FLASH.ACR[2:0]; RM0090 rev 19, 3.9.1)"
      ])
  }

  /// The firmware sets five wait states for its 168 MHz; that the options' clock needed them earlier is not its fault.
  @Test func clockOfAnOptionIsJudgedInTheEnd() throws {
    let overrides = TimingOverrides(clock: 168_000_000)
    #expect(try control([Self.slow, Self.fast(5)], overrides).warnings(required: required) == [])
    #expect(try control([Self.slow, Self.fast(4)], overrides).warnings(required: required).count == 1)
  }

  @Test func clockThatCannotBe() throws {
    let control = try control([Self.slow, [rcc: 0x83, configuration: 0xA], Self.slow])
    #expect(control.setting.clock.value == 16_000_000)
    #expect(
      control.warnings(required: required) == [
        "the core clock stays at 16 MHz: pll is used and does not run: RCC.CR[25] is 0"
      ])
  }

  @Test func clockThatIsTooFast() throws {
    // HSE 8 MHz, M 8, N 400, P 2.
    var values = Self.fast(6)
    values[rcc + 4] = 0x0740_6408
    #expect(
      try control([Self.slow, values]).warnings(required: required) == [
        "hclk runs at 200 MHz, more than the 168 MHz that the part allows"
      ])
  }
}

import Boards
import Testing

@testable import Simulator

/// DDI 0479C, 4.1: CTRL 0 (EN bit 0, interrupt enable bit 3), VALUE 4, RELOAD 8, INTSTATUS 0xC.
@Suite struct DeviceTimerTests {
  private func machine() -> Machine {
    makeMachine([Peripheral(name: "TIMER0", base: 0x4000_0000, size: 0x1000, model: .cmsdkTimer(interrupt: 8))])
  }

  @Test func countsCoreCyclesAndReloadsAfterZero() {
    let machine = machine()
    let timer = machine.peripheral()
    timer.set(8, 9)
    #expect(timer.word(4, at: 50) == 9)
    timer.set(0, 0b1001, at: 100)
    #expect(timer.nextEvent == 109)
    let values = (100...112).map { timer.word(4, at: UInt64($0)) }
    #expect(values == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7])
    #expect(timer.word(0xC, at: 112) == 1)
    #expect(machine.lineIsHigh(8))
  }

  @Test func interruptIsLevelAndPeriodIsReloadPlusOne() {
    let machine = machine()
    let timer = machine.peripheral()
    timer.set(8, 99)
    timer.set(0, 0b1001)
    timer.advance(to: 98)
    #expect(!machine.lineIsHigh(8))
    timer.advance(to: 99)
    #expect(machine.lineIsHigh(8))
    // While the interrupt waits to be cleared there is nothing new to report.
    #expect(timer.nextEvent == .max)
    timer.set(0xC, 1, at: 120)
    #expect(!machine.lineIsHigh(8))
    #expect(timer.nextEvent == 199)
  }

  @Test func oneLongStepEqualsManyShortOnes() {
    let (long, short) = (machine(), machine())
    for timer in [long.peripheral(), short.peripheral()] {
      timer.set(8, 6)
      timer.set(0, 1)
    }
    for now in 0...1000 { short.peripheral().advance(to: UInt64(now)) }
    #expect(long.peripheral().word(4, at: 1000) == short.peripheral().word(4, at: 1000))
    // 1000 cycles are 142 periods of 7 and 6 counts, from a start at 6.
    #expect(long.peripheral().word(4, at: 1000) == 0)
  }

  @Test func withoutInterruptEnableNothingIsPending() {
    let machine = machine()
    let timer = machine.peripheral()
    timer.set(8, 5)
    timer.set(0, 1)
    #expect(timer.nextEvent == .max)
    #expect(timer.word(0xC, at: 1000) == 0)
    #expect(!machine.lineIsHigh(8))
  }

  @Test func zeroReloadStopsAtZero() {
    let timer = machine().peripheral()
    timer.set(4, 3)
    timer.set(0, 0b1001)
    #expect(timer.nextEvent == 3)
    #expect(timer.word(4, at: 100) == 0)
    #expect(timer.word(0xC, at: 100) == 1)
    timer.set(0xC, 1, at: 101)
    #expect(timer.nextEvent == .max)
    timer.set(8, 10, at: 200)
    #expect(timer.nextEvent == 210)
  }

  @Test func disablingHoldsTheCount() {
    let timer = machine().peripheral()
    timer.set(8, 50)
    timer.set(0, 1)
    timer.set(0, 0, at: 10)
    #expect(timer.word(4, at: 1000) == 40)
    timer.set(0, 1, at: 1000)
    #expect(timer.word(4, at: 1001) == 39)
  }

  @Test func partNumber() { #expect(machine().peripheral().word(0xFE0) == 0x22) }
}

/// DDI 0479C, 4.2. CONTROL: one-shot bit 0, 32 bits bit 1, prescale bits 3:2, interrupt bit 5, periodic bit 6, enable 7.
@Suite struct DeviceDualTimerTests {
  private func machine() -> Machine {
    makeMachine([Peripheral(name: "DUAL", base: 0x4000_2000, size: 0x1000, model: .cmsdkDualTimer(interrupt: 10))])
  }

  @Test func resetValues() {
    let timer = machine().peripheral()
    for offset in [UInt32(0), 0x20] {
      #expect(timer.word(offset + 0x00) == 0)
      #expect(timer.word(offset + 0x04) == 0xFFFF_FFFF)
      #expect(timer.word(offset + 0x08) == 0x20)
      #expect(timer.word(offset + 0x10) == 0)
    }
    #expect(timer.word(0xFE0) == 0x23)
  }

  @Test func periodicTimerOfThirtyTwoBits() {
    let machine = machine()
    let timer = machine.peripheral()
    timer.set(0x00, 0x1_0000)
    timer.set(0x08, 0b1110_0010)
    #expect(timer.nextEvent == 0x1_0000)
    // LOAD was written in 16-bit mode, so the count began at 0 with LOAD's upper half above it.
    #expect(timer.word(0x04, at: 0) == 0x1_0000)
    timer.advance(to: 0x1_0000)
    #expect(machine.lineIsHigh(10))
    #expect(timer.word(0x10, at: 0x1_0000) == 1)
    timer.set(0x0C, 0, at: 0x1_0010)
    #expect(!machine.lineIsHigh(10))
    #expect(timer.nextEvent == 0x2_0001)
  }

  @Test func freeRunningWrapsAtSixteenBits() {
    let timer = machine().peripheral()
    timer.set(0x00, 5)
    timer.set(0x08, 0b1000_0000)
    #expect(timer.word(0x04, at: 5) == 0)
    #expect(timer.word(0x04, at: 6) == 0xFFFF)
    #expect(timer.word(0x00, at: 6) == 5)
    // Interrupts are off in CONTROL: raw status only.
    #expect(timer.word(0x10, at: 6) == 1)
    #expect(timer.word(0x14, at: 6) == 0)
  }

  @Test func oneShotStopsUntilLoadedAgain() {
    let machine = machine()
    let timer = machine.peripheral()
    timer.set(0x20, 7)
    timer.set(0x28, 0b1110_0011)
    #expect(timer.nextEvent == 7)
    #expect(timer.word(0x24, at: 1000) == 0)
    timer.set(0x2C, 1, at: 1000)
    #expect(timer.nextEvent == .max)
    timer.set(0x20, 7, at: 2000)
    #expect(timer.nextEvent == 2007)
  }

  @Test(arguments: [(0, 1), (1, 16), (2, 256)] as [(UInt32, UInt64)])
  func prescaler(code: UInt32, divisor: UInt64) {
    let timer = machine().peripheral()
    timer.set(0x00, 10)
    timer.set(0x08, 0b1110_0010 | code << 2)
    #expect(timer.nextEvent == 10 * divisor)
    #expect(timer.word(0x04, at: 3 * divisor) == 7)
    #expect(timer.word(0x04, at: 4 * divisor - 1) == 7)
  }

  @Test func backgroundLoadTakesEffectAtTheNextReload() {
    let timer = machine().peripheral()
    timer.set(0x00, 10)
    timer.set(0x08, 0b1110_0010)
    timer.set(0x18, 3, at: 5)
    #expect(timer.word(0x00, at: 5) == 3)
    #expect(timer.word(0x04, at: 10) == 0)
    #expect(timer.word(0x04, at: 11) == 3)
  }

  @Test func combinedInterruptOfBothTimers() {
    let machine = machine()
    let timer = machine.peripheral()
    timer.set(0x00, 4)
    timer.set(0x20, 8)
    timer.set(0x08, 0b1110_0010)
    timer.set(0x28, 0b1110_0010)
    timer.advance(to: 8)
    timer.set(0x0C, 0, at: 8)
    #expect(machine.lineIsHigh(10))
    timer.set(0x2C, 0, at: 8)
    #expect(!machine.lineIsHigh(10))
  }

  @Test func integrationTestDrivesTheLine() {
    let machine = machine()
    machine.peripheral().set(0xF04, 2)
    #expect(!machine.lineIsHigh(10))
    machine.peripheral().set(0xF00, 1)
    #expect(machine.lineIsHigh(10))
  }
}

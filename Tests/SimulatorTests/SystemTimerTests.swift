import Testing

@testable import Simulator

/// SysTick (DDI 0403E, B3.3) and DWT_CYCCNT (C1.8.8).
struct SystemTimerTests {
  private func makeTimer(reload: UInt32, control: UInt32) -> Machine {
    let machine = makeCore()
    machine[0xE000_E014] = reload
    machine[0xE000_E018] = 99
    machine[0xE000_E010] = control
    return machine
  }

  /// Cycles since the start, and the value: reload happens on the first clock, then once every reload + 1.
  @Test(arguments: [(0, 0), (1, 10), (2, 9), (10, 1), (11, 0), (12, 10), (22, 0), (23, 10)] as [(UInt64, UInt32)])
  func countsDownOnTheCoreClock(cycles: UInt64, value: UInt32) {
    let machine = makeTimer(reload: 10, control: 5)
    machine.state.pointee.cycles += cycles
    #expect(machine[0xE000_E018] == value)
  }

  @Test func countFlagIsClearedByReading() {
    let machine = makeTimer(reload: 10, control: 5)
    machine.state.pointee.cycles += 10
    #expect(machine[0xE000_E010] == 5)
    machine.state.pointee.cycles += 1
    #expect(machine[0xE000_E010] == 0x1_0005)
    #expect(machine[0xE000_E010] == 5)
    machine.state.pointee.cycles += 40
    machine[0xE000_E018] = 0
    #expect(machine[0xE000_E010] == 5)
  }

  @Test func externalClockIsAnEighth() {
    let machine = makeTimer(reload: 10, control: 1)
    machine.state.pointee.cycles += 16
    #expect(machine[0xE000_E018] == 9)
    // 10 ms of 16 MHz / 8.
    #expect(machine[0xE000_E01C] == 19_999)
  }

  @Test func stoppedTimerKeepsItsValue() {
    let machine = makeTimer(reload: 10, control: 5)
    machine.state.pointee.cycles += 5
    machine[0xE000_E010] = 4
    machine.state.pointee.cycles += 100
    #expect(machine[0xE000_E018] == 6)
    machine[0xE000_E010] = 5
    machine.state.pointee.cycles += 2
    #expect(machine[0xE000_E018] == 4)
  }

  @Test func zeroReloadStops() {
    let machine = makeTimer(reload: 0, control: 7)
    #expect(machine.nextEvent == .max)
    machine.state.pointee.cycles += 100
    #expect(machine[0xE000_E010] == 7)
    #expect(machine[0xE000_E018] == 0)
  }

  @Test func exceptionIsPendingExactlyAtZero() {
    let machine = makeTimer(reload: 99, control: 7)
    let start = machine.cycles
    #expect(machine.state.pointee.deadline == start + 100)
    machine.state.pointee.cycles = start + 99
    machine.advanceDevices()
    #expect(!machine.takePendingException())
    machine.state.pointee.cycles = start + 100
    machine.advanceDevices()
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 15)
    #expect(machine.nextEvent == start + 200)
  }

  @Test func interpreterTakesTheTick() {
    let machine = makeTimer(reload: 49, control: 7)
    machine.code(machine.handler(15), [0xE7FE])
    let start = machine.cycles
    while machine.ipsr == 0 && machine.cycles < start + 200 { machine.step() }
    // The instruction that the 50th cycle falls into, entry, and the handler's first instruction.
    #expect(machine.cycles - start < 50 + 3 + 12 + 3)
    #expect(machine.ledger.totalCycles == machine.cycles)
  }

  @Test func cycleCounterCountsWhileEnabled() {
    let machine = makeCore()
    #expect(machine[0xE000_1000] == 0x4000_0000)
    machine[0xE000_1000] = 1
    machine.state.pointee.cycles += 50
    #expect(machine[0xE000_1004] == 0)
    machine[Reg.demcr] = 1 << 24
    machine.state.pointee.cycles += 50
    #expect(machine[0xE000_1004] == 50)
    machine[0xE000_1004] = 0xFFFF_FFFF
    machine.state.pointee.cycles += 3
    #expect(machine[0xE000_1004] == 2)
    machine[0xE000_1000] = 0
    machine.state.pointee.cycles += 7
    #expect(machine[0xE000_1004] == 2)
  }

  /// The Cortex-M7's DWT ignores software until it is unlocked.
  @Test func cycleCounterOfTheM7IsLocked() {
    let machine = makeCore(.cortexM7)
    #expect(machine[0xE000_1FB4] == 3)
    machine[0xE000_1000] = 1
    #expect(machine[0xE000_1000] == 0x4000_0000)
    machine[0xE000_1FB0] = 0xC5AC_CE55
    #expect(machine[0xE000_1FB4] == 1)
    machine[0xE000_1000] = 1
    #expect(machine[0xE000_1000] == 0x4000_0001)
  }
}

import Testing

@testable import Simulator

/// WFI, WFE, the event register and sleep-on-exit (DDI 0403E, B1.5.17–B1.5.19).
struct SystemSleepTests {
  /// A core with SysTick every 1000 cycles that executes `code` at 0x800. SysTick's handler stays where it is, unless
  /// it is to return.
  private func makeSleeper(_ code: [UInt16], interrupts: Bool = true, handlerReturns: Bool = false) -> Machine {
    let machine = makeCore()
    machine.code(0x800, code)
    if !handlerReturns { machine.code(machine.handler(15), [0xE7FE]) }
    machine.reset()
    machine[0xE000_E014] = 999
    machine[0xE000_E010] = interrupts ? 7 : 5
    machine.runLimit = 1_000_000
    return machine
  }

  @Test func waitForInterruptSkipsToTheEvent() {
    let machine = makeSleeper([0xBF30, 0xBF00, 0xE7FE])  // wfi; nop; b .
    machine.step()
    machine.step()
    #expect(machine.ipsr == 15)
    #expect(machine.cycles >= 1000 && machine.cycles < 1020)
    #expect(machine.peek(machine.sp + 24) == 0x802)
    #expect((machine.ledger.entries[0x800]?[.sleep] ?? 0) > 900)
    #expect(machine.ledger.totalCycles == machine.cycles)
  }

  @Test func maskedInterruptWakesWithoutBeingTaken() {
    let machine = makeSleeper([0xB672, 0xBF30, 0x2001, 0xE7FE])  // cpsid i; wfi; movs r0, #1; b .
    for _ in 0..<3 { machine.step() }
    #expect(machine.cycles >= 1000)
    #expect(machine.registers[0] == 1)
    #expect(machine.ipsr == 0)
    #expect(machine[Reg.icsr] & 1 << 26 != 0)
  }

  /// BASEPRI counts for waking; PRIMASK does not.
  @Test func interruptBelowBasepriDoesNotWake() {
    let machine = makeSleeper([0xBF30, 0x2001, 0xE7FE])
    machine[0xE000_ED20] = 0x8000_0000
    machine.writeSpecial(17, mask: 0, value: 0x40)
    machine.step()
    machine.step()
    #expect(machine.isAsleep)
    #expect(machine.registers[0] == 0)
  }

  @Test func endlessSleepStopsTheRun() {
    let machine = makeSleeper([0xBF30, 0xE7FD], interrupts: false)
    #expect(machine.run() == .sleepsForever)
  }

  @Test func eventRegister() {
    let machine = makeSleeper([0xBF40, 0xBF20, 0x2001, 0xBF20, 0x2002, 0xE7FE])  // sev; wfe; movs; wfe; movs; b .
    for _ in 0..<3 { machine.step() }
    #expect(machine.registers[0] == 1)
    #expect(machine.cycles < 20)
    machine.step()
    machine.step()
    #expect(machine.ipsr == 15)
    #expect(machine.cycles >= 1000)
  }

  /// SEVONPEND: an interrupt that is not enabled is an event when it becomes pending.
  @Test func pendingInterruptIsAnEvent() {
    for set in [false, true] {
      let machine = makeCore()
      machine[Reg.scr] = set ? 1 << 4 : 0
      machine.pulseInterrupt(3)
      #expect(machine.system.event == set)
    }
  }

  @Test func sleepOnExitStaysInHandlers() {
    let machine = makeSleeper([0x2001, 0xE7FE], handlerReturns: true)
    machine[Reg.scr] = 1 << 1
    machine[Reg.icsr] = 1 << 28
    // Each step takes one exception and executes its handler's return.
    for _ in 0..<4 { machine.step() }
    #expect(machine.registers[0] == 0)
    #expect(machine.isAsleep)
    #expect(machine.cycles >= 3000 && machine.cycles < 3100)
    machine[Reg.scr] = 0
    machine.step()
    machine.step()
    #expect(machine.registers[0] == 1)
  }
}

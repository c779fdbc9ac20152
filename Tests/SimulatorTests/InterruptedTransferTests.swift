import Testing

@testable import Simulator

/// Instructions of many cycles that an exception interrupts (DDI 0403E, B1.5.10).
@Suite struct InterruptedTransferTests {
  /// A core about to execute one instruction at 0x800, followed by NOPs, with SysTick due so many cycles from now.
  private func machine(_ halfwords: [UInt16], tickIn cycles: UInt32) -> Machine {
    let machine = makeCore()
    machine.code(0x800, halfwords + [0xBF00, 0xBF00, 0xBF00, 0xE7FE])
    machine[0xE000_E014] = cycles
    machine[0xE000_E018] = 0
    machine[0xE000_E010] = 7
    // The first cycle loads the counter; with nothing to reload it with, it expires once.
    machine.state.pointee.cycles += 1
    machine.advanceDevices()
    machine[0xE000_E014] = 0
    return machine
  }

  /// LDM of eight registers takes nine cycles; the tick falls into the fourth.
  @Test func loadMultipleContinues() {
    let machine = machine([0xE890, 0x0FF0], tickIn: 4)  // ldm.w r0, {r4-r11}
    machine.registers[0] = 0x2000_0100
    for index in 0..<8 { machine.poke(0x2000_0100 + 4 * UInt32(index), UInt32(100 + index)) }
    let start = machine.cycles
    machine.run(until: 0x800 + 4)
    // Four cycles, entry, BX LR and return, and then one cycle and the five transfers that are left: the first cycle went
    // before the transfers of R4, R5 and R6.
    #expect(machine.stackedICI == 7)
    #expect(machine.cycles - start == 4 + handlerCycles + 1 + 5)
    for index in 0..<8 { #expect(machine.registers[4 + index] == UInt32(100 + index)) }
  }

  /// Nothing has been transferred yet when the tick comes at once: it starts anew.
  @Test func interruptedInItsFirstCycle() {
    let machine = machine([0xE890, 0x0FF0], tickIn: 1)
    machine.registers[0] = 0x2000_0100
    let start = machine.cycles
    machine.run(until: 0x800 + 4)
    #expect(machine.stackedICI == 4)
    #expect(machine.cycles - start == 1 + handlerCycles + 9)
  }

  /// A double starts anew: its full three cycles again.
  @Test func storeDoubleRestarts() {
    let machine = machine([0xE9C0, 0x1200], tickIn: 2)  // strd r1, r2, [r0]
    machine.registers[0] = 0x2000_0100
    machine.registers[1] = 5
    machine.registers[2] = 6
    let start = machine.cycles
    machine.run(until: 0x800 + 4)
    #expect(machine.stackedICI == 0)
    #expect(machine.cycles - start == 2 + handlerCycles + 3)
    #expect(machine.peek(0x2000_0100) == 5 && machine.peek(0x2000_0104) == 6)
  }

  /// With the tick due after its last cycle, it is not interrupted.
  @Test func completeBeforeTheTick() {
    let machine = machine([0xE890, 0x0FF0], tickIn: 9)
    machine.registers[0] = 0x2000_0100
    machine.run(until: 0x800 + 6)
    #expect(machine.stackedReturn == 0x804)
  }

  /// Masked, the tick has to wait, and the transfer takes the cycles it always does.
  @Test func maskedTicksDoNotInterrupt() {
    let machine = machine([0xE890, 0x0FF0], tickIn: 4)
    machine.registers[0] = 0x2000_0100
    machine.system.exceptions.setPrimask(true)
    let start = machine.cycles
    machine.step()
    #expect(machine.pc == 0x804)
    #expect(machine.cycles - start == 9)
  }

  /// Entry, BX LR of the handler, return.
  private var handlerCycles: UInt64 { 12 + 1 + 10 }
}

extension Machine {
  /// Executes until the instruction at an address is next, in Thread mode.
  fileprivate func run(until address: UInt32) {
    for _ in 0..<100 where pc != address || ipsr != 0 || system.exceptions.preempting != 0 { step() }
  }
  /// The frame that the only exception so far left below the stack.
  fileprivate var stackedReturn: UInt32 { peek(0x2000_8000 - 8) }
  fileprivate var stackedICI: UInt32 { peek(0x2000_8000 - 4) >> 12 & 15 }
}

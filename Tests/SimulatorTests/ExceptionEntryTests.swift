import Testing

@testable import Simulator

/// Exception entry and return (DDI 0403E, B1.5.6–B1.5.8).
struct ExceptionEntryTests {
  @Test func resetLoadsStackPointerAndProgramCounter() {
    let machine = makeCore()
    #expect(machine.sp == 0x2000_8000)
    #expect(machine.pc == 0x800)
    #expect(machine.lr == 0xFFFF_FFFF)
    #expect(machine.state.pointee.thumb)
  }

  @Test func resetWithoutAVectorTableLocksUp() {
    let machine = makeCore()
    machine.initialVectorTable = 0x3000_0000
    machine.reset()
    #expect(machine.stop == .lockup)
  }

  @Test func entryStacksEightWords() {
    let machine = makeCore()
    for index in 0..<13 { machine.registers[index] = 0x100 + UInt32(index) }
    machine.registers[14] = 0xABCD
    machine.state.pointee.apsr = 0xF80F_0000
    machine.state.pointee.itState = 0xA6
    machine.enable(3)
    machine.pulseInterrupt(3)
    #expect(machine.takePendingException())
    #expect(machine.sp == 0x2000_7FE0)
    #expect((0..<4).map { machine.peek(machine.sp + 4 * $0) } == [0x100, 0x101, 0x102, 0x103])
    #expect(machine.peek(machine.sp + 16) == 0x10C)
    #expect(machine.peek(machine.sp + 20) == 0xABCD)
    #expect(machine.peek(machine.sp + 24) == 0x800)
    #expect(machine.peek(machine.sp + 28) == 0xF80F_0000 | 1 << 24 | 2 << 25 | 0x29 << 10)
    #expect(machine.pc == machine.handler(19))
    #expect(machine.lr == 0xFFFF_FFF9)
    #expect(machine.ipsr == 19)
    #expect(machine.state.pointee.itState == 0)
    #expect(machine[Reg.iabr] == 1 << 3)
    #expect(machine[Reg.ispr] == 0)

    for index in 0..<4 { machine.registers[index] = 0 }
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.pc == 0x800)
    #expect(machine.sp == 0x2000_8000)
    #expect(machine.registers[3] == 0x103)
    #expect(machine.state.pointee.itState == 0xA6)
    #expect(machine.state.pointee.apsr == 0xF80F_0000)
    #expect(machine[Reg.iabr] == 0)
    #expect(machine.ipsr == 0)
  }

  /// CCR.STKALIGN and bit 9 of the stacked xPSR (B1.5.7).
  @Test(arguments: [
    (align: true, sp: 0x2000_7FFC as UInt32, frame: 0x2000_7FD8 as UInt32, padded: true),
    (align: true, sp: 0x2000_7FF8, frame: 0x2000_7FD8, padded: false),
    (align: false, sp: 0x2000_7FFC, frame: 0x2000_7FDC, padded: false),
  ])
  func stackAlignment(align: Bool, sp: UInt32, frame: UInt32, padded: Bool) {
    let machine = makeCore()
    machine[Reg.ccr] = align ? 0x200 : 0
    machine.sp = sp
    machine[Reg.icsr] = 1 << 28
    #expect(machine.takePendingException())
    #expect(machine.sp == frame)
    #expect((machine.peek(frame + 28) & 1 << 9 != 0) == padded)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.sp == sp)
  }

  @Test func threadModeMayUseTheProcessStack() {
    let machine = makeCore()
    machine.writeSpecial(9, mask: 0, value: 0x2000_4003)
    machine.writeSpecial(20, mask: 0, value: 3)
    #expect(machine.sp == 0x2000_4000)
    #expect(!machine.isPrivileged)
    machine.raise(.supervisorCall)
    #expect(machine.lr == 0xFFFF_FFFD)
    #expect(machine.sp == 0x2000_8000)
    #expect(machine.isPrivileged)
    #expect(machine.readSpecial(9) == 0x2000_3FE0)
    #expect(machine.readSpecial(20) == 1)
    machine.exceptionReturn(0xFFFF_FFFD)
    #expect(machine.sp == 0x2000_4000)
    #expect(machine.readSpecial(20) == 3)
  }

  @Test func higherPriorityPreemptsAndReturnsToHandler() {
    let machine = makeCore()
    machine.enable(0, 1)
    machine.setPriority(0, 0x40)
    machine.setPriority(1, 0x20)
    machine.pulseInterrupt(0)
    #expect(machine.takePendingException())
    machine.pulseInterrupt(1)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 17)
    #expect(machine.lr == 0xFFFF_FFF1)
    machine.exceptionReturn(0xFFFF_FFF1)
    #expect(machine.ipsr == 16)
    #expect(machine.pc == machine.handler(16))
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 0)
  }

  @Test func tailChainingKeepsTheFrame() {
    let machine = makeCore()
    machine.enable(0, 1)
    machine.pulseInterrupt(0)
    machine.pulseInterrupt(1)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 16)
    let stack = machine.sp
    let before = machine.cycles
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 17)
    #expect(machine.sp == stack)
    #expect(machine.lr == 0xFFFF_FFF9)
    #expect(machine.cycles - before == 6)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.pc == 0x800)
  }

  /// An exception of higher priority that becomes pending while stacking is taken first (B1.5.12).
  @Test func lateArrivalIsTakenFirst() {
    let machine = makeCore()
    machine.enable(0)
    machine.setPriority(0, 0x80)
    machine[0xE000_E014] = 100
    machine[0xE000_E018] = 0
    machine[0xE000_E010] = 7
    // The counter reaches zero 101 cycles after it was cleared; stacking takes the cycles from 95 to 107.
    machine.state.pointee.cycles = 95
    machine.pulseInterrupt(0)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 15)
    #expect(machine[Reg.ispr] == 1)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 16)
  }

  @Test func entryAndReturnCloseTheExclusiveMonitor() {
    let machine = makeCore()
    machine.state.pointee.exclusive = true
    machine.raise(.supervisorCall)
    #expect(!machine.state.pointee.exclusive)
    machine.state.pointee.exclusive = true
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(!machine.state.pointee.exclusive)
  }

  /// Integrity checks of exception return (B1.5.8): each ends in INVPC.
  @Test(
    arguments: [
      0xFFFF_FFF1,  // to Handler mode with no other exception active
      0xFFFF_FFF5, 0xFFFF_FFF0, 0xFFFF_FFFF, 0xFFFF_FFFB,  // reserved
      0xF000_0001, 0xFFFF_FFC9,  // reserved bits clear
    ] as [UInt32])
  func illegalReturnValues(value: UInt32) {
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    machine[Reg.icsr] = 1 << 28
    #expect(machine.takePendingException())
    let stack = machine.sp
    machine.exceptionReturn(value)
    #expect(machine.ipsr == 6)
    #expect(machine[Reg.cfsr] == 1 << 18)
    #expect(machine.sp == stack)
    #expect(machine.lr == value)
  }

  @Test func returnToThreadFromANestedHandlerNeedsPermission() {
    for permitted in [false, true] {
      let machine = makeCore()
      machine[Reg.ccr] = 0x200 | (permitted ? 1 : 0)
      machine[Reg.icsr] = 1 << 28
      #expect(machine.takePendingException())
      machine[Reg.icsr] = 1 << 31
      #expect(machine.takePendingException())
      // The NMI's frame shows the PendSV handler: make it one of Thread mode.
      machine.poke(machine.sp + 28, 1 << 24)
      machine.exceptionReturn(0xFFFF_FFF9)
      #expect(machine.ipsr == (permitted ? 0 : 3))
    }
  }

  @Test func stackedNumberMustFitTheMode() {
    let machine = makeCore()
    machine[Reg.icsr] = 1 << 28
    #expect(machine.takePendingException())
    machine.poke(machine.sp + 28, 1 << 24 | 14)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.cfsr] == 1 << 18)
    #expect(machine[Reg.hfsr] == 1 << 30)
  }

  /// Each code is run by the interpreter: SVC in Thread mode, its handler's BX LR, and on.
  @Test func interpreterEntersAndReturns() {
    let machine = makeCore()
    machine.code(0x800, [0xDF05, 0x2007, 0xE7FE])  // svc 5; movs r0, #7; b .
    machine.reset()
    machine.step()
    #expect(machine.ipsr == 11)
    #expect(machine.peek(machine.sp + 24) == 0x802)
    machine.step()
    #expect(machine.ipsr == 0)
    #expect(machine.pc == 0x802)
    machine.step()
    #expect(machine.registers[0] == 7)
    #expect(machine.ledger.totalCycles == machine.cycles)
  }
}

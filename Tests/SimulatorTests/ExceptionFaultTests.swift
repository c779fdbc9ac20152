import Testing

@testable import Simulator

/// Faults, escalation, lockup and derived exceptions (DDI 0403E, B1.5.11–B1.5.15, B3.2.15–B3.2.18).
struct ExceptionFaultTests {
  /// Fault, its exception when enabled, and CFSR.
  static let faults: [(fault: Fault, exception: Int, status: UInt32)] = [
    (.undefinedInstruction, 6, 1 << 16), (.invalidState, 6, 1 << 17), (.invalidPC, 6, 1 << 18),
    (.noCoprocessor, 6, 1 << 19), (.unaligned, 6, 1 << 24), (.divideByZero, 6, 1 << 25),
    (.instructionBus, 5, 1 << 8), (.preciseData(address: 0x3000_0004), 5, 1 << 9 | 1 << 15),
    (.instructionAccess, 4, 1 << 0), (.dataAccess(address: 0x2000_0008), 4, 1 << 1 | 1 << 7),
  ]

  @Test(arguments: faults.indices)
  func enabledFault(row: Int) {
    let expected = Self.faults[row]
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    machine.raise(expected.fault)
    #expect(machine.ipsr == expected.exception)
    #expect(machine[Reg.cfsr] == expected.status)
    #expect(machine[Reg.hfsr] == 0)
    #expect(machine.peek(machine.sp + 24) == 0x800)
    if case .preciseData(let address) = expected.fault { #expect(machine[Reg.bfar] == address) }
    if case .dataAccess(let address) = expected.fault { #expect(machine[Reg.mmfar] == address) }
    machine[Reg.cfsr] = expected.status
    #expect(machine[Reg.cfsr] == 0)
  }

  @Test(arguments: faults.indices)
  func disabledFaultIsForced(row: Int) {
    let machine = makeCore()
    machine.raise(Self.faults[row].fault)
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.hfsr] == 1 << 30)
    #expect(machine[Reg.cfsr] == Self.faults[row].status)
  }

  @Test(arguments: faults.indices)
  func faultInHardFaultLocksUp(row: Int) {
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    machine.changeProcessorState(interruptFlags: 1, disable: true)
    machine.raise(Self.faults[row].fault)
    #expect(machine.stop == .lockup)
  }

  @Test func faultAtItsOwnPriorityEscalates() {
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    machine.raise(.undefinedInstruction)
    machine.raise(.divideByZero)
    #expect(machine.ipsr == 3)
    #expect(machine.lr == 0xFFFF_FFF1)
    #expect(machine[Reg.hfsr] == 1 << 30)
  }

  @Test func supervisorCallMaskedByPrimaskEscalates() {
    let machine = makeCore()
    machine.changeProcessorState(interruptFlags: 2, disable: true)
    machine.raise(.supervisorCall)
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.hfsr] == 1 << 30)
  }

  /// BKPT without a debugger (C1.6.1, B3.2.16): DebugMonitor if it is enabled, else HardFault with DEBUGEVT.
  @Test func breakpoint() {
    var machine = makeCore()
    machine.raise(.breakpoint(1))
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.hfsr] == 1 << 31)
    #expect(machine[Reg.dfsr] == 1 << 1)
    machine = makeCore()
    machine[Reg.demcr] = 1 << 16
    machine.raise(.breakpoint(1))
    #expect(machine.ipsr == 12)
    #expect(machine[Reg.hfsr] == 0)
  }

  @Test func missingVectorIsAHardFault() {
    let machine = makeCore()
    // The table ends with the flash: HardFault's entry is in it, SVCall's is not.
    machine.poke(0xFFF0 + 12, machine.handler(3) | 1)
    machine.system.controlBlock.vectorTable = 0xFFF0
    machine.raise(.supervisorCall)
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.hfsr] == 1 << 1)
    #expect(machine.system.exceptions.pending[11])
  }

  /// BFHFNMIGN (B3.2.8): firmware that probes addresses sets it with FAULTMASK and looks at BFARVALID.
  @Test func ignoredBusFault() {
    let machine = makeCore()
    machine.code(0x800, [0x6801, 0xBF00])  // ldr r1, [r0]; nop
    machine.reset()
    machine.registers[0] = 0x3000_0000
    machine[Reg.ccr] = 0x300
    machine.changeProcessorState(interruptFlags: 1, disable: true)
    machine.step()
    #expect(machine.stop == nil)
    #expect(machine.pc == 0x802)
    #expect(machine[Reg.cfsr] == 1 << 9 | 1 << 15)
    #expect(machine[Reg.bfar] == 0x3000_0000)
  }

  @Test(arguments: [false, true])
  func stackingErrorIsDerived(enabled: Bool) {
    let machine = makeCore()
    machine[Reg.shcsr] = enabled ? 7 << 16 : 0
    machine.sp = 0x3000_0000
    machine.setPriority(0, 0x40)
    machine.enable(0)
    machine.pulseInterrupt(0)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == (enabled ? 5 : 3))
    #expect(machine[Reg.cfsr] == 1 << 12)
    #expect(machine[Reg.hfsr] == (enabled ? 0 : 1 << 30))
    #expect(machine.sp == 0x3000_0000 - 32)
    // The interrupt is still to come.
    #expect(machine[Reg.ispr] == 1)
  }

  @Test func stackingErrorWaitsForAnExceptionOfHigherPriority() {
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    machine.sp = 0x3000_0000
    machine[Reg.icsr] = 1 << 31
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 2)
    #expect(machine.system.exceptions.pending[5])
  }

  @Test func unstackingErrorKeepsTheFrame() {
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    machine[Reg.icsr] = 1 << 28
    #expect(machine.takePendingException())
    machine.sp = 0x3000_0000
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 5)
    #expect(machine[Reg.cfsr] == 1 << 11)
    #expect(machine.sp == 0x3000_0000)
    #expect(machine.lr == 0xFFFF_FFF9)
  }

  @Test func protectedStackIsAMemoryManagementFault() {
    let machine = makeCore()
    machine[Reg.shcsr] = 7 << 16
    // The frame is written with the interrupted code's rights: Thread mode, unprivileged, read-only there.
    machine.protect(0, base: 0x2000_0000, sizeBits: 16, access: 3)
    machine.protect(1, base: 0x2000_4000, sizeBits: 12, access: 2)
    machine[Reg.mpuControl] = 5
    machine.writeSpecial(9, mask: 0, value: 0x2000_4800)
    machine.writeSpecial(20, mask: 0, value: 3)
    machine[Reg.icsr] = 1 << 28
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 4)
    #expect(machine[Reg.cfsr] == 1 << 4)
    #expect(machine.lr == 0xFFFF_FFFD)
  }
}

/// The floating-point context (DDI 0403E, B1.5.7, B3.2.21–B3.2.23).
struct ExceptionFloatingPointTests {
  /// A core in Thread mode with a floating-point context: Sn holds 100 + n.
  private func makeContext(lazy: Bool) -> Machine {
    let machine = makeCore()
    machine[Reg.cpacr] = 0xF << 20
    machine[Reg.fpccr] = lazy ? 0xC000_0000 : 0x8000_0000
    #expect(machine.prepareFloatingPoint() == nil)
    for index in 0..<32 { machine.registers[32 + index] = 100 + UInt32(index) }
    machine.state.pointee.fpscr = 0x0300_0010
    #expect(machine.readSpecial(20) == 4)
    return machine
  }

  @Test func accessFollowsCPACR() {
    let machine = makeCore()
    #expect(machine.prepareFloatingPoint() == .noCoprocessor)
    machine[Reg.cpacr] = 5 << 20
    #expect(machine.floatingPointAccess(privileged: true))
    #expect(!machine.floatingPointAccess(privileged: false))
    let without = makeCore(floatingPoint: .none)
    without[Reg.cpacr] = 0xF << 20
    #expect(without[Reg.cpacr] == 0)
    #expect(without.prepareFloatingPoint() == .noCoprocessor)
  }

  @Test func eagerStackingSavesAndRestores() {
    let machine = makeContext(lazy: false)
    machine.raise(.supervisorCall)
    #expect(machine.lr == 0xFFFF_FFE9)
    #expect(machine.sp == 0x2000_8000 - 0x68)
    #expect((0..<16).allSatisfy { machine.peek(machine.sp + 0x20 + 4 * UInt32($0)) == 100 + UInt32($0) })
    #expect(machine.peek(machine.sp + 0x60) == 0x0300_0010)
    #expect(machine.readSpecial(20) == 0)
    machine.registers[32] = 0
    machine.exceptionReturn(0xFFFF_FFE9)
    #expect(machine.registers[32] == 100)
    #expect(machine.state.pointee.fpscr == 0x0300_0010)
    #expect(machine.readSpecial(20) == 4)
    #expect(machine.sp == 0x2000_8000)
  }

  @Test func lazyStackingSavesOnFirstUse() {
    let machine = makeContext(lazy: true)
    machine[Reg.fpdscr] = 0x00C0_0000
    machine.raise(.supervisorCall)
    let frame = machine.sp
    #expect(machine[Reg.fpccr] & 1 == 1)
    #expect(machine[Reg.fpcar] == frame + 0x20)
    #expect(machine.peek(frame + 0x20) == 0)
    #expect(!machine.state.pointee.floatingPointReady)
    #expect(machine.prepareFloatingPoint() == nil)
    #expect(machine.peek(frame + 0x20) == 100)
    #expect(machine.peek(frame + 0x5C) == 115)
    #expect(machine.peek(frame + 0x60) == 0x0300_0010)
    #expect(machine[Reg.fpccr] & 1 == 0)
    #expect(machine.state.pointee.fpscr == 0x00C0_0010)
    #expect(machine.readSpecial(20) == 4)
    machine.registers[33] = 0
    machine.exceptionReturn(0xFFFF_FFE9)
    #expect(machine.registers[33] == 101)
    #expect(machine.state.pointee.fpscr == 0x0300_0010)
  }

  @Test func lazyStackingSavesNothingIfUnused() {
    let machine = makeContext(lazy: true)
    machine.raise(.supervisorCall)
    let frame = machine.sp
    machine.exceptionReturn(0xFFFF_FFE9)
    #expect(machine.peek(frame + 0x20) == 0)
    #expect(machine[Reg.fpccr] & 1 == 0)
    #expect(machine.registers[40] == 108)
    #expect(machine.readSpecial(20) == 4)
  }

  /// FPCCR records which faults could be taken when the frame was allocated.
  @Test func readyBits() {
    let machine = makeContext(lazy: true)
    machine[Reg.shcsr] = 1 << 17
    machine.writeSpecial(20, mask: 0, value: 5)
    machine.raise(.supervisorCall)
    // Thread, user, HardFault and BusFault ready.
    #expect(machine[Reg.fpccr] == 0xC000_0000 | 1 << 6 | 1 << 4 | 1 << 3 | 1 << 1 | 1)
  }

  @Test func failedLazySaveIsTakenBeforeTheInstruction() {
    let machine = makeContext(lazy: true)
    machine.raise(.supervisorCall)
    machine[Reg.fpcar] = 0x3000_0000
    guard let fault = machine.prepareFloatingPoint() else {
      Issue.record("the save did not fail")
      return
    }
    machine.raise(fault)
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.cfsr] == 1 << 13)
    #expect(machine[Reg.hfsr] == 1 << 30)
    #expect(machine[Reg.fpccr] & 1 == 1)
  }

  @Test func extendedReturnNeedsAFloatingPointUnit() {
    let machine = makeCore(floatingPoint: .none)
    machine.raise(.supervisorCall)
    machine.exceptionReturn(0xFFFF_FFE9)
    #expect(machine.ipsr == 3)
    #expect(machine[Reg.cfsr] == 1 << 18)
  }

  @Test func clearedAutomaticStateStacksNothing() {
    let machine = makeCore()
    machine[Reg.cpacr] = 0xF << 20
    machine[Reg.fpccr] = 0
    #expect(machine.prepareFloatingPoint() == nil)
    #expect(machine.readSpecial(20) == 0)
    #expect(machine.state.pointee.floatingPointReady)
    machine.raise(.supervisorCall)
    #expect(machine.lr == 0xFFFF_FFF9)
  }
}

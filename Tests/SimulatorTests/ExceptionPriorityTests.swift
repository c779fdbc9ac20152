import Testing

@testable import Simulator

/// Priorities, grouping and masks (DDI 0403E, B1.5.4), pending and enabling (B3.4).
struct ExceptionPriorityTests {
  /// Implemented bits are the high ones; firmware finds their number by writing ones to a byte.
  @Test(arguments: [(3, 0xE0), (4, 0xF0), (8, 0xFF)])
  func unimplementedPriorityBitsReadAsZero(bits: Int, read: UInt32) {
    let machine = makeCore(priorityBits: bits)
    machine.setPriority(5, 0xFF)
    #expect(machine.readSystemSpace(Reg.ipr + 5, size: 1, privileged: true) == read)
    #expect(machine[Reg.ipr + 4] == read << 8)
    machine[0xE000_ED20] = .max
    #expect(machine[0xE000_ED20] == read << 24 | read << 16 | read)
    machine.writeSpecial(17, mask: 0, value: 0xFF)
    #expect(machine.readSpecial(17) == read)
  }

  @Test func lowestNumberFirstAmongEquals() {
    let machine = makeCore()
    machine.enable(7, 40, 200)
    for irq in [200, 40, 7] { machine.pulseInterrupt(irq) }
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 23)
    #expect(!machine.takePendingException())
    #expect(machine[Reg.icsr] >> 12 & 0x1FF == 56)
    #expect(machine[Reg.icsr] & 1 << 22 != 0)
  }

  /// With PRIGROUP 5 bits 7 and 6 decide preemption; the rest only which is first.
  @Test func subpriorityDoesNotPreempt() {
    let machine = makeCore()
    machine[Reg.aircr] = 0x05FA_0500
    #expect(machine[Reg.aircr] == 0xFA05_0500)
    machine.enable(0, 1, 2)
    machine.setPriority(0, 0x70)
    machine.setPriority(1, 0x40)
    machine.setPriority(2, 0x30)
    machine.pulseInterrupt(0)
    #expect(machine.takePendingException())
    machine.pulseInterrupt(1)
    #expect(!machine.takePendingException())
    machine.pulseInterrupt(2)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 18)
  }

  @Test func resetControlNeedsItsKey() {
    let machine = makeCore()
    machine[Reg.aircr] = 0x05FB_0700
    #expect(machine[Reg.aircr] == 0xFA05_0000)
  }

  @Test func primaskMasksAllButFaultsAndNMI() {
    let machine = makeCore()
    machine.enable(0)
    machine.changeProcessorState(interruptFlags: 2, disable: true)
    machine.pulseInterrupt(0)
    #expect(!machine.takePendingException())
    machine[Reg.icsr] = 1 << 31
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 2)
    machine.exceptionReturn(0xFFFF_FFF9)
    machine.changeProcessorState(interruptFlags: 2, disable: false)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 16)
  }

  @Test func faultmaskIsClearedByReturnButNotFromNMI() {
    let machine = makeCore()
    machine.changeProcessorState(interruptFlags: 1, disable: true)
    #expect(machine.readSpecial(19) == 1)
    machine[Reg.icsr] = 1 << 31
    #expect(machine.takePendingException())
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.readSpecial(19) == 1)
    machine.changeProcessorState(interruptFlags: 1, disable: false)
    machine[Reg.icsr] = 1 << 28
    #expect(machine.takePendingException())
    machine.changeProcessorState(interruptFlags: 1, disable: true)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.readSpecial(19) == 0)
  }

  @Test func basepriMasksItsPriorityAndBelow() {
    let machine = makeCore()
    machine.enable(0, 1)
    machine.setPriority(0, 0x40)
    machine.setPriority(1, 0x30)
    machine.writeSpecial(17, mask: 0, value: 0x40)
    machine.pulseInterrupt(0)
    #expect(!machine.takePendingException())
    machine.pulseInterrupt(1)
    #expect(machine.takePendingException())
    #expect(machine.ipsr == 17)
  }

  /// BASEPRI_MAX only raises the priority (B5.2.3).
  @Test func basepriMax() {
    let machine = makeCore()
    let steps: [(write: UInt32, read: UInt32)] = [(0x40, 0x40), (0x60, 0x40), (0x20, 0x20), (0, 0x20)]
    for step in steps {
      machine.writeSpecial(18, mask: 0, value: step.write)
      #expect(machine.readSpecial(17) == step.read)
    }
  }

  @Test func unprivilegedCodeCannotChangeMasks() {
    let machine = makeCore()
    machine.writeSpecial(20, mask: 0, value: 1)
    machine.changeProcessorState(interruptFlags: 3, disable: true)
    machine.writeSpecial(17, mask: 0, value: 0x40)
    machine.writeSpecial(20, mask: 0, value: 0)
    #expect(machine.readSpecial(16) == 0)
    #expect(machine.readSpecial(20) == 1)
    machine.raise(.supervisorCall)
    #expect([16, 17, 19].allSatisfy { machine.readSpecial($0) == 0 })
  }

  @Test func statusRegisterWrites() {
    let machine = makeCore()
    machine.writeSpecial(0, mask: 2, value: .max)
    #expect(machine.readSpecial(0) == 0xF800_0000)
    machine.writeSpecial(0, mask: 1, value: .max)
    #expect(machine.readSpecial(3) == 0xF80F_0000)
    machine.writeSpecial(5, mask: 3, value: .max)
    #expect(machine.readSpecial(5) == 0)
  }

  @Test func setAndClearRegisters() {
    let machine = makeCore()
    machine[Reg.iser + 4] = 0x8000_0001
    #expect(machine[Reg.icer + 4] == 0x8000_0001)
    machine[Reg.icer + 4] = 1
    #expect(machine[Reg.iser + 4] == 0x8000_0000)
    machine[Reg.ispr + 28] = 0xFFFF_FFFF
    #expect(machine[Reg.icpr + 28] == 0xFFFF)
    machine[Reg.icpr + 28] = 0xFF
    #expect(machine[Reg.ispr + 28] == 0xFF00)
    #expect(machine[0xE000_E004] == 7)
  }

  /// A line still high when its handler returns makes the interrupt pending again (B3.4.1).
  @Test func levelAndPulse() {
    let machine = makeCore()
    machine.enable(9)
    machine.setInterruptLevel(9, true)
    machine[Reg.icpr] = 1 << 9
    #expect(machine[Reg.ispr] == 1 << 9)
    #expect(machine.takePendingException())
    #expect(machine[Reg.ispr] == 0)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 25)
    machine.setInterruptLevel(9, false)
    machine.exceptionReturn(0xFFFF_FFF9)
    #expect(machine.ipsr == 0)
  }

  @Test func softwareTriggerMayBeOpenedToUnprivilegedCode() {
    let machine = makeCore()
    #expect(!machine.writeSystemSpace(0xE000_EF00, size: 4, value: 33, privileged: false))
    machine[Reg.ccr] = 0x202
    #expect(machine.writeSystemSpace(0xE000_EF00, size: 4, value: 33, privileged: false))
    #expect(machine[Reg.ispr + 4] == 2)
    #expect(machine.readSystemSpace(Reg.icsr, size: 4, privileged: false) == nil)
  }
}

import Testing

@testable import Simulator

/// The MPU (DDI 0403E, B3.5).
struct SystemProtectionTests {
  /// AP: what privileged and unprivileged code may read and write (table B3-15).
  static let permissions: [(access: UInt32, privileged: String, unprivileged: String)] = [
    (0, "--", "--"), (1, "rw", "--"), (2, "rw", "r-"), (3, "rw", "rw"), (5, "r-", "--"), (6, "r-", "r-"),
    (7, "r-", "r-"),
  ]

  @Test(arguments: permissions.indices)
  func accessPermissions(row: Int) {
    let expected = Self.permissions[row]
    let machine = makeCore()
    machine.protect(2, base: 0x2000_1000, sizeBits: 8, access: expected.access)
    machine[Reg.mpuControl] = 1
    for (privileged, rights) in [(true, expected.privileged), (false, expected.unprivileged)] {
      func allowed(_ kind: AccessKind) -> Bool {
        machine.checkData(0x2000_10FC, size: 4, kind: kind, privileged: privileged) == nil
      }
      #expect((allowed(.read) ? "r" : "-") + (allowed(.write) ? "w" : "-") == rights)
    }
    #expect(machine.checkData(0x2000_1100, size: 4, kind: .read, privileged: true) == .dataAccess(address: 0x2000_1100))
  }

  @Test func highestRegionDecides() {
    let machine = makeCore()
    machine.protect(0, base: 0x2000_0000, sizeBits: 16, access: 3)
    machine.protect(5, base: 0x2000_2000, sizeBits: 5, access: 6)
    machine[Reg.mpuControl] = 1
    #expect(machine.checkData(0x2000_201C, size: 4, kind: .write, privileged: true) != nil)
    #expect(machine.checkData(0x2000_2020, size: 4, kind: .write, privileged: true) == nil)
  }

  @Test func disabledSubregionLeavesTheRegionBelow() {
    let machine = makeCore()
    machine.protect(0, base: 0x2000_0000, sizeBits: 16, access: 3)
    machine.protect(1, base: 0x2000_0000, sizeBits: 8, access: 0, subregions: 0b0000_0010)
    machine[Reg.mpuControl] = 1
    let allowed = (0..<8).map {
      machine.checkData(0x2000_0000 + 32 * $0, size: 4, kind: .read, privileged: false) == nil
    }
    #expect(allowed == [false, true, false, false, false, false, false, false])
  }

  @Test func backgroundIsForPrivilegedCodeOnly() {
    let machine = makeCore()
    machine[Reg.mpuControl] = 5
    #expect(machine.checkData(0x2000_0000, size: 4, kind: .write, privileged: true) == nil)
    #expect(machine.checkData(0x2000_0000, size: 4, kind: .read, privileged: false) != nil)
    #expect(machine.checkFetch(0x2000_0000, privileged: true) == nil)
    #expect(machine.checkFetch(0x4000_0000, privileged: true) == .instructionAccess)
  }

  @Test func executeNever() {
    let machine = makeCore()
    // The default map's, with the MPU off (table B3-1).
    let expected: [(UInt32, Bool)] = [
      (0, true), (0x2000_0000, true), (0x4000_0000, false), (0x6000_0000, true), (0x8000_0000, true),
      (0xA000_0000, false), (0xC000_0000, false), (0xE000_0000, false),
    ]
    for (address, allowed) in expected {
      #expect((machine.checkFetch(address, privileged: true) == nil) == allowed)
    }
    machine.protect(0, base: 0x2000_0000, sizeBits: 16, access: 3, xn: true)
    machine.protect(1, base: 0x4000_0000, sizeBits: 16, access: 3)
    machine[Reg.mpuControl] = 5
    #expect(machine.checkFetch(0x2000_0000, privileged: true) == .instructionAccess)
    #expect(machine.checkFetch(0x4000_0000, privileged: true) == nil)
  }

  /// HFNMIENA: without it the MPU is off at negative priorities.
  @Test func faultHandlersRunWithoutIt() {
    for control in [1, 3] as [UInt32] {
      let machine = makeCore()
      machine[Reg.mpuControl] = control
      machine.changeProcessorState(interruptFlags: 1, disable: true)
      let fault = machine.checkData(0x2000_0000, size: 4, kind: .read, privileged: true)
      #expect((fault == nil) == (control == 1))
      machine.changeProcessorState(interruptFlags: 1, disable: false)
      #expect(machine.checkData(0x2000_0000, size: 4, kind: .read, privileged: true) != nil)
    }
  }

  @Test func privateBusIsNotProtected() {
    let machine = makeCore()
    machine[Reg.mpuControl] = 1
    #expect(machine.checkData(Reg.icsr, size: 4, kind: .write, privileged: true) == nil)
  }

  @Test func registersReadBack() {
    let machine = makeCore()
    #expect(machine[0xE000_ED90] == 8 << 8)
    machine[0xE000_ED98] = 6
    machine[0xE000_EDAC] = 0x2000_4000
    machine[0xE000_EDB0] = 0x0300_0013
    #expect(machine[0xE000_ED98] == 6)
    #expect(machine[Reg.rbar] == 0x2000_4006)
    #expect(machine[Reg.rasr] == 0x0300_0013)
    machine[Reg.rbar] = 0x2000_8000 | 1 << 4 | 2
    #expect(machine[Reg.rbar] == 0x2000_8002)
    #expect(machine[Reg.rasr] == 0)
  }

  @Test func pagesAreUniformUnlessARegionEndsInside() {
    let machine = makeCore()
    machine.protect(0, base: 0x2000_0000, sizeBits: 16, access: 3)
    machine.protect(1, base: 0x2000_2000, sizeBits: 11, access: 1)
    machine.protect(2, base: 0x2000_4000, sizeBits: 13, access: 1, subregions: 1)
    machine[Reg.mpuControl] = 1
    let uniform = (0..<8).map { machine.pageIsUniform(0x2000_0000 + 0x1000 * $0) }
    #expect(uniform == [true, true, false, true, false, false, true, true])
  }

  /// Page-table entries made before a change of the MPU must not outlive it.
  @Test func remembersNothingAfterAChange() {
    let machine = makeCore()
    machine.code(0x800, [0x6001, 0x6001, 0x6001])  // str r1, [r0], three times
    machine.reset()
    machine.registers[0] = 0x2000_0100
    machine.registers[1] = 42
    machine.step()
    #expect(machine.peek(0x2000_0100) == 42)
    machine.protect(0, base: 0x2000_0000, sizeBits: 12, access: 6)
    machine[Reg.mpuControl] = 5
    machine[Reg.shcsr] = 1 << 16
    machine.registers[1] = 43
    machine.step()
    #expect(machine.peek(0x2000_0100) == 42)
    #expect(machine.ipsr == 4)
    #expect(machine[Reg.mmfar] == 0x2000_0100)
  }
}

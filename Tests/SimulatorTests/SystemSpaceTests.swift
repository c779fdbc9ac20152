import Testing

@testable import Simulator

/// Registers of the system space (DDI 0403E, B3.2, C1; the cores' TRMs).
struct SystemSpaceTests {
  @Test func interruptControlShowsWhatIsActive() {
    let machine = makeCore()
    machine[Reg.icsr] = 1 << 28
    #expect(machine[Reg.icsr] == 1 << 28 | 14 << 12)
    machine[Reg.icsr] = 1 << 27
    #expect(machine[Reg.icsr] == 0)
    machine.raise(.supervisorCall)
    #expect(machine[Reg.icsr] == 1 << 11 | 11)
    machine[Reg.icsr] = 1 << 31
    #expect(machine.takePendingException())
    // NMI over SVCall: not a return to base.
    #expect(machine[Reg.icsr] == 2)
  }

  @Test func systemResetKeepsMemory() {
    let machine = makeCore()
    machine.poke(0x2000_0000, 77)
    machine.registers[5] = 9
    machine.enable(4)
    machine[Reg.vtor] = 0x2000_0000
    machine.state.pointee.cycles = 500
    machine[Reg.aircr] = 0x05FA_0004
    #expect(machine.state.pointee.deadline == 0)
    #expect(machine.takePendingException())
    #expect(machine.pc == 0x800)
    #expect(machine.registers[5] == 0)
    #expect(machine[Reg.iser] == 0)
    #expect(machine[Reg.vtor] == 0)
    #expect(machine.peek(0x2000_0000) == 77)
    #expect(machine.cycles == 500)
  }

  @Test func configurationBits() {
    let m4 = makeCore()
    #expect(m4[Reg.ccr] == 0x200)
    m4[Reg.ccr] = .max
    #expect(m4[Reg.ccr] == 0x31B)
    #expect(m4.system.trapsUnaligned && m4.system.trapsDivideByZero)
    let m7 = makeCore(.cortexM7, instructionCache: 0x1000, dataCache: 0x1000)
    #expect(m7[Reg.ccr] == 0x4_0200)
    m7[Reg.ccr] = 0x3_0000
    #expect(m7[Reg.ccr] == 0x7_0200)
  }

  @Test func bytesAndHalfwordsOfWords() {
    let machine = makeCore()
    machine[0xE000_ED18] = 0x0030_2010
    #expect(machine.readSystemSpace(0xE000_ED19, size: 1, privileged: true) == 0x20)
    #expect(machine.writeSystemSpace(0xE000_ED1A, size: 1, value: 0x70, privileged: true))
    #expect(machine[0xE000_ED18] == 0x0070_2010)
    machine.raise(.undefinedInstruction)
    #expect(machine.readSystemSpace(0xE000_ED2A, size: 2, privileged: true) == 1)
    #expect(machine.writeSystemSpace(0xE000_ED2A, size: 2, value: 1, privileged: true))
    #expect(machine[Reg.cfsr] == 0)
  }

  @Test func handlerControlSetsStateDirectly() {
    let machine = makeCore()
    machine[Reg.shcsr] = 1 << 18 | 1 << 11 | 1 << 13
    #expect(machine[Reg.shcsr] == 1 << 18 | 1 << 11 | 1 << 13)
    #expect(machine.system.exceptions.active[15])
    // MemManage is pending but not enabled.
    #expect(!machine.takePendingException())
  }

  /// CLIDR, CTR and CCSIDR describe the caches (Cortex-M7 TRM, 3.3); the M4 has none.
  @Test func cacheIdentification() {
    let m7 = makeCore(.cortexM7, instructionCache: 0x1000, dataCache: 0x4000)
    #expect(m7[0xE000_ED78] == 0x0900_0003)
    #expect(m7[0xE000_ED7C] == 0x8303_C003)
    #expect(m7[0xE000_ED80] == 0xF00F_E019)
    m7[0xE000_ED84] = 1
    #expect(m7[0xE000_ED80] == 0xF007_E009)
    for operation in stride(from: 0xE000_EF50 as UInt32, through: 0xE000_EF78, by: 4) {
      #expect(m7.writeSystemSpace(operation, size: 4, value: 0, privileged: true))
    }
    #expect(makeCore()[0xE000_ED78] == 0)
  }

  @Test func floatingPointIdentification() {
    #expect(makeCore()[0xE000_EF40] == 0x1011_0021)
    #expect(makeCore(.cortexM7, floatingPoint: .double)[0xE000_EF40] == 0x1011_0221)
    #expect(makeCore(.cortexM7, floatingPoint: .double)[0xE000_EF48] == 0x40)
    #expect(makeCore(floatingPoint: .none)[0xE000_EF40] == 0)
  }

  @Test func unimplementedUnitsFault() {
    let machine = makeCore()
    #expect(machine.readSystemSpace(0xE004_2000, size: 4, privileged: true) == nil)
    #expect(machine.readSystemSpace(0xE000_3000, size: 4, privileged: true) == nil)
    // Reserved words of implemented units do not.
    #expect(machine[0xE000_ED8C] == 0)
    #expect(machine[0xE00F_F000] == 0xFFF0_F003)
  }

  /// The stimulus ports give out what is written once trace, ITM and port are on (C1.7).
  @Test func instrumentationPorts() {
    let machine = makeCore()
    let host = machine.host as? CapturingHost
    func write(_ text: String, privileged: Bool = true) {
      for byte in text.utf8 {
        _ = machine.writeSystemSpace(0xE000_0000, size: 1, value: UInt32(byte), privileged: privileged)
      }
    }
    write("a")
    machine[Reg.demcr] = 1 << 24
    machine[0xE000_0E80] = 1
    #expect(machine[0xE000_0E80] == 0)
    machine[0xE000_0FB0] = 0xC5AC_CE55
    machine[0xE000_0E80] = 1
    write("b")
    machine[0xE000_0E00] = 1
    #expect(machine[0xE000_0000] == 1)
    write("c")
    write("d", privileged: false)
    machine[0xE000_0E40] = 1
    write("e", privileged: false)
    _ = machine.writeSystemSpace(0xE000_0000, size: 4, value: 0x6968_6766, privileged: true)
    #expect(String(decoding: host?.outputBytes ?? [], as: UTF8.self) == "cdfghi")
  }

  /// Firmware asks DHCSR whether a debugger is there.
  @Test func noDebuggerIsThere() {
    let machine = makeCore()
    machine[0xE000_EDF0] = 0xA05F_0003
    #expect(machine[0xE000_EDF0] & 1 == 0)
  }
}

import Boards
import Testing

@testable import Simulator

/// Code that changes while it is decoded, by whatever way the change comes.
@Suite struct ProgramsSelfModificationTests {
  static let base: UInt32 = 0x2000_1000

  /// A core about to execute `code` in RAM, R1 pointing to it.
  private func core(_ code: [UInt16], target: UInt32 = base) -> Machine {
    let machine = makeCore()
    machine.code(target, code)
    machine.registers[RegisterFile.programCounter] = target
    machine.registers[1] = target
    return machine
  }

  private func run(_ machine: Machine, instructions: UInt64) {
    _ = machine.run(limits: RunLimits(instructions: instructions))
  }

  /// A store into the same block takes effect at the next instruction fetched (Cortex-M4 has no instruction cache; the
  /// barriers that the architecture asks for change nothing).
  @Test(arguments: [false, true])
  func laterInTheSameBlock(steps: Bool) {
    let machine = core([
      0x808A,  // strh r2, [r1, #4]
      0xBF00,  // nop
      0x2001,  // movs r0, #1: becomes movs r0, #7
      0xE7FE,  // b .
    ])
    machine.registers[2] = 0x2007
    if steps { for _ in 0..<3 { machine.step() } } else { run(machine, instructions: 3) }
    #expect(machine.registers[0] == 7)
  }

  @Test func nextBlockAlreadyExecutedAndChained() {
    let machine = core([
      0x2003,  // movs r0, #3
      0xE000,  // b 1f
      0xBF00,  // nop
      0x3001,  // 1: adds r0, #1: becomes adds r0, #5 at the second round
      0x80CA,  // strh r2, [r1, #6]
      0x3C01,  // subs r4, #1
      0xD1F8,  // bne start
      0xE7FE,  // b .
    ])
    machine.registers[2] = 0x3005
    machine.registers[4] = 2
    run(machine, instructions: 12)
    #expect(machine.registers[0] == 8)
  }

  /// A byte of a halfword, an unaligned word, a multiple and a floating-point store reach code just as well.
  @Test(
    arguments: [
      ([0x708A, 0xBF00], 0x55),  // strb r2, [r1, #2]
      ([0xF8C1, 0x2001], 0x5520_6620),  // str.w r2, [r1, #1]
      ([0xC10C, 0xBF00], 0x2066_2055),  // stmia r1!, {r2, r3}
      ([0xE9C1, 0x2300], 0x2066_2055),  // strd r2, r3, [r1]
      ([0xED81, 0x0A00], 0),  // vstr s0, [r1]
      ([0xE841, 0x2600], 0x2066_2055),  // strex r6, r2, [r1]
    ] as [([UInt16], UInt32)])
  func everyKindOfStore(_ store: [UInt16], _ value: UInt32) {
    let machine = core([0x47A8, 0x4639] + store + [0x47A8, 0xE7FE])  // blx r5; mov r1, r7; store; blx r5; b .
    let victim: UInt32 = 0x2000_2000
    machine.code(victim, [0x2001, 0x2002, 0x2003, 0x4770])  // movs r0, #1; movs r0, #2; movs r0, #3; bx lr
    machine.registers[5] = victim | 1
    machine.registers[7] = victim
    machine.registers[2] = value
    machine.registers[3] = 0x4770_2077
    machine.registers[RegisterFile.floatingPoint] = 0x4770_2077
    machine.state.pointee.exclusive = true
    machine.state.pointee.exclusiveAddress = victim
    _ = machine.writeSystemSpace(Reg.cpacr, size: 4, value: 0x00F0_0000, privileged: true)
    run(machine, instructions: 5)
    #expect(machine.registers[0] == 3)
    run(machine, instructions: 30)
    #expect(machine.registers[0] == expectedResult(machine, victim))
    #expect(machine.peek(victim) != 0x2002_2001 || machine.peek(victim + 4) != 0x4770_2003)
  }

  /// What the victim leaves in R0, by reading its instructions from memory: movs r0, #n until bx lr.
  private func expectedResult(_ machine: Machine, _ victim: UInt32) -> UInt32 {
    var result = machine.registers[0]
    for offset in stride(from: UInt32(0), to: 8, by: 2) {
      let halfword = UInt32(machine.halfword(at: victim + offset) ?? 0)
      if halfword == 0x4770 { break }
      if halfword >> 8 == 0x20 { result = halfword & 0xFF }
    }
    return result
  }

  @Test func codeCopiedToMemoryTwice() {
    // Copies four bytes from R2 to R3 and calls R4, twice, with another source the second time.
    let machine = core([
      0x6815,  // ldr r5, [r2]
      0x601D,  // str r5, [r3]
      0x47A0,  // blx r4
      0x4606,  // mov r6, r0
      0x3204,  // adds r2, #4
      0x6815,  // ldr r5, [r2]
      0x601D,  // str r5, [r3]
      0x47A0,  // blx r4
      0xE7FE,  // b .
    ])
    machine.poke(0x2000_3000, 0x4770_2011)  // movs r0, #0x11; bx lr
    machine.poke(0x2000_3004, 0x4770_2022)  // movs r0, #0x22; bx lr
    machine.registers[2] = 0x2000_3000
    machine.registers[3] = 0x2000_4000
    machine.registers[4] = 0x2000_4001
    run(machine, instructions: 12)
    #expect(machine.registers[6] == 0x11)
    #expect(machine.registers[0] == 0x22)
  }

  /// SSRAM1 of the MPS2 boards is at 0 and at 0x00400000.
  @Test func storeThroughAnAlias() throws {
    let machine = try makeMachine(target: "mps2-an386")
    machine.code(
      0x1000,
      [
        0x47A8,  // blx r5
        0x800A,  // strh r2, [r1]
        0x47A8,  // blx r5
        0xE7FE,  // b .
      ])
    machine.code(0x2000, [0x2001, 0x4770])  // movs r0, #1; bx lr
    machine.registers[RegisterFile.programCounter] = 0x1000
    machine.state.pointee.thumb = true
    machine.registers[1] = 0x0040_2000
    machine.registers[2] = 0x2009
    machine.registers[5] = 0x2001
    run(machine, instructions: 3)
    #expect(machine.registers[0] == 1)
    run(machine, instructions: 7)
    #expect(machine.registers[0] == 9)
  }

  /// Bit 0 of the code's second halfword is set through the bit-band alias (Cortex-M4 TRM, 3.7).
  @Test func storeThroughABitBand() throws {
    let machine = try makeMachine(target: "stm32f407")
    let code: UInt32 = 0x2000_1000
    machine.code(
      code,
      [
        0x600A,  // str r2, [r1]
        0xBF00,  // nop
        0x2000,  // movs r0, #0: becomes movs r0, #1
        0xE7FE,  // b .
      ])
    machine.registers[RegisterFile.programCounter] = code
    machine.state.pointee.thumb = true
    machine.registers[1] = 0x2200_0000 + 0x1004 * 32
    machine.registers[2] = 1
    run(machine, instructions: 3)
    #expect(machine.registers[0] == 1)
  }

  /// Data beside code, in its page: the code goes on, and the data are written.
  @Test func storeBesideCode() {
    let machine = core([
      0x640A,  // str r2, [r1, #0x40]
      0x3201,  // adds r2, #1
      0x3C01,  // subs r4, #1
      0xD1FB,  // bne start
      0xE7FE,  // b .
    ])
    machine.registers[4] = 100
    run(machine, instructions: 400)
    #expect(machine.registers[2] == 100)
    #expect(machine.peek(Self.base + 0x40) == 99)
  }

  /// A literal was taken for constant; it is not when it is stored to, near the code or far from it.
  @Test(arguments: [UInt32(8), 0x800])
  func literalOverwritten(distance: UInt32) {
    let machine = makeCore()
    let code = Self.base
    machine.code(
      code,
      [
        0xF8DF, UInt16(distance - 4),  // ldr.w r0, [pc, #distance - 4]
        0x1836,  // adds r6, r6, r0
        0xE000,  // b 1f
        0xBF00, 0xBF00, 0xBF00,  // literal when near
        0x600A,  // 1: str r2, [r1]
        0x3C01,  // subs r4, #1
        0xD1F5,  // bne start
        0xE7FE,  // b .
      ])
    machine.code(code + 6, [0xE002])  // b over six bytes
    machine.poke(code + distance, 5)
    machine.registers[RegisterFile.programCounter] = code
    machine.registers[1] = code + distance
    machine.registers[2] = 70
    machine.registers[4] = 2
    run(machine, instructions: 12)
    #expect(machine.registers[6] == 75)
  }

  /// Another core's or debugger's view: a block of the privileged and one of the unprivileged code from the same bytes.
  @Test func bothPrivilegesSeeTheChange() {
    let machine = core([
      0x47A8,  // blx r5
      0xF380, 0x8814,  // msr control, r0
      0x47A8,  // blx r5
      0x800A,  // strh r2, [r1]
      0x47A8,  // blx r5
      0xE7FE,  // b .
    ])
    machine.code(0x2000_2000, [0x2001, 0x3601, 0x4770])  // movs r0, #1; adds r6, #1; bx lr
    machine.registers[5] = 0x2000_2001
    machine.registers[1] = 0x2000_2002
    machine.registers[2] = 0x3610  // adds r6, #16
    run(machine, instructions: 14)
    #expect(machine.registers[6] == 18)
  }
}

import Boards
import Microarchitecture
import Testing

@testable import Simulator

/// Tiny programs for what compiled ones seldom do: blocks cut anywhere, faults midway, time read from inside.
@Suite struct ProgramsExecutionTests {
  static let base: UInt32 = 0x2000_1000
  /// The end of the test board's SRAM.
  static let end: UInt32 = 0x2001_0000

  private func core(_ code: [UInt16], at address: UInt32 = base) -> Machine {
    let machine = makeCore()
    machine.code(address, code)
    machine.registers[RegisterFile.programCounter] = address
    return machine
  }

  private func run(_ machine: Machine, instructions: UInt64) {
    _ = machine.run(limits: RunLimits(instructions: instructions))
  }

  // MARK: IT blocks

  /// An IT block at any place relative to the end of a decoded block (48 instructions).
  @Test(arguments: Array(40...52), [UInt32(0), 1])
  func blockEndsInIT(padding: Int, value: UInt32) {
    let machine = core(
      [UInt16](repeating: 0xBF00, count: padding) + [
        0x2801,  // cmp r0, #1
        0xBF0D,  // iteet eq
        0x3101,  // addeq r1, #1
        0x3202,  // addne r2, #2
        0x3304,  // addne r3, #4
        0x3408,  // addeq r4, #8
        0x3510,  // adds r5, #16
        0xE7FE,  // b .
      ])
    machine.registers[0] = value
    let stepped = core([])
    for offset in stride(from: UInt32(0), to: 160, by: 4) {
      stepped.poke(Self.base + offset, machine.peek(Self.base + offset))
    }
    stepped.registers[0] = value
    let count = UInt64(padding + 7)
    run(machine, instructions: count)
    for _ in 0..<count { stepped.step() }
    #expect(machine.registers[5] == 16)
    #expect(machine.registers[1] == value)
    #expect(machine.registers[2] == 2 * (1 - value))
    #expect(machine.allRegisters == stepped.allRegisters)
    #expect(machine.cycles == stepped.cycles)
  }

  /// An interrupt between any two instructions of an IT block returns into it (DDI 0403E, B1.5.6: EPSR.IT is stacked).
  @Test(arguments: 0..<6)
  func interruptInsideIT(steps: Int) {
    let machine = core([
      0x2801,  // cmp r0, #1
      0xBF06,  // itte eq
      0x3101,  // addeq r1, #1
      0x3201,  // addeq r2, #1
      0x3301,  // addne r3, #1
      0x3401,  // adds r4, #1
      0xE7FE,  // b .
    ])
    machine.registers[0] = 1
    for _ in 0..<steps { machine.step() }
    let it = machine.state.pointee.itState
    _ = machine.writeSystemSpace(Reg.iser, size: 4, value: 1, privileged: true)
    _ = machine.writeSystemSpace(Reg.ispr, size: 4, value: 1, privileged: true)
    machine.step()
    #expect(machine.state.pointee.exceptionNumber == 0)
    #expect(machine.state.pointee.itState == it)
    run(machine, instructions: machine.instructionCount + 10)
    #expect(machine.registers[1] == 1)
    #expect(machine.registers[2] == 1)
    #expect(machine.registers[3] == 0)
    #expect(machine.registers[4] == 1)
  }

  // MARK: Accesses that end badly

  /// Across two pages, all arrives; past the end of memory, the base stays and BFAR names the first word missing.
  @Test(
    arguments: [
      ([0xE8B0, 0x00FC], true),  // ldmia.w r0!, {r2-r7}
      ([0xC8FC, 0xBF00], true),  // ldmia r0!, {r2-r7}
      ([0xE8A0, 0x00FC], false),  // stmia.w r0!, {r2-r7}
      ([0xECB0, 0x1A06], true),  // vldmia r0!, {s2-s7}
      ([0xECA0, 0x1A06], false),  // vstmia r0!, {s2-s7}
    ] as [([UInt16], Bool)])
  func multiples(code: [UInt16], isLoad: Bool) {
    for (address, faults) in [(Self.end - 12, true), (Self.base + 0xFF4, false)] as [(UInt32, Bool)] {
      let machine = core(code + [0xBF00])
      _ = machine.writeSystemSpace(Reg.cpacr, size: 4, value: 0x00F0_0000, privileged: true)
      for index in 0..<6 { machine.poke(address + 4 * UInt32(index), 0x100 + UInt32(index)) }
      for index in 2..<8 {
        machine.registers[index] = 0x200 + UInt32(index)
        machine.registers[RegisterFile.floatingPoint + index] = 0x200 + UInt32(index)
      }
      machine.registers[0] = address
      machine.step()
      #expect(machine.registers[0] == (faults ? address : address + 24))
      #expect((machine.state.pointee.exceptionNumber == 3) == faults)
      if faults {
        #expect(machine.readSystemSpace(Reg.bfar, size: 4, privileged: true) == Self.end)
        #expect((machine.readSystemSpace(Reg.cfsr, size: 4, privileged: true) ?? 0) == 0x8200)
      } else if isLoad {
        let first = code[0] >> 8 == 0xEC ? RegisterFile.floatingPoint : 0
        #expect((2..<8).map { machine.registers[first + $0] } == (0..<6).map { 0x100 + UInt32($0) })
      } else {
        #expect((0..<6).map { machine.peek(address + 4 * $0) } == (2..<8).map { 0x200 + UInt32($0) })
      }
    }
  }

  /// Unaligned accesses over a page's end work; over the end of memory they fault and change nothing.
  @Test(arguments: [(UInt32(1), 4), (2, 4), (3, 4), (1, 2)] as [(UInt32, Int)])
  func unaligned(offset: UInt32, size: Int) {
    let load: [UInt16] = size == 4 ? [0x6808] : [0x8808]  // ldr r0, [r1] or ldrh
    let store: [UInt16] = size == 4 ? [0x600A] : [0x800A]  // str r2, [r1] or strh
    for page in [UInt32(0x2000_3000), Self.end] {
      let address = page - offset
      let machine = core(store + load)
      machine.registers[1] = address
      machine.registers[2] = 0xA1B2_C3D4
      machine.poke(page - 4, 0x1122_3344)
      machine.step()
      if page == Self.end {
        #expect(machine.state.pointee.exceptionNumber == 3)
        #expect(machine.peek(page - 4) == 0x1122_3344)
      } else {
        machine.step()
        #expect(machine.registers[0] == (size == 4 ? 0xA1B2_C3D4 : 0xC3D4))
      }
    }
  }

  /// UNALIGN_TRP, and what faults unaligned without it (DDI 0403E, A3.2.1).
  @Test(
    arguments: [
      ([0x6808, 0xBF00], true),  // ldr r0, [r1]
      ([0x8008, 0xBF00], true),  // strh r0, [r1]
      ([0xE9D1, 0x2300], false),  // ldrd r2, r3, [r1]
      ([0xC90C, 0xBF00], false),  // ldm r1!, {r2, r3}
      ([0xED91, 0x0A00], false),  // vldr s0, [r1]
      ([0xED81, 0x0A00], false),  // vstr s0, [r1]
      ([0xE851, 0x0F00], false),  // ldrex r0, [r1]
    ] as [([UInt16], Bool)])
  func alignment(code: [UInt16], onlyWhenTrapped: Bool) {
    for traps in [false, true] {
      let machine = core(code)
      _ = machine.writeSystemSpace(Reg.cpacr, size: 4, value: 0x00F0_0000, privileged: true)
      _ = machine.writeSystemSpace(Reg.ccr, size: 4, value: traps ? 0x208 : 0x200, privileged: true)
      machine.registers[1] = 0x2000_4001
      machine.step()
      let faults = traps || !onlyWhenTrapped
      #expect((machine.readSystemSpace(Reg.cfsr, size: 4, privileged: true) ?? 0) == (faults ? 1 << 24 : 0))
    }
  }

  /// Branches to where nothing can be fetched: bit 0 clear (INVSTATE), peripherals and system space (XN: IACCVIOL),
  /// no memory (IBUSERR).
  @Test(
    arguments: [
      (0x2000_1000, 1 << 17), (0x4000_0001, 1 << 0), (0xE000_E001, 1 << 0), (0x1000_0001, 1 << 8),
    ] as [(UInt32, UInt32)])
  func branchNowhere(target: UInt32, status: UInt32) {
    let machine = core([0x4708])  // bx r1
    machine.registers[1] = target
    machine.step()
    machine.step()
    #expect(machine.readSystemSpace(Reg.cfsr, size: 4, privileged: true) == status)
    #expect(machine.readSystemSpace(Reg.hfsr, size: 4, privileged: true) == 1 << 30)
    #expect(machine.peek(machine.registers[13] + 0x18) == target & ~1)
  }

  // MARK: Limits

  @Test(arguments: [UInt64(1), 47, 48, 49, 1000, 10_000, 100_001])
  func instructionLimitIsExact(limit: UInt64) {
    let machine = core([UInt16](repeating: 0xBF00, count: 57) + [0xE7C5])  // 57 × nop; b start
    #expect(machine.run(limits: RunLimits(instructions: limit)) == .limit(.instructions))
    #expect(machine.instructionCount == limit)
    #expect(machine.ledger.totalInstructions == limit)
  }

  /// The first instruction boundary at or after the cycle.
  @Test(arguments: [UInt64(1), 2, 100, 12_345])
  func cycleLimit(limit: UInt64) {
    let machine = core([0x6800, 0xFBB1, 0xF2F3, 0xE7FB])  // ldr r0, [r0]; udiv r2, r1, r3; b start
    machine.registers[1] = 1_000_000
    machine.registers[3] = 3
    #expect(machine.run(limits: RunLimits(cycles: limit)) == .limit(.cycles))
    #expect(machine.cycles >= limit && machine.cycles < limit + 12)
    #expect(machine.ledger.totalCycles == machine.cycles)
  }

  @Test func timeout() {
    let machine = core([0xE7FE])
    #expect(machine.run(limits: RunLimits(timeout: 0.05)) == .limit(.timeout))
  }

  // MARK: Time

  /// CYCCNT read in a block's middle is what it is when each instruction is executed by itself (DDI 0403E, C1.8.3).
  @Test func cycleCounterInsideABlock() {
    let code: [UInt16] = [
      0x6808,  // ldr r0, [r1]
      0x6816,  // ldr r6, [r2]: 32 bits from SRAM
      0xFBB6, 0xF7F5,  // udiv r7, r6, r5
      0x680B,  // ldr r3, [r1]
      0xF8D2, 0x6001,  // ldr.w r6, [r2, #1]
      0x680C,  // ldr r4, [r1]
      0xE7FE,  // b .
    ]
    let machines = (0..<2).map { _ -> Machine in
      let machine = core(code)
      _ = machine.writeSystemSpace(Reg.demcr, size: 4, value: 1 << 24, privileged: true)
      _ = machine.writeSystemSpace(0xE000_1000, size: 4, value: 1, privileged: true)
      machine.poke(0x2000_4000, 0x8000_0000)
      machine.registers[1] = 0xE000_1004
      machine.registers[2] = 0x2000_4000
      machine.registers[5] = 3
      return machine
    }
    run(machines[0], instructions: 6)
    for _ in 0..<6 { machines[1].step() }
    #expect(machines[0].allRegisters == machines[1].allRegisters)
    #expect(machines[0].cycles == machines[1].cycles)
    let (first, second, third) = (machines[0].registers[0], machines[0].registers[3], machines[0].registers[4])
    #expect(second > first + 4 && third > second + 2)
  }

  /// A timer interrupt comes at the same instruction and cycle by blocks and by steps, whatever the code's dynamic
  /// costs are: divisions, unaligned accesses, a timer started in a block's middle.
  @Test(arguments: 20..<60)
  func interruptTimeIsExact(reload: UInt32) {
    let code: [UInt16] = [
      0x6031,  // str r1, [r6]: starts SysTick
      0xFBB4, 0xF0F5,  // udiv r0, r4, r5
      0xF8D2, 0x3001,  // ldr.w r3, [r2, #1]
      0xF8C2, 0x3005,  // str.w r3, [r2, #5]
      0x3701,  // adds r7, #1
      0xFBB4, 0xF0F5,  // udiv r0, r4, r5
      0xF8D2, 0x3003,  // ldr.w r3, [r2, #3]
      0xBF00,  // nop
      0xE7F2,  // b 2 (the first udiv)
    ]
    let machines = (0..<2).map { _ -> Machine in
      let machine = core(code)
      // SysTick's handler leaves the interrupted address in R9, and stays.
      machine.code(machine.handler(15), [0xF8DD, 0x9018, 0xE7FE])  // ldr.w r9, [sp, #0x18]; b .
      _ = machine.writeSystemSpace(0xE000_E014, size: 4, value: reload, privileged: true)
      machine.registers[6] = 0xE000_E010
      machine.registers[1] = 7
      machine.registers[2] = 0x2000_4000
      machine.registers[4] = 0xFFFF_FFFF
      machine.registers[5] = 3
      return machine
    }
    _ = machines[0].run(limits: RunLimits(cycles: 60))
    while machines[1].cycles < 60 { machines[1].step() }
    _ = machines[0].run(limits: RunLimits(cycles: 200))
    while machines[1].cycles < 200 { machines[1].step() }
    #expect(machines[0].registers[9] != 0)
    #expect(machines[0].registers[9] == machines[1].registers[9])
    #expect(machines[0].allRegisters == machines[1].allRegisters)
    #expect(machines[0].cycles == machines[1].cycles)
  }

  /// WFI skips to SysTick, and the cycles skipped are charged as sleep.
  @Test func sleepIsCharged() throws {
    let machine = core([0xBF30, 0x3001, 0xE7FC])  // wfi; adds r0, #1; b start
    _ = machine.writeSystemSpace(0xE000_E014, size: 4, value: 9_999, privileged: true)
    _ = machine.writeSystemSpace(0xE000_E010, size: 4, value: 7, privileged: true)
    _ = machine.run(limits: RunLimits(cycles: 1_000_050))
    #expect(machine.registers[0] == 100)
    let ledger = machine.ledger
    #expect(ledger.totalCycles == machine.cycles)
    let asleep = ledger.entries.values.reduce(0) { $0 + $1[.sleep] }
    #expect(asleep > 990_000)
    let exceptions = try #require(ledger.entries[machine.handler(15)])
    #expect(exceptions.executions == 100)
    #expect(exceptions[.exception] == 100 * 22)
  }

  // MARK: The exclusive monitor (DDI 0403E, A3.4)

  @Test func exclusives() {
    let machine = core([
      0xE841, 0x2000,  // strex r0, r2, [r1]: no monitor
      0xE851, 0x3F00,  // ldrex r3, [r1]
      0xE841, 0x2400,  // strex r4, r2, [r1]
      0xE841, 0x2500,  // strex r5, r2, [r1]: used up
      0xE851, 0x3F00,  // ldrex r3, [r1]
      0xF3BF, 0x8F2F,  // clrex
      0xE841, 0x2600,  // strex r6, r2, [r1]
    ])
    machine.poke(0x2000_4000, 11)
    machine.registers[1] = 0x2000_4000
    machine.registers[2] = 22
    run(machine, instructions: 7)
    #expect(machine.registers[0] == 1)
    #expect(machine.registers[3] == 22)
    #expect(machine.registers[4] == 0)
    #expect(machine.registers[5] == 1)
    #expect(machine.registers[6] == 1)
    #expect(machine.peek(0x2000_4000) == 22)
  }

  // MARK: Bit-banding (Cortex-M4 TRM, 3.7)

  @Test func bitBands() throws {
    let machine = try makeMachine(target: "stm32f407")
    machine.code(
      Self.base,
      [
        0x600A,  // str r2, [r1]
        0x680B,  // ldr r3, [r1]
        0x6025,  // str r5, [r4]
        0x6826,  // ldr r6, [r4]
      ])
    machine.registers[RegisterFile.programCounter] = Self.base
    machine.state.pointee.thumb = true
    machine.poke(0x2000_4000, 0x0F0F_0000)
    machine.registers[1] = 0x2200_0000 + 0x4000 * 32 + 31 * 4
    machine.registers[2] = 0xFFFF_FF01
    // Bit 0 of RCC_AHB1ENR at 0x40023830.
    machine.registers[4] = 0x4200_0000 + 0x2_3830 * 32
    machine.registers[5] = 1
    for _ in 0..<4 { machine.step() }
    #expect(machine.peek(0x2000_4000) == 0x8F0F_0000)
    #expect(machine.registers[3] == 1)
    #expect(machine.registers[6] == 1)
    #expect(machine.slowLoad(0x4002_3830, size: 4, privileged: true).value == 0x0010_0001)
  }
}

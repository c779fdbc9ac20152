import Testing

@testable import Simulator

/// Cycles of exception entry and return (Targets/cores; Cortex-M4 TRM 100166, 3.9), on each core.
@Suite struct ExceptionCycleTests {
  struct Part: Sendable, CustomTestStringConvertible {
    var target: String
    /// What stacking S0–S15 and FPSCR costs.
    var floatingPoint: UInt64
    /// A stack on which eight words cost nothing more, and one in slow memory.
    var fast: UInt32
    var slow: UInt32

    var testDescription: String { target }
  }

  static let parts = [
    Part(target: "stm32f407", floatingPoint: 17, fast: 0x1000_1000, slow: 0x0800_8000),
    Part(target: "stm32f746", floatingPoint: 9, fast: 0x2000_1000, slow: 0x2001_1000),
  ]

  /// A machine in Thread mode in SRAM whose interrupt 0 has a handler that returns at once.
  private func machine(_ part: Part) throws -> Machine {
    let machine = try makeMachine(target: part.target, overrides: TimingOverrides(waitStates: 5, caches: false))
    let table: UInt32 = 0x2000_0000
    machine.poke(table, part.fast)
    machine.poke(table + 4, 0x2000_0801)
    for number in 2..<32 { machine.poke(table + 4 * UInt32(number), 0x2000_0701) }
    machine.code(0x2000_0700, [0x4770, 0xBF00])  // bx lr
    machine.code(0x2000_0800, Array(repeating: 0xBF00, count: 8))
    machine.initialVectorTable = table
    machine.reset()
    machine.enable(0, 1)
    return machine
  }

  /// Cycles of an entry and of the return from it.
  private func entryAndReturn(_ machine: Machine) -> (entry: UInt64, back: UInt64) {
    let start = machine.cycles
    machine.pulseInterrupt(0)
    #expect(machine.takePendingException())
    let middle = machine.cycles
    machine.exceptionReturn(machine.lr)
    #expect(machine.ipsr == 0 && machine.stop == nil)
    #expect(machine.ledger.totalCycles == machine.cycles)
    return (middle - start, machine.cycles - middle)
  }

  @Test(arguments: parts)
  func basicFrame(_ part: Part) throws {
    #expect(try entryAndReturn(machine(part)) == (12, 10))
  }

  /// FPCCR.LSPEN set: only room is left. Clear: the registers are stored and loaded.
  @Test(arguments: parts, [true, false])
  func floatingPointFrame(_ part: Part, lazy: Bool) throws {
    let machine = try machine(part)
    machine[Reg.cpacr] = 0x00F0_0000
    machine[Reg.fpccr] = lazy ? 0xC000_0000 : 0x8000_0000
    machine.system.control |= Control.floatingPointActive
    let more = lazy ? 0 : part.floatingPoint
    #expect(entryAndReturn(machine) == (12 + more, 10 + more))
  }

  /// A handler that uses the floating-point unit pays for what entry deferred, and the return loads the registers.
  @Test(arguments: parts)
  func deferredSaveIsPaidWhenUsed(_ part: Part) throws {
    func handler(used: Bool) throws -> (body: UInt64, back: UInt64) {
      let machine = try machine(part)
      machine[Reg.cpacr] = 0x00F0_0000
      if used { machine.system.control |= Control.floatingPointActive }
      machine.code(0x2000_0700, [0xEEF0, 0x0A40, 0x4770, 0xBF00])  // vmov.f32 s1, s0; bx lr
      machine.pulseInterrupt(0)
      #expect(machine.takePendingException())
      let start = machine.cycles
      machine.step()
      let middle = machine.cycles
      machine.exceptionReturn(machine.lr)
      #expect(machine.ledger.totalCycles == machine.cycles)
      return (middle - start, machine.cycles - middle)
    }
    let (used, unused) = (try handler(used: true), try handler(used: false))
    #expect(used.body == unused.body + part.floatingPoint)
    #expect(used.back == 10 + part.floatingPoint && unused.back == 10)
  }

  @Test(arguments: parts)
  func tailChain(_ part: Part) throws {
    let machine = try machine(part)
    machine.pulseInterrupt(0)
    #expect(machine.takePendingException())
    machine.pulseInterrupt(1)
    let start = machine.cycles
    machine.exceptionReturn(machine.lr)
    #expect(machine.ipsr == 17)
    #expect(machine.cycles - start == 6)
  }

  /// SysTick comes while the frame is loaded: that is given up, and its handler chained.
  @Test(arguments: parts)
  func interruptWhileUnstacking(_ part: Part) throws {
    for (ahead, cycles) in [(4, 4 + 6), (9, 9 + 6), (10, 10)] as [(UInt64, UInt64)] {
      let machine = try machine(part)
      machine.pulseInterrupt(0)
      #expect(machine.takePendingException())
      machine[0xE000_E014] = 1000
      machine[0xE000_E018] = 0
      machine[0xE000_E010] = 7
      machine.updateDeadline()
      let event = machine.nextEvent
      machine.state.pointee.cycles = event - ahead
      machine.exceptionReturn(machine.lr)
      #expect(machine.cycles == event - ahead + cycles)
      #expect(machine.ipsr == (ahead < 10 ? 15 : 0))
    }
  }

  /// The frame's own stack counts, wherever the handler's is.
  @Test(arguments: parts)
  func processStackInSlowMemory(_ part: Part) throws {
    func cycles(_ process: UInt32) throws -> (entry: UInt64, back: UInt64) {
      let machine = try machine(part)
      machine.writeSpecial(9, mask: 0, value: process)
      machine.writeSpecial(20, mask: 0, value: 2)
      machine.sp = process
      let result = entryAndReturn(machine)
      #expect(machine.sp == process)
      return result
    }
    #expect(try cycles(part.fast + 0x400) == (12, 10))
    guard part.target == "stm32f746" else { return }
    #expect(try cycles(part.slow).back > 10)
  }
}

import Testing
import ThumbISA

@testable import Simulator

/// Random code under real timing: wait states, flash accelerators and caches, with code and data in every kind of
/// memory. However an instruction is reached, by blocks or by steps, it costs the same, and all is accounted for.
@Suite struct TimedRobustnessTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    var target: String
    var waitStates: UInt32?
    var caches: Bool?
    /// Where the code may lie.
    var code: [UInt32]
    /// Memories for its data.
    var data: [UInt32]

    var testDescription: String {
      let states = waitStates.map { "\($0)" } ?? "its own"
      return "\(target), \(states) wait states, caches \(caches.map { $0 ? "on" : "off" } ?? "its own")"
    }
  }

  /// Bases from the board files. Flash twice: one start at the beginning of a line, one in the middle.
  static let settings: [Setting] = [
    ("stm32f407", 5, [0x0800_1000, 0x0800_3006, 0x1006, 0x2000_0800], [0x1000_0000, 0x2001_BFE0, 0x0800_0000]),
    (
      "stm32f746", 7, [0x0800_1000, 0x0800_300A, 0x0020_1006, 0x2001_0800, 0x2000_0800, 0x80],
      [0x2000_FFE0, 0x2001_0000, 0x0800_0000, 0x0020_0000]
    ),
    (
      "stm32h743", 4, [0x0800_1000, 0x0800_301E, 0x2400_0800, 0x3000_0802, 0x2000_0800, 0x80],
      [0x2001_FFE0, 0x2400_0000, 0x3000_0000, 0x3800_0000, 0x0800_0000]
    ),
    ("stm32l4r5", 5, [0x0800_1000, 0x0800_3006, 0x2000_0800], [0x1000_0000, 0x2002_FFE0, 0x0800_0000]),
  ].flatMap { (target: String, waitStates: UInt32, code: [UInt32], data: [UInt32]) in
    [(waitStates, true), (waitStates, false), (nil, nil)].map { (states: UInt32?, caches: Bool?) in
      Setting(target: target, waitStates: states, caches: caches, code: code, data: data)
    }
  }

  static let streams = ProgramsRobustnessTests.streams / 2
  /// Streams between new machines: each begins with what the one before left in caches and buffers.
  static let together = 25
  static let cycles: UInt64 = 500

  @Test(arguments: settings, [UInt64(20_243), UInt64.random(in: 0...UInt64.max)])
  func blocksAndSteps(_ setting: Setting, _ seed: UInt64) throws {
    print("timed random code on \(setting.testDescription): seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var machines: [Machine] = []
    var instructions: UInt64 = 0
    for stream in 0..<Self.streams {
      if stream % Self.together == 0 { machines = try (0..<2).map { _ in try makeMachine(setting) } }
      let code = Self.code(using: &random)
      let state = random
      for machine in machines {
        random = state
        prepare(machine, setting, code: code, using: &random)
      }
      let (blocks, steps) = (machines[0], machines[1])
      let before = blocks.instructionCount
      let limit = blocks.cycles + Self.cycles
      _ = blocks.run(limits: RunLimits(cycles: limit, timeout: 10))
      while steps.stop == nil, steps.cycles < limit { steps.step(sleepingUntil: limit) }
      // The run ended between the entry of an exception and its handler, the step after the handler's first instruction.
      if blocks.stop == nil, blocks.cycles < steps.cycles || steps.stop != nil {
        blocks.step(sleepingUntil: limit)
      }
      instructions += blocks.instructionCount - before
      let place: Comment = "seed \(seed), stream \(stream)"
      try #require(blocks.stop == steps.stop, place)
      try #require(blocks.cycles == steps.cycles, place)
      try #require(blocks.allRegisters == steps.allRegisters, place)
      try #require(blocks.instructionCount == steps.instructionCount, place)
      try #require(blocks.memorySystem.counters == steps.memorySystem.counters, place)
      try #require(blocks.branchPredictor?.mispredictions == steps.branchPredictor?.mispredictions, place)
      try #require(blocks.timingSetting == steps.timingSetting, place)
      guard stream % Self.together == Self.together - 1 else { continue }
      let (ledger, other) = (blocks.ledger, steps.ledger)
      #expect(ledger.totalCycles == blocks.cycles, place)
      #expect(ledger.totalInstructions == blocks.instructionCount, place)
      #expect(ledger == other, place)
      #expect(ledger.events == blocks.instructionEvents && other.events == steps.instructionEvents, place)
    }
    #expect(instructions > UInt64(10 * Self.streams))
  }

  private func makeMachine(_ setting: Setting) throws -> Machine {
    try SimulatorTests.makeMachine(
      target: setting.target, overrides: TimingOverrides(waitStates: setting.waitStates, caches: setting.caches))
  }

  /// Any halfwords, any instructions, or loads and stores; half of them in a loop.
  private static func code(using random: inout SeededGenerator) -> [UInt16] {
    let kind = random.next() % 5
    var code: [UInt16] =
      if kind == 0 {
        (0..<64).map { _ in UInt16(truncatingIfNeeded: random.next()) }
      } else {
        ProgramsRobustnessTests.encodings(count: 8 + Int(random.next() % 32), using: &random) { row in
          kind < 3 || ProgramsRobustnessTests.accesses.contains(row.opcode)
        }
      }
    // B back to the start (encoding T2): a distance in halfwords, seen from two halfwords after it.
    if random.next() % 2 == 0 { code.append(0xE000 | UInt16(truncatingIfNeeded: -(code.count + 2)) & 0x7FF) }
    return code
  }

  /// A vector table whose handlers are the stream itself or a return, the stream, and registers that point into
  /// memories, to the flash's and the core's control registers, or nowhere.
  private func prepare(_ machine: Machine, _ setting: Setting, code: [UInt16], using random: inout SeededGenerator) {
    let table: UInt32 = 0x2000_0000
    let start = setting.code[Int(random.next() % UInt64(setting.code.count))]
    machine.stop = nil
    for vector in 0..<UInt32(16 + 32) {
      let handler = random.next() % 4 == 0 ? start &+ UInt32(random.next() % 64) & ~1 : 0x2000_0700
      machine.put(table &+ 4 * vector, handler | (random.next() % 64 == 0 ? 0 : 1))
    }
    machine.put(table, random.next() % 2 == 0 ? 0x2000_4000 : setting.data[1] &+ 0x400)
    machine.put(table &+ 4, start | 1)
    machine.put(0x2000_0700, 0x4770_4770)  // bx lr
    for (index, halfword) in code.enumerated() { machine.put(start &+ 2 * UInt32(index), halfword: halfword) }
    machine.initialVectorTable = table
    machine.blocks.discardAll()
    machine.blocks.freeRetired()
    machine.reset()
    for index in 0..<15 where index != 13 { machine.registers[index] = Self.pointer(setting, using: &random) }
    for index in RegisterFile.floatingPoint..<RegisterFile.count {
      machine.registers[index] = UInt32(truncatingIfNeeded: random.next())
    }
    // CPACR, and no lazy stacking in a quarter (FPCCR.LSPEN).
    if random.next() % 4 != 0 { machine[Reg.cpacr] = 0x00F0_0000 }
    if random.next() % 4 == 0 { machine[Reg.fpccr] = 0x8000_0000 }
    machine.state.pointee.apsr = UInt32(truncatingIfNeeded: random.next())
    if random.next() % 2 == 0 {
      machine[0xE000_E014] = UInt32(random.next() % 300)
      machine[0xE000_E010] = 7
    }
  }

  private static func pointer(_ setting: Setting, using random: inout SeededGenerator) -> UInt32 {
    let value = UInt32(truncatingIfNeeded: random.next() >> 8)
    switch random.next() % 12 {
    case 0...4: return setting.data[Int(value % UInt32(setting.data.count))] &+ (value >> 8) & 0x7F
    case 5: return setting.data[Int(value % UInt32(setting.data.count))] &+ (value >> 8) & 0x1FFC
    case 6: return setting.code[Int(value % UInt32(setting.code.count))] &+ (value >> 8) & 0xFF
    case 7: return [0x4002_3C00, 0x4002_2000, 0x5200_2000][Int(value % 3)]  // FLASH_ACR of the families
    case 8: return [0xE000_ED14, 0xE000_EF50, 0xE000_E008][Int(value % 3)]  // CCR, cache maintenance, ACTLR
    case 9: return 0x4000_0000 | value & 0x3_FFFC
    case 10: return value & 0x7F
    default: return value
    }
  }
}

import Boards
import Foundation
import Testing
import ThumbISA

@testable import Simulator

/// Whatever the guest executes, the simulator goes on or stops with a reason: it never traps and never leaves the
/// guest's memory; and it does the same by blocks and by steps. Once with a fixed seed and once with a new one, which is
/// printed.
@Suite struct ProgramsRobustnessTests {
  /// Streams a test; `THUMBPRINT_FUZZ_SCALE=10` does ten times as many.
  static let streams = 100 * (ProcessInfo.processInfo.environment["THUMBPRINT_FUZZ_SCALE"].flatMap { Int($0) } ?? 1)
  static let cycles: UInt64 = 200

  static let targets = ["mps2-an500", "stm32f407"]

  @Test(arguments: targets, [UInt64(20_240), UInt64.random(in: 0...UInt64.max)])
  func randomBytes(_ target: String, _ seed: UInt64) throws {
    try run(target, seed, "random bytes") { random in
      (0..<64).map { _ in UInt16(truncatingIfNeeded: random.next()) }
    }
  }

  @Test(arguments: targets, [UInt64(20_241), UInt64.random(in: 0...UInt64.max)])
  func randomInstructions(_ target: String, _ seed: UInt64) throws {
    try run(target, seed, "random instructions") { random in
      Self.encodings(count: 40, using: &random) { _ in true }
    }
  }

  /// Loads, stores and the system's instructions, with pointers to system registers and peripherals.
  @Test(arguments: targets, [UInt64(20_242), UInt64.random(in: 0...UInt64.max)])
  func randomSystemAccesses(_ target: String, _ seed: UInt64) throws {
    #expect(Self.accesses.count > 40)
    try run(target, seed, "random system accesses") { random in
      Self.encodings(count: 40, using: &random) { row in Self.accesses.contains(row.opcode) }
    }
  }

  static let accesses = Set(
    EncodingTable.rows.map(\.opcode).filter { opcode in
      let name = opcode.rawValueName
      return name.hasPrefix("str") || name.hasPrefix("ldr") || name.hasPrefix("stm") || name.hasPrefix("ldm")
        || ["msr", "mrs", "cps", "svc", "wfi", "wfe", "sev", "bx", "isb", "vldr", "vstr", "vldm", "vstm"].contains(name)
    })

  static func encodings(
    count: Int, using random: inout SeededGenerator, where isWanted: (EncodingRow) -> Bool
  ) -> [UInt16] {
    var code: [UInt16] = []
    while code.count < count {
      let row = EncodingTable.rows[Int(random.next() % UInt64(EncodingTable.rows.count))]
      guard isWanted(row) else { continue }
      let bits = row.randomEncoding(using: &random)
      if row.size == 4 { code.append(UInt16(truncatingIfNeeded: bits >> 16)) }
      code.append(UInt16(truncatingIfNeeded: bits))
    }
    return code
  }

  private func run(
    _ target: String, _ seed: UInt64, _ what: String, _ make: (inout SeededGenerator) -> [UInt16]
  ) throws {
    print("\(what) on \(target): seed \(seed)")
    var random = SeededGenerator(seed: seed)
    var machines = try (0..<2).map { _ in try makeMachine(target: target) }
    var instructions: UInt64 = 0
    for stream in 0..<Self.streams {
      if stream % 50 == 0 { machines = try (0..<2).map { _ in try makeMachine(target: target) } }
      let code = make(&random)
      let state = random
      for machine in machines {
        random = state
        prepare(machine, code: code, using: &random)
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
      if stream % 50 == 49 { #expect(blocks.ledger.totalCycles == blocks.cycles, place) }
    }
    #expect(instructions > UInt64(10 * Self.streams))
  }

  /// A vector table whose handlers are the stream itself or a return, the stream, and registers that point to
  /// interesting places or nowhere.
  private func prepare(_ machine: Machine, code: [UInt16], using random: inout SeededGenerator) {
    let table: UInt32 = 0x2000_0000
    let start: UInt32 = 0x2000_0800
    machine.stop = nil
    for vector in 0..<UInt32(16 + 32) {
      let handler = random.next() % 4 == 0 ? start &+ UInt32(random.next() % 128) : 0x2000_0700
      machine.put(table &+ 4 * vector, handler | (random.next() % 64 == 0 ? 0 : 1))
    }
    machine.put(table, 0x2000_4000)
    machine.put(table &+ 4, start | 1)
    machine.put(0x2000_0700, 0x4770_4770)  // bx lr
    for (index, halfword) in code.enumerated() { machine.put(start &+ 2 * UInt32(index), halfword: halfword) }
    machine.initialVectorTable = table
    machine.blocks.discardAll()
    machine.blocks.freeRetired()
    machine.reset()
    for index in 0..<13 { machine.registers[index] = Self.interesting(using: &random) }
    machine.registers[14] = Self.interesting(using: &random)
    if random.next() % 4 == 0 { machine.registers[13] = Self.interesting(using: &random) & ~3 }
    for index in RegisterFile.floatingPoint..<RegisterFile.count {
      machine.registers[index] = UInt32(truncatingIfNeeded: random.next())
    }
    if random.next() % 2 == 0 {
      _ = machine.writeSystemSpace(0xE000_ED88, size: 4, value: 0x00F0_0000, privileged: true)
    }
    machine.state.pointee.fpscr = UInt32(truncatingIfNeeded: random.next()) & 0xF7C0_009F
    machine.state.pointee.apsr = UInt32(truncatingIfNeeded: random.next())
    if random.next() % 2 == 0 {
      _ = machine.writeSystemSpace(0xE000_E014, size: 4, value: UInt32(random.next() % 200), privileged: true)
      _ = machine.writeSystemSpace(0xE000_E010, size: 4, value: 7, privileged: true)
    }
  }

  private static func interesting(using random: inout SeededGenerator) -> UInt32 {
    let value = UInt32(truncatingIfNeeded: random.next())
    switch random.next() % 12 {
    case 0: return 0xE000_0000 | value & 0xF_FFFC
    case 1: return 0xE000_E000 | value & 0xFFC
    case 2: return 0xE000_ED00 | value & 0xFC
    case 3: return 0x4000_0000 | value & 0x3_FFFC
    case 4: return 0x2000_0000 | value & 0xFFFF
    case 5: return 0x2000_0000 | value & 0xFFFC
    case 6: return 0xFFFF_FFE1 | value & 0x1C
    case 7: return 0x2200_0000 | value & 0x7_FFFF
    case 8: return value & 0x7F
    case 9: return 0x2000_0800 | value & 0xFF
    case 10: return [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFC][Int(value % 6)]
    default: return value
    }
  }
}

extension Machine {
  /// Puts a word or halfword into memory, whatever is decoded from it.
  func put(_ address: UInt32, _ value: UInt32) {
    put(address, halfword: UInt16(truncatingIfNeeded: value))
    put(address &+ 2, halfword: UInt16(truncatingIfNeeded: value >> 16))
  }

  func put(_ address: UInt32, halfword: UInt16) {
    guard let place = memory.place(of: address, size: 2) else { return }
    Self.store(memory.host(place), size: 2, value: UInt32(halfword))
  }
}

extension Opcode {
  fileprivate var rawValueName: String { "\(self)" }
}

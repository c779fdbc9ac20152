import Testing

@testable import Microarchitecture

/// What a Cortex-M4's data accesses cost by their addresses.
@Suite struct CortexM4LoadStoreUnitTests {
  private func unit() throws -> CortexM4LoadStoreUnit {
    try #require(try CortexM4.pipeline().makeLoadStoreUnit() as? CortexM4LoadStoreUnit)
  }

  /// (bytes, address within a word, cycles): a word at an odd halfword takes one more, at an odd byte two; a halfword at
  /// an odd byte one. Recalled.
  static let alignments: [(UInt32, UInt32, UInt32)] = [
    (4, 0, 0), (4, 1, 2), (4, 2, 1), (4, 3, 2), (2, 0, 0), (2, 1, 1), (2, 2, 0), (2, 3, 1), (1, 0, 0), (1, 1, 0),
    (1, 2, 0), (1, 3, 0),
  ]

  @Test(arguments: alignments) func alignment(size: UInt32, address: UInt32, cycles: UInt32) throws {
    for isStore in [false, true] {
      let access = DataAccess(address: 0x2000_0000 + address, size: size, isStore: isStore, now: 0)
      #expect(try unit().cycles(access, memory: 0) == cycles)
      #expect(
        try CortexM4.pipeline().unalignedCycles(address: 0x2000_0000 + address, size: size, isStore: isStore) == cycles)
    }
  }

  /// Loads pipeline only within one memory (jnk0le).
  @Test func pipelinesWithinOneMemory() throws {
    let unit = try unit()
    var access = DataAccess(
      address: 0x1000_0000, size: 4, isStore: false, note: .pipelinedAccess, now: 0, previousMemory: 1)
    #expect(unit.cycles(access, memory: 2) == 1)
    #expect(unit.cycles(access, memory: 1) == 0)
    access.note = []
    #expect(unit.cycles(access, memory: 2) == 0)
    access.note = .pipelinedAccess
    access.isStore = true
    #expect(unit.cycles(access, memory: 2) == 1)
    access.address += 2
    #expect(unit.cycles(access, memory: 2) == 2)
    access.previousMemory = nil
    #expect(unit.cycles(access, memory: 2) == 1)
  }

  /// (instructions, for each whether it is noted as overlapping the load before it)
  static let notes: [(String, [Bool])] = [
    ("ldr r0, [r1]; ldr r1, [r2]; str r2, [r3]", [false, true, true]),
    ("ldr r0, [r1]; ldr r2, [r0]", [false, false]),
    ("ldr r0, [r1]; nop; ldr r1, [r2]", [false, false, false]),
    ("str r0, [r1]; str r2, [r3]", [false, false]),
    ("ldr r0, [pc, #0x0]; ldr r2, [pc, #0x4]; ldr r1, [r2]", [false, false, false]),
    ("ldr r0, [r1, r2]; str r0, [r3, #0x14]", [false, false]),
    ("ldr r0, [r1, r2]; str r1, [r3, r2]", [false, true]),
  ]

  @Test(arguments: notes) func overlappingAccessesAreNoted(code: String, expected: [Bool]) throws {
    let pipeline = try CortexM4.pipeline()
    let program = try CortexM4Program(code).instructions
    let schedule = pipeline.schedule(program, entering: pipeline.initialState)
    let noted = program.indices.map { !schedule.notes.isEmpty && schedule.notes[$0].contains(.pipelinedAccess) }
    #expect(noted == expected, "\(code)")
  }

  /// Waiting for the bytes of an access leaves nothing to overlap.
  @Test func anAccessThatComesLateDoesNotOverlap() throws {
    let pipeline = try CortexM4.pipeline()
    let program = try CortexM4Program("ldr.w r0, [r1]; ldr.w r1, [r2]; ldr.w r2, [r3]", at: 0x1002).instructions
    #expect(pipeline.schedule(program, entering: pipeline.initialState).notes == [[], .pipelinedAccess, []])
  }
}

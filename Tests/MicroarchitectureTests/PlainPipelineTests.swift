import Testing
import ThumbISA

@testable import Microarchitecture

/// The plain pipelines: what each kind of instruction costs, and that a block costs what its parts do.
@Suite struct PlainPipelineTests {
  static let m4 = PlainPipeline(costs: .cortexM4)
  static let m7 = PlainPipeline(costs: .cortexM7)

  /// Cycles of instructions at zero wait states, entered in the initial state: Cortex-M4 TRM (Arm 100166), table 3-1 for
  /// the integer core and table 7-1 for floating point.
  static let m4Costs: [(name: String, code: [UInt16], cycles: UInt32)] = [
    ("MOV Rd, #imm: 1", [0x2001], 1),
    ("ADD Rd, Rn, Rm: 1", [0x1888], 1),
    ("MUL: 1", [0x4348], 1),
    ("MLA: 1, and SMLAL and UMULL 1", [0xFB01, 0x0002], 1),
    ("SMLAL: 1", [0xFBC2, 0x0103], 1),
    ("SDIV: 2 to 12; 2 here, the rest by operands", [0xFB90, 0xF0F1], 2),
    ("LDR: 2", [0x6808], 2),
    ("LDRB: 2", [0x7808], 2),
    ("LDR literal: 2", [0x4800], 2),
    ("STR: 1, buffered", [0x6008], 1),
    ("LDRD: 1 + N", [0xE9D1, 0x2300], 3),
    ("STRD: 1 + N", [0xE9C1, 0x2300], 3),
    ("LDM of 3: 1 + N", [0xC91C], 4),
    ("STM of 3: 1 + N", [0xC11C], 4),
    ("PUSH of 6: 1 + N", [0xB51F], 7),
    ("POP of 4: 1 + N", [0xBC0F], 5),
    ("TBB: 2 + P", [0xE8D0, 0xF001], 2),
    ("NOP: 1", [0xBF00], 1),
    ("VADD.F32: 1", [0xEE30, 0x0A01], 1),
    ("VMUL.F32: 1", [0xEE20, 0x0A01], 1),
    ("VFMA.F32: 3", [0xEEA0, 0x0A01], 3),
    ("VMLA.F32: 3", [0xEE00, 0x0A01], 3),
    ("VDIV.F32: 14", [0xEE80, 0x0A01], 14),
    ("VSQRT.F32: 14", [0xEEB1, 0x0AC0], 14),
    ("VLDR.32: 2", [0xED90, 0x0A00], 2),
    ("VLDR.64: 3", [0xED90, 0x0B00], 3),
    ("VSTR.64: 3", [0xED80, 0x0B00], 3),
    ("VLDM of 4: 1 + N", [0xEC90, 0x0A04], 5),
    ("VPUSH of 8: 1 + N", [0xED2D, 0x8B08], 9),
  ]

  @Test(arguments: m4Costs.indices)
  func cortexM4(row: Int) throws {
    let (name, code, cycles) = Self.m4Costs[row]
    let schedule = Self.m4.schedule(try block(code), entering: Self.m4.initialState)
    #expect(total(schedule.charges) == cycles, "\(name)")
  }

  /// A load that follows a load is pipelined with it: N loads take N + 1 cycles (Arm 100166, 3.3.3).
  @Test func loadsArePipelined() throws {
    let schedule = Self.m4.schedule(
      try block([0x6808, 0x6849, 0x688A, 0x68CB]), entering: Self.m4.initialState)
    #expect(total(schedule.charges) == 5)
  }

  /// IT behind a 16-bit instruction is folded and takes no cycle (Arm 100166, table 3-1); others take one.
  @Test(arguments: [([0x2001, 0xBF08, 0x2002], 2), ([0xF04F, 0x0001, 0xBF08, 0x2002], 3)] as [([UInt16], UInt32)])
  func foldedIT(code: [UInt16], cycles: UInt32) throws {
    let schedule = Self.m4.schedule(try block(code), entering: Self.m4.initialState)
    #expect(total(schedule.charges) == cycles)
  }

  /// A taken branch adds the refill, P: between 1 and 3 cycles (Arm 100166, table 3-1); not taken, a branch takes 1.
  @Test(arguments: [([0xD001], 2), ([0xE7FE], 2), ([0x4770], 3), ([0xF000, 0xF800], 2)] as [([UInt16], UInt32)])
  func branches(code: [UInt16], taken: UInt32) throws {
    let schedule = Self.m4.schedule(try block(code), entering: Self.m4.initialState)
    #expect(total(schedule.charges) == 1)
    #expect(total(schedule.charges) + total(schedule.takenCharges) == taken)
    #expect(schedule.takenCharges.allSatisfy { $0.cause == .branchRefill })
  }

  /// SDIV and UDIV take 2 to 12 cycles (Arm 100166, table 3-1), the more the longer the quotient.
  @Test func division() {
    for pipeline in [Self.m4, Self.m7] {
      var last: UInt32 = 0
      for dividend in 0...32 {
        for divisor in 0...32 {
          let extra = pipeline.divideCycles(dividendBits: dividend, divisorBits: divisor)
          #expect(extra <= pipeline.maximumDivideCycles)
        }
        let extra = pipeline.divideCycles(dividendBits: dividend, divisorBits: 1)
        #expect(extra >= last)
        last = extra
      }
      #expect(pipeline.divideCycles(dividendBits: 0, divisorBits: 9) == 0)
      #expect(pipeline.costs.divide + pipeline.maximumDivideCycles == 12)
    }
  }

  /// Exception entry takes 12 cycles, tail-chaining 6 (Arm 100166, 3.9.1).
  @Test func exceptions() {
    #expect(Self.m4.exceptionEntryCycles == 12)
    #expect(Self.m4.tailChainCycles == 6)
  }

  /// What the simulator relies on when it leaves a block early or enters one in its middle: scheduling a block in two
  /// parts costs the same as scheduling it whole, cause by cause.
  @Test(arguments: [UInt64(4), UInt64.random(in: 0...UInt64.max)])
  func schedulesCompose(seed: UInt64) {
    print("composition: seed \(seed)")
    var random = SeededGenerator(state: seed)
    for pipeline in [Self.m4, Self.m7] {
      for _ in 0..<300 {
        let whole = randomBlock(using: &random)
        let entry = pipeline.schedule(randomBlock(using: &random), entering: pipeline.initialState).exit
        let expected = pipeline.schedule(whole, entering: entry)
        for cut in 0...whole.count {
          let first = pipeline.schedule(Array(whole[..<cut]), entering: entry)
          let second = pipeline.schedule(Array(whole[cut...]), entering: first.exit)
          let moved = second.charges.map {
            Charge(instruction: $0.instruction + cut, cause: $0.cause, cycles: $0.cycles)
          }
          #expect(first.charges + moved == expected.charges, "seed \(seed)")
          #expect(second.exit == expected.exit, "seed \(seed)")
          if cut < whole.count {
            #expect(second.takenExit == expected.takenExit)
            #expect(total(second.takenCharges) == total(expected.takenCharges))
          }
        }
      }
    }
  }

  /// Every instruction is charged in order, and none but IT is free.
  @Test func chargesAreInOrder() {
    var random = SeededGenerator(state: 5)
    for _ in 0..<300 {
      let block = randomBlock(using: &random)
      let schedule = Self.m4.schedule(block, entering: Self.m4.initialState)
      #expect(schedule.charges.map(\.instruction) == schedule.charges.map(\.instruction).sorted())
      let charged = Set(schedule.charges.map(\.instruction))
      for (index, issued) in block.enumerated() where !charged.contains(index) {
        #expect(issued.instruction.opcode == .it)
      }
    }
  }

  // MARK: Helpers

  private func total(_ charges: [Charge]) -> UInt32 { charges.reduce(0) { $0 + $1.cycles } }

  private func block(_ code: [UInt16]) throws -> [IssuedInstruction] {
    var block: [IssuedInstruction] = []
    var index = 0
    while index < code.count {
      let instruction = try #require(Decoder.decode(code[index], index + 1 < code.count ? code[index + 1] : 0))
      block.append(IssuedInstruction(instruction: instruction, address: 0x100 + 2 * UInt32(index)))
      index += Int(instruction.size) / 2
    }
    return block
  }

  private func randomBlock(using random: inout SeededGenerator) -> [IssuedInstruction] {
    var block: [IssuedInstruction] = []
    var address: UInt32 = 0x100
    let count = Int(random.next() % 12) + 1
    while block.count < count {
      let row = EncodingTable.rows[Int(random.next() % UInt64(EncodingTable.rows.count))]
      let bits = row.randomEncoding(using: &random)
      let first = UInt16(truncatingIfNeeded: row.size == 4 ? bits >> 16 : bits)
      guard let instruction = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)) else { continue }
      block.append(IssuedInstruction(instruction: instruction, address: address))
      address += UInt32(instruction.size)
    }
    return block
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

import Testing
import ThumbISA

@testable import Microarchitecture

/// The Cortex-M7's pipeline, fact by fact.
@Suite struct CortexM7PipelineTests {
  static let pipeline = CortexM7Pipeline(costs: CortexM7.costs)

  private func schedule(_ code: [UInt16], at address: UInt32 = 0x100) throws -> Schedule {
    Self.pipeline.schedule(try CortexM7.instructions(code, at: address), entering: Self.pipeline.initialState)
  }

  @Test(arguments: CortexM7Facts.all)
  func fact(_ row: CortexM7Fact) throws {
    for program in [row.applies, row.neighbour] {
      #expect(CortexM7.text(program.code) == program.text)
      #expect(try schedule(program.code).cycles == program.cycles, "\(row.fact) \(row.source): \(program.text)")
    }
    #expect(row.applies.text != row.neighbour.text)
  }

  /// Every row of the cost table decides something: changing it changes the cost of some program, some branch or some
  /// access. A row that nothing reads would be a number that nobody can trust.
  @Test func everyCostIsUsed() throws {
    let table = try CortexM7.table.get()
    #expect(Set(table.rows.map(\.name)) == Set(CortexM7Costs.rows.map(\.name)))
    let reference = try Self.observations(CortexM7Costs(table))
    for index in table.rows.indices {
      var changed = table
      changed.rows[index].value = changed.rows[index].name == "fetch-bytes" ? 16 : changed.rows[index].value + 1
      let costs = try CortexM7Costs(changed)
      #expect(try Self.observations(costs) != reference, "\(table.rows[index].name) decides nothing")
    }
  }

  /// A table that lacks a row, has one too many, or one with a number that the model cannot work with is refused.
  @Test func unsuitableTables() throws {
    let table = try CortexM7.table.get()
    var changed = table
    changed.rows.removeAll { $0.name == "load-to-address" }
    #expect(throws: CostTableError.missing(name: "load-to-address", core: "cortex-m7")) {
      try CortexM7Costs(changed)
    }
    changed = table
    changed.rows.append(CostTable.Row(name: "load-to-adress", value: 3, source: "", confirmed: .measured))
    #expect(throws: CostTableError.self) { try CortexM7Costs(changed) }
    for (name, value) in [("load-to-address", 16), ("fetch-queue", 1), ("btac-entries", 0)] as [(String, UInt32)] {
      changed = table
      for index in changed.rows.indices where changed.rows[index].name == name { changed.rows[index].value = value }
      #expect(throws: CostTableError.self) { try CortexM7Costs(changed) }
    }
  }

  private static func observations(_ costs: CortexM7Costs) throws -> [UInt32] {
    let pipeline = CortexM7Pipeline(costs: costs)
    var seen: [UInt32] = [
      pipeline.divideCycles(dividendBits: 32, divisorBits: 2), pipeline.divideCycles(dividendBits: 32, divisorBits: 1),
      pipeline.maximumDivideCycles, pipeline.exceptionEntryCycles, pipeline.exceptionReturnCycles,
      pipeline.tailChainCycles, pipeline.floatingPointStackingCycles,
    ]
    for row in CortexM7Facts.all {
      for program in [row.applies, row.neighbour] {
        let block = try CortexM7.instructions(program.code)
        seen.append(pipeline.schedule(block, entering: pipeline.initialState).cycles)
      }
    }
    for gap in 0...9 {
      let block = try CortexM7.instructions([0x3801] + Array(repeating: 0xBF00, count: gap) + [0xD1FE])
      seen.append(pipeline.schedule(block, entering: pipeline.initialState).misprediction)
    }
    // Divisions fill the queue; jumps from the end of a window to the beginning of the next empty it.
    let division = pipeline.schedule(
      try CortexM7.instructions([0xFB90, 0xF0F1, 0xFB90, 0xF0F1, 0xE000]), entering: pipeline.initialState)
    var state = division.takenExit
    for address: UInt32 in [0x206, 0x306, 0x406, 0x506, 0x606, 0x706, 0x806, 0x906] {
      let jump = pipeline.schedule(try CortexM7.instructions([0xBF00, 0xE000], at: address), entering: state)
      seen.append(jump.cycles)
      state = jump.takenExit
    }
    seen += CortexM7LoadStoreUnitTests.observations(costs) + CortexM7PredictorTests.observations(costs)
    return seen
  }

  // MARK: Fetch

  /// Eight wide instructions flow in pairs when they are 8-byte aligned; elsewhere the first issues alone, and the last
  /// [A, J].
  @Test(arguments: [(0x100, 4), (0x104, 5), (0x102, 5), (0x106, 5)] as [(UInt32, UInt32)])
  func wideInstructions(address: UInt32, cycles: UInt32) throws {
    let schedule = try schedule((0..<8).flatMap { _ in [0xF3AF, 0x8000] as [UInt16] }, at: address)
    #expect(schedule.cycles == cycles)
    #expect(schedule.charges.contains { $0.cause == .fetchWait } == (address == 0x106))
  }

  /// Four narrow instructions arrive a cycle, two issue: after the first, alignment does not matter [A].
  @Test(arguments: [(0x100, 4), (0x102, 4), (0x104, 4), (0x106, 5)] as [(UInt32, UInt32)])
  func narrowInstructions(address: UInt32, cycles: UInt32) throws {
    #expect(try schedule(Array(repeating: 0xBF00, count: 8), at: address).cycles == cycles)
  }

  /// `1: subs r0, #1; bne 1b`: 1.0 cycle an iteration, 2.0 when it straddles an 8-byte boundary [dwelch67, branch target
  /// cache on].
  @Test(arguments: [(0x100, 1), (0x102, 1), (0x104, 1), (0x106, 2)] as [(UInt32, UInt32)])
  func shortLoop(address: UInt32, cycles: UInt32) throws {
    #expect(CortexM7.text([0x3801, 0xD1FD]) == "subs r0, #0x1; bne 0x100")
    #expect(try CortexM7.loop([0x3801, 0xD1FD], at: address) == 12 * cycles)
  }

  /// Forty instructions that all pair, the branch included: 20 cycles an iteration [J].
  @Test func fortyInstructions() throws {
    let nop: [UInt16] = [0xF3AF, 0x8000]
    let subtract: [UInt16] = [0xF1B9, 0x0901]
    let branch: [UInt16] = [0xF47F, 0xAFB0]
    let code = (0..<28).flatMap { _ in nop } + subtract + (0..<10).flatMap { _ in nop } + branch
    #expect(CortexM7.text(Array(code[56..<58])) == "subs.w r9, r9, #0x1")
    #expect(CortexM7.text(branch, at: 0x100 + 39 * 4) == "bne.w 0x100")
    #expect(try CortexM7.loop(code, at: 0x100) == 12 * 20)
    // Not on an 8-byte boundary, one fetch more is needed.
    #expect(try CortexM7.loop(code, at: 0x104) == 12 * 21)
  }

  /// A predicted taken branch in the older slot pairs with the instruction at its target, if enough 16-bit instructions came
  /// before for the fetch to have run ahead [J].
  @Test func takenBranchPairsWithItsTarget() throws {
    // Seven instructions, the branch in the older slot of every other iteration: 3.5 cycles.
    let narrow: [UInt16] = Array(repeating: 0xBF00, count: 6) + [0xE7F8]
    #expect(CortexM7.text(narrow).hasSuffix("b 0x100"))
    #expect(try CortexM7.loop(narrow, at: 0x100) == 12 * 7 / 2)
    // Seven wide ones take four fetches of 8 bytes.
    let wide: [UInt16] = (0..<6).flatMap { _ in [0xF3AF, 0x8000] as [UInt16] } + [0xF7FF, 0xBFF2]
    #expect(CortexM7.text(wide).hasSuffix("b.w 0x100"))
    #expect(try CortexM7.loop(wide, at: 0x100) == 12 * 4)
  }

  // MARK: Notes

  /// A paired instruction is not charged, and noted; two loads of one cycle must not meet in a bank [J].
  @Test func notes() throws {
    let schedule = try schedule([0x6808, 0x681A, 0x6008, 0x681A, 0x1840, 0x6008])
    #expect(
      CortexM7.text([0x6808, 0x681A, 0x6008, 0x681A, 0x1840, 0x6008])
        == "ldr r0, [r1]; ldr r2, [r3]; str r0, [r1]; ldr r2, [r3]; adds r0, r0, r1; str r0, [r1]")
    #expect(
      schedule.notes == [[], [.paired, .younger, .pairedAccess], [], [.paired, .younger], [], [.paired, .younger]])
    #expect(schedule.charges.map(\.instruction) == [0, 2, 4])
  }

  /// Waiting is charged to the instruction that waits, by its cause.
  @Test func causes() throws {
    let schedule = try schedule([0x6808, 0x6802])
    #expect(CortexM7.text([0x6808, 0x6802]) == "ldr r0, [r1]; ldr r2, [r0]")
    #expect(schedule.cycles(of: 0, .issue) == 1)
    #expect(schedule.cycles(of: 1, .issue) == 1)
    #expect(schedule.cycles(of: 1, .operandWait) == 2)
  }

  // MARK: Branches

  /// A misprediction costs 8 cycles, 6 if the flags were set at least three cycles before the branch; the effect is not
  /// gradual [J].
  @Test(arguments: [(0, 8), (3, 8), (4, 8), (5, 6), (6, 6), (9, 6)] as [(Int, UInt32)])
  func misprediction(between: Int, cycles: UInt32) throws {
    let code: [UInt16] = [0x3801] + Array(repeating: 0xBF00, count: between) + [0xD1FE]
    #expect(try schedule(code).misprediction == cycles)
  }

  /// What does not depend on flags known early is resolved late.
  @Test(arguments: [[0xB100], [0x4770], [0xBD10], [0xE7FE]] as [[UInt16]])
  func otherMispredictions(code: [UInt16]) throws {
    #expect(try schedule(code).misprediction == 8)
    #expect(try schedule([0xBF00]).misprediction == 0)
  }

  // MARK: Division

  /// About 7, by the operands [L]: 3 if the quotient is 0, 12 at most.
  @Test func division() {
    let base = Self.pipeline.costs.divide
    #expect(base + Self.pipeline.divideCycles(dividendBits: 0, divisorBits: 5) == 3)
    #expect(base + Self.pipeline.divideCycles(dividendBits: 4, divisorBits: 5) == 3)
    for bits in 13...16 { #expect(base + Self.pipeline.divideCycles(dividendBits: bits, divisorBits: 1) == 7) }
    #expect(base + Self.pipeline.divideCycles(dividendBits: 32, divisorBits: 1) == 11)
    for dividend in 0...32 {
      for divisor in 0...32 {
        let cycles = Self.pipeline.divideCycles(dividendBits: dividend, divisorBits: divisor)
        #expect(cycles <= Self.pipeline.maximumDivideCycles)
      }
    }
  }
}

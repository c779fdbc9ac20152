import Testing
import ThumbISA

@testable import Microarchitecture

/// The Cortex-M7's pipeline on random programs: against the naive machine, in parts against as a whole, and how many states
/// it comes to.
@Suite struct CortexM7RandomTests {
  /// A run of blocks along a path: each ends in a branch, taken or not, or simply ends.
  private struct Program {
    var blocks: [(instructions: [IssuedInstruction], isTaken: Bool)] = []

    var trace: [CortexM7Naive.Step]? {
      var steps: [CortexM7Naive.Step] = []
      for block in blocks {
        for (index, issued) in block.instructions.enumerated() {
          guard let work = CortexM7Work(issued.instruction) else { return nil }
          steps.append(
            CortexM7Naive.Step(
              work: work, address: issued.address, size: UInt32(issued.instruction.size),
              isTaken: block.isTaken && index == block.instructions.count - 1))
        }
      }
      return steps
    }
  }

  /// Cycles after which each instruction has left the issue stage, by the model.
  private func scheduled(_ program: Program, by pipeline: CortexM7Pipeline) -> [Int] {
    var state = pipeline.initialState
    var result: [Int] = []
    var total = 0
    for block in program.blocks {
      let schedule = pipeline.schedule(block.instructions, entering: state)
      for index in block.instructions.indices {
        total += Int(schedule.cycles(of: index))
        result.append(total)
      }
      total += Int(schedule.takenCycles)
      state = block.isTaken ? schedule.takenExit : schedule.exit
    }
    return result
  }

  /// The scheduled model and the naive machine give each instruction the same cycle, in thousands of programs.
  @Test(arguments: 0..<8)
  func agreesWithNaive(seed: Int) throws {
    let pipeline = CortexM7Pipeline(costs: CortexM7.costs)
    var random = CortexM7Random(state: UInt64(seed) &* 7919 + 1)
    var compared = 0
    var paired = 0
    for _ in 0..<400 {
      let program = randomProgram(using: &random)
      let trace = try #require(program.trace)
      let naive = CortexM7Naive.run(trace)
      let model = scheduled(program, by: pipeline)
      if naive != model, let index = zip(naive, model).enumerated().first(where: { $1.0 != $1.1 })?.offset {
        let texts = program.blocks.flatMap(\.instructions).map { $0.instruction.assembly(at: $0.address) }
        Issue.record(
          "\(naive[index]) cycles, scheduled \(model[index]), at the end of \(texts[max(0, index - 7)...index])")
        return
      }
      #expect(naive == model)
      compared += model.count
      paired += zip(model, model.dropFirst()).count { $0 == $1 }
    }
    // Programs so short of pairs, or of instructions, would show nothing.
    #expect(compared > 5000)
    #expect(paired > compared / 20)
  }

  /// A block scheduled in two parts costs the same as whole, cause by cause, with the same notes.
  @Test func composes() {
    let pipeline = CortexM7Pipeline(costs: CortexM7.costs)
    var random = CortexM7Random(state: 77)
    for _ in 0..<400 {
      let program = randomProgram(using: &random)
      var entry = pipeline.initialState
      for (block, isTaken) in program.blocks {
        let whole = pipeline.schedule(block, entering: entry)
        let cut = Int(random.next() % UInt64(block.count + 1))
        let first = pipeline.schedule(Array(block[..<cut]), entering: entry)
        let second = pipeline.schedule(Array(block[cut...]), entering: first.exit)
        let parts =
          first.charges
          + second.charges.map { Charge(instruction: $0.instruction + cut, cause: $0.cause, cycles: $0.cycles) }
        #expect(parts == whole.charges)
        #expect(second.exit == whole.exit)
        if cut < block.count {
          #expect(second.takenExit == whole.takenExit)
          #expect(second.misprediction == whole.misprediction)
        }
        let none = { (schedule: Schedule, count: Int) in
          schedule.notes.isEmpty ? Array(repeating: IssueNote(), count: count) : schedule.notes
        }
        #expect(none(first, cut) + none(second, block.count - cut) == none(whole, block.count))
        entry = isTaken ? whole.takenExit : whole.exit
      }
    }
  }

  /// Any instruction at all can be scheduled, and every instruction without a charge is noted as paired.
  @Test func anyInstruction() {
    let pipeline = CortexM7Pipeline(costs: CortexM7.costs)
    var random = CortexM7Random(state: 78)
    var state = pipeline.initialState
    for row in EncodingTable.rows {
      for _ in 0..<20 {
        let bits = row.randomEncoding(using: &random)
        let first = UInt16(truncatingIfNeeded: row.size == 4 ? bits >> 16 : bits)
        guard let instruction = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)) else { continue }
        let issued = IssuedInstruction(instruction: instruction, address: 0x100)
        let schedule = pipeline.schedule([issued], entering: state)
        let isPaired = schedule.notes.first?.contains(.paired) ?? false
        #expect(schedule.cycles > 0 || isPaired)
        #expect(schedule.cycles < 64)
        state = random.next() & 1 == 0 ? schedule.exit : schedule.takenExit
      }
    }
  }

  /// States stay few: a block of a program is entered in a handful of them.
  @Test func statesAreFew() throws {
    let pipeline = CortexM7Pipeline(costs: CortexM7.costs)
    var random = CortexM7Random(state: 79)
    // Loops: a block is entered in so many states until they repeat.
    var most = 0
    var sum = 0
    let loops = 300
    for _ in 0..<loops {
      let program = randomProgram(using: &random)
      var seen: Set<[PipelineState]> = []
      var state = pipeline.initialState
      while true {
        var entries: [PipelineState] = []
        for (block, isTaken) in program.blocks {
          entries.append(state)
          let schedule = pipeline.schedule(block, entering: state)
          state = isTaken ? schedule.takenExit : schedule.exit
        }
        if !seen.insert(entries).inserted { break }
      }
      most = max(most, seen.count)
      sum += seen.count
    }
    print("Cortex-M7: a random loop comes to \(Double(sum) / Double(loops)) rounds of states, at most \(most)")
    #expect(most <= 12)
    #expect(sum <= 4 * loops)
    // Random walks through blocks that have two successors each, as in a program.
    let fresh = CortexM7Pipeline(costs: CortexM7.costs)
    let blocks = (0..<60).flatMap { _ in randomProgram(using: &random).blocks }
    let successors = blocks.map { _ in (0..<2).map { _ in Int(random.next() % UInt64(blocks.count)) } }
    var index = 0
    var state = fresh.initialState
    var variants: Set<[Int]> = []
    for _ in 0..<20_000 {
      variants.insert([index, Int(state.rawValue)])
      let schedule = fresh.schedule(blocks[index].instructions, entering: state)
      state = blocks[index].isTaken ? schedule.takenExit : schedule.exit
      index = successors[index][Int(random.next() & 1)]
    }
    let each = Double(variants.count) / Double(blocks.count)
    print("Cortex-M7: a walk through \(blocks.count) blocks comes to \(fresh.stateCount) states, \(each) a block")
    #expect(fresh.stateCount <= 6 * blocks.count)
    #expect(each <= 8)
  }

  // MARK: Random programs

  private struct Candidate {
    var instruction: Instruction
    var use: RegisterUse
  }

  /// Random encodings that the naive machine knows.
  private static let pool: (others: [Candidate], branches: [Candidate]) = {
    var random = CortexM7Random(state: 4711)
    var pool: (others: [Candidate], branches: [Candidate]) = ([], [])
    while pool.others.count < 6000 || pool.branches.count < 200 {
      let row = EncodingTable.rows[Int(random.next() % UInt64(EncodingTable.rows.count))]
      let bits = row.randomEncoding(using: &random)
      let first = UInt16(truncatingIfNeeded: row.size == 4 ? bits >> 16 : bits)
      guard let instruction = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)) else { continue }
      let use = instruction.registerUse
      guard let work = CortexM7Work(instruction), work.isBranch == use.isBranch else { continue }
      if use.isBranch {
        pool.branches.append(Candidate(instruction: instruction, use: use))
      } else {
        pool.others.append(Candidate(instruction: instruction, use: use))
      }
    }
    return pool
  }()

  private func randomProgram(using random: inout CortexM7Random) -> Program {
    var program = Program()
    var address: UInt32 = 0x1000 + UInt32(random.next() % 4) * 2
    for _ in 0..<(1 + random.next() % 4) {
      var block: [IssuedInstruction] = []
      var written: RegisterUse?
      for _ in 0..<(2 + random.next() % 10) {
        let instruction = randomInstruction(after: written, branches: false, using: &random)
        block.append(IssuedInstruction(instruction: instruction, address: address))
        address += UInt32(instruction.size)
        written = instruction.registerUse
      }
      var isTaken = false
      if random.next() % 4 != 0 {
        let branch = randomInstruction(after: nil, branches: true, using: &random)
        block.append(IssuedInstruction(instruction: branch, address: address))
        address += UInt32(branch.size)
        isTaken = random.next() & 1 == 0
      }
      program.blocks.append((block, isTaken))
      if isTaken { address = 0x1000 + UInt32(random.next() % 64) * 2 }
    }
    return program
  }

  /// An instruction that often reads what the one before wrote.
  private func randomInstruction(
    after written: RegisterUse?, branches: Bool, using random: inout CortexM7Random
  ) -> Instruction {
    let candidates = branches ? Self.pool.branches : Self.pool.others
    var chosen = candidates[Int(random.next() % UInt64(candidates.count))]
    guard let written, random.next() % 3 != 0 else { return chosen.instruction }
    for _ in 0..<40 {
      if chosen.use.coreRead & written.coreWritten & 0x7FFF != 0 || chosen.use.singleRead & written.singleWritten != 0 {
        break
      }
      chosen = candidates[Int(random.next() % UInt64(candidates.count))]
    }
    return chosen.instruction
  }
}

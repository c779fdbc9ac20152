import Testing
import ThumbISA

@testable import Microarchitecture

/// Whole programs: measured ones, and random ones against a pipeline that is clocked cycle by cycle.
@Suite struct CortexM4ScheduleTests {
  // MARK: Measured programs

  /// Cycles of blocks executed one after the other; each but the last is left by branching if it ends in a branch.
  private func cycles(_ blocks: [(code: String, address: UInt32)]) throws -> UInt32 {
    let pipeline = try CortexM4.pipeline()
    var state = pipeline.initialState
    var sum: UInt32 = 0
    for (index, block) in blocks.enumerated() {
      let instructions = try CortexM4Program(block.code, at: block.address).instructions
      let schedule = pipeline.schedule(instructions, entering: state)
      let branches = index < blocks.count - 1 && instructions.last?.instruction.registerUse.isBranch == true
      sum += total(schedule.charges) + (branches ? total(schedule.takenCharges) : 0)
      state = branches ? schedule.takenExit : schedule.exit
    }
    return sum
  }

  /// Two loops of three iterations, 14 instructions each: 19 cycles with a 32-bit instruction at an odd halfword at the
  /// top, 16 with a 16-bit one. Source: compendium.i-0.nl, branch timing.
  @Test func loopsAtOddHalfwords() throws {
    let wide = (code: "mul r0, r2, r0; sub.w r1, r1, #0x1; cmp r1, #0x0; bne label", address: UInt32(0x1006))
    #expect(try cycles([("movs r0, r1; mov.w r0, #0x1", 0x1000), wide, wide, wide]) == 19)
    let narrow = (code: "add r0, r1; sub.w r1, r1, #0x1; cmp r1, #0x0; bne label", address: UInt32(0x1006))
    #expect(try cycles([("movs r0, r1; mov.w r0, #0x1", 0x1000), narrow, narrow, narrow]) == 16)
  }

  /// Eighteen instructions of one cycle and a taken branch: 20 cycles an iteration. Source: jnk0le, whose loop of 32-bit
  /// instructions is 8-byte aligned; left at the end, the branch takes 2 as well.
  @Test func loopOfTwentyCycles() throws {
    let body = String(repeating: "nop.w; ", count: 17) + "subs.w r9, r9, #0x1; bne.w label"
    let one = try cycles([(body, 0x1000), ("nop", 0x1000)])
    let two = try cycles([(body, 0x1000), (body, 0x1000), ("nop", 0x1000)])
    #expect(two - one == 20)
    #expect(try cycles([(body + "; nop.w", 0x1000)]) == 21)
  }

  // MARK: Random programs

  private func blocks(of program: [ExecutedInstruction]) -> [[ExecutedInstruction]] {
    var blocks: [[ExecutedInstruction]] = [[]]
    for executed in program {
      blocks[blocks.count - 1].append(executed)
      if executed.branches { blocks.append([]) }
    }
    return blocks.filter { !$0.isEmpty }
  }

  private func issued(_ block: [ExecutedInstruction]) -> [IssuedInstruction] {
    block.map { IssuedInstruction(instruction: $0.instruction, address: $0.address) }
  }

  /// The sum of cycles at the end of each instruction, and whether each is noted as pipelined, by the schedules of the
  /// program's blocks.
  private func scheduled(_ program: [ExecutedInstruction], _ pipeline: CortexM4Pipeline) -> CortexM4Naive.Outcome {
    var outcome = CortexM4Naive.Outcome()
    var state = pipeline.initialState
    var now = 0
    for block in blocks(of: program) {
      let schedule = pipeline.schedule(issued(block), entering: state)
      let branches = block.last?.branches == true
      for index in block.indices {
        now += Int(total(schedule.charges.filter { $0.instruction == index }))
        if branches && index == block.count - 1 { now += Int(total(schedule.takenCharges)) }
        outcome.ends.append(now)
        outcome.overlapped.append(!schedule.notes.isEmpty && schedule.notes[index].contains(.pipelinedAccess))
      }
      state = branches ? schedule.takenExit : schedule.exit
    }
    return outcome
  }

  private func listing(_ program: [ExecutedInstruction], upTo last: Int) -> String {
    program[max(0, last - 6)...last].map {
      "\(String($0.address, radix: 16)): \($0.instruction.assembly(at: $0.address))\($0.branches ? " ->" : "")"
    }.joined(separator: "\n")
  }

  /// After every instruction of thousands of random programs the schedules have come to the same cycle as a pipeline that
  /// is clocked cycle by cycle. The number of pipeline states stays small, so that remembering schedules pays.
  @Test(arguments: [UInt64(4), UInt64.random(in: 0...UInt64.max)])
  func clockedPipelineAgrees(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let pipeline = try CortexM4.pipeline()
    var instructions = 0
    var overlapped = 0
    for _ in 0..<3000 {
      let program = CortexM4RandomProgram.executed(Int(random.next() % 30) + 1, using: &random)
      let expected = CortexM4Naive.run(program)
      let found = scheduled(program, pipeline)
      instructions += program.count
      overlapped += expected.overlapped.count { $0 }
      guard found != expected else { continue }
      let first = program.indices.first {
        found.ends[$0] != expected.ends[$0] || found.overlapped[$0] != expected.overlapped[$0]
      }
      let last = first ?? 0
      Issue.record(
        """
        seed \(seed): scheduled to end at \(found.ends[last]), clocked \(expected.ends[last]); \
        overlapped \(found.overlapped[last]), \(expected.overlapped[last]):
        \(listing(program, upTo: last))
        """)
      break
    }
    print(
      "Cortex-M4, seed \(seed): \(instructions) instructions, \(overlapped) overlapped, \(pipeline.stateCount) states")
    #expect(overlapped > 500)
    #expect(pipeline.stateCount < 6000)
  }

  /// Scheduling a block in two parts costs what scheduling it whole does, charge by charge and note by note, and leaves
  /// the same states.
  @Test(arguments: [UInt64(4), UInt64.random(in: 0...UInt64.max)])
  func schedulesCompose(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let pipeline = try CortexM4.pipeline()
    for _ in 0..<300 {
      let entry = pipeline.schedule(
        issued(CortexM4RandomProgram.executed(4, using: &random)), entering: pipeline.initialState
      ).exit
      let whole = issued(CortexM4RandomProgram.executed(Int(random.next() % 12) + 1, using: &random))
      let expected = pipeline.schedule(whole, entering: entry)
      for cut in 0...whole.count {
        let first = pipeline.schedule(Array(whole[..<cut]), entering: entry)
        let second = pipeline.schedule(Array(whole[cut...]), entering: first.exit)
        let moved = second.charges.map {
          Charge(instruction: $0.instruction + cut, cause: $0.cause, cycles: $0.cycles)
        }
        #expect(first.charges + moved == expected.charges, "seed \(seed)")
        #expect(notes(first, cut) + notes(second, whole.count - cut) == notes(expected, whole.count), "seed \(seed)")
        #expect(second.exit == expected.exit, "seed \(seed)")
        guard cut < whole.count else { continue }
        #expect(second.takenExit == expected.takenExit, "seed \(seed)")
        #expect(second.takenCharges.map(\.cycles) == expected.takenCharges.map(\.cycles), "seed \(seed)")
      }
    }
  }

  private func notes(_ schedule: Schedule, _ count: Int) -> [IssueNote] {
    schedule.notes.isEmpty ? [IssueNote](repeating: [], count: count) : schedule.notes
  }

  /// Charges are in the order of instructions, none is empty, and no instruction has two for one cause.
  @Test func chargesAreInOrder() throws {
    var random = SeededGenerator(state: 7)
    let pipeline = try CortexM4.pipeline()
    for _ in 0..<300 {
      let block = issued(CortexM4RandomProgram.executed(12, using: &random))
      let charges = pipeline.schedule(block, entering: pipeline.initialState).charges
      #expect(charges.map(\.instruction) == charges.map(\.instruction).sorted())
      #expect(charges.allSatisfy { $0.cycles > 0 })
      #expect(Set(charges.map { [$0.instruction, Int($0.cause.rawValue)] }).count == charges.count)
    }
  }
}

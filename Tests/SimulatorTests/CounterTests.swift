import Boards
import Microarchitecture
import ThumbISA
import Testing

@testable import Simulator

private let control: UInt32 = 0xE000_1000
private let cycleCounter: UInt32 = 0xE000_1004
private let cpi: UInt32 = 0xE000_1008
private let exceptions: UInt32 = 0xE000_100C
private let sleep: UInt32 = 0xE000_1010
private let loadStore: UInt32 = 0xE000_1014
private let folded: UInt32 = 0xE000_1018

/// CYCCNTENA, CPIEVTENA, EXCEVTENA, SLEEPEVTENA, LSUEVTENA, FOLDEVTENA (DDI 0403E, C1.8.7).
private let allCounters: UInt32 = 0x003E_0001

/// A core that runs a program at 0x800, with R4 in RAM and R7 at the DWT.
private func makeCounting(_ program: [UInt16], enable: Bool = true) -> Machine {
  let machine = makeCore()
  machine.code(0x800, program)
  machine.registers[4] = 0x2000_0100
  machine.registers[7] = control
  if enable {
    machine[Reg.demcr] = 1 << 24
    machine[control] = allCounters
  }
  return machine
}

/// What the counters read, and what they must add up to (C1.8.11): cycles are instructions, plus the cycles counted
/// by CPICNT, LSUCNT, EXCCNT and SLEEPCNT, minus the instructions folded.
private func identityHolds(_ machine: Machine) -> Bool {
  let cycles = machine[cycleCounter]
  let sum =
    UInt32(truncatingIfNeeded: machine.instructionCount) &+ machine[cpi] &+ machine[loadStore] &+ machine[exceptions]
    &+ machine[sleep] &- machine[folded]
  return cycles & 0xFF == sum & 0xFF
}

@Suite struct CounterTests {
  /// Costs of the plain pipeline on Cortex-M4: see PlainPipelineTests. Each row: instructions, how many, CPI, LSU, FOLD.
  @Test(
    arguments: [
      ("nop; nop", [0xBF00, 0xBF00], 2, 0, 0, 0),
      ("ldr r0, [r4]", [0x6820], 1, 0, 1, 0),
      ("ldr r0, [r4]; ldr r1, [r4, #4]", [0x6820, 0x6861], 2, 0, 1, 0),
      ("str r0, [r4]", [0x6020], 1, 0, 0, 0),
      ("push {r0-r3}", [0xB40F], 1, 0, 4, 0),
      ("pop {r0, r1}", [0xBC03], 1, 0, 2, 0),
      ("cmp r0, r0; it eq; moveq r1, #1", [0x4280, 0xBF08, 0x2101], 3, 0, 0, 1),
      ("cmp r0, r0; it ne; movne r1, #1", [0x4280, 0xBF18, 0x2101], 3, 0, 0, 1),
      ("b .+4", [0xE000, 0xBF00], 1, 1, 0, 0),
      ("bx lr", [0x4770], 1, 2, 0, 0),
      // 0 / 0 with nothing beyond the two cycles of the schedule.
      ("udiv r0, r1, r1", [0xFBB1, 0xF0F1], 1, 1, 0, 0),
      ("ldr r0, [r4, #2], unaligned", [0xF8D4, 0x0002], 1, 0, 2, 0),
    ] as [(String, [UInt16], Int, UInt32, UInt32, UInt32)])
  func cycles(text: String, code: [UInt16], count: Int, cpi cycles: UInt32, lsu: UInt32, fold: UInt32) {
    let machine = makeCounting(code)
    for _ in 0..<count { machine.step() }
    #expect(machine[cpi] == cycles)
    #expect(machine[loadStore] == lsu)
    #expect(machine[folded] == fold)
    #expect(machine[exceptions] == 0)
    #expect(identityHolds(machine))
  }

  /// Everything that there is to count, with the counters read by the program itself in the middle of blocks: R8 to R11
  /// and memory are sums over what was read.
  private static let mixture: [UInt16] = [
    0x2103,  // movs r1, #3
    0x6822,  // ldr r2, [r4]
    0x6863,  // ldr r3, [r4, #4]
    0xFBB1, 0xF5F1,  // udiv r5, r1, r1
    0x2903,  // cmp r1, #3
    0xBF08,  // it eq
    0x3601,  // addeq r6, #1
    0xB40F,  // push {r0-r3}
    0x68B8,  // ldr r0, [r7, #8]: CPICNT
    0x4480,  // add r8, r0
    0x6978,  // ldr r0, [r7, #20]: LSUCNT
    0x4481,  // add r9, r0
    0xBC0F,  // pop {r0-r3}
    0x69B8,  // ldr r0, [r7, #24]: FOLDCNT
    0x4482,  // add r10, r0
    0x68F8,  // ldr r0, [r7, #12]: EXCCNT
    0x4483,  // add r11, r0
    0x6878,  // ldr r0, [r7, #4]: CYCCNT
    0x6020,  // str r0, [r4]
    0xE7EA,  // b to the first
  ]

  private func mixture(timer: Bool) -> Machine {
    let machine = makeCounting(Self.mixture)
    if timer {
      machine[0xE000_E014] = 500
      machine[0xE000_E018] = 0
      machine[0xE000_E010] = 7
    }
    return machine
  }

  @Test(arguments: [false, true])
  func blocksAndStepsCountAlike(timer: Bool) {
    let blocks = mixture(timer: timer)
    #expect(blocks.run(limits: RunLimits(cycles: 20_000)) == .limit(.cycles))
    let steps = mixture(timer: timer)
    while steps.instructionCount < blocks.instructionCount || steps.cycles < blocks.cycles {
      guard steps.cycles <= blocks.cycles else { break }
      steps.step()
    }
    #expect(steps.cycles == blocks.cycles)
    for register in 0..<16 { #expect(steps.registers[register] == blocks.registers[register], "r\(register)") }
    for address in [cpi, loadStore, folded, exceptions, cycleCounter] { #expect(steps[address] == blocks[address]) }
    #expect(steps.ledger == blocks.ledger)
    #expect(steps.instructionEvents == blocks.instructionEvents)
    for machine in [blocks, steps] {
      #expect(identityHolds(machine))
      #expect(machine.ledger.events == machine.instructionEvents)
      #expect(machine.ledger.totalCycles == machine.cycles)
    }
    // They do count, and the timer's handler ran.
    #expect(blocks.instructionEvents.folded > 500)
    #expect(blocks.instructionEvents.loadStoreCycles > 5000)
    #expect(blocks.instructionEvents.otherCycles > 2000)
    #expect((blocks[exceptions] != 0) == timer)
    #expect(blocks.registers[8] != 0 && blocks.registers[9] != 0 && blocks.registers[10] != 0)
  }

  /// A store to CPACR changes what may be executed, so that the block is left in its middle each time.
  @Test func blocksLeftInTheMiddleCountAlike() {
    func make() -> Machine {
      let machine = makeCounting([
        0x4280, 0xBF08, 0x3601,  // cmp r0, r0; it eq; addeq r6, #1
        0xB401, 0x6029,  // push {r0}; str r1, [r5]
        0x4280, 0xBF08, 0x3601,  // cmp r0, r0; it eq; addeq r6, #1
        0xEA81, 0x0103, 0xBC01,  // eor r1, r1, r3; pop {r0}
        0x69B8, 0x4482, 0xE7F1,  // ldr r0, [r7, #24]; add r10, r0; b to the first
      ])
      machine.registers[1] = 0x00F0_0000
      machine.registers[3] = 0x00F0_0000
      machine.registers[5] = Reg.cpacr
      return machine
    }
    let blocks = make()
    #expect(blocks.run(limits: RunLimits(cycles: 5000)) == .limit(.cycles))
    let steps = make()
    while steps.cycles < blocks.cycles { steps.step() }
    #expect(steps.cycles == blocks.cycles)
    #expect(steps.registers[10] == blocks.registers[10] && steps.registers[10] != 0)
    #expect(steps.ledger == blocks.ledger)
    #expect(blocks.instructionEvents.folded > 500)
    #expect(identityHolds(blocks) && identityHolds(steps))
  }

  /// The ledger's sums: cycles of each address add up, and so do the events.
  @Test func ledgerAddsUp() {
    let machine = mixture(timer: true)
    _ = machine.run(limits: RunLimits(cycles: 50_000))
    let ledger = machine.ledger
    let events = ledger.events
    let entries = ledger.entries.values
    #expect(entries.reduce(0) { $0 + $1.executions } == events.instructions)
    #expect(entries.reduce(0) { $0 + $1.folded } == events.folded)
    #expect(entries.reduce(0) { $0 + $1.paired } == 0)
    #expect(
      events.instructions - events.folded + events.loadStoreCycles + events.otherCycles
        + ledger.totalCycles(.exception) + ledger.totalCycles(.sleep) == machine.cycles)
    // IT is folded, but not when it is the first instruction after the handler.
    let it = ledger.entries[0x80C]
    #expect(it.map { $0.folded > 0 && $0.folded + 20 > $0.executions } == true)
    // One taken branch for each time round; the handler's BX LR is a return from an exception, so not taken as a branch.
    #expect(ledger.branches == ledger.entries[0x828].map { $0.executions + (ledger.entries[0x10F0]?.executions ?? 0) })
    #expect(ledger.takenBranches == ledger.entries[0x828]?.executions)
  }

  @Test func countersStartFromZeroAndWrap() {
    let machine = makeCounting([0xB40F, 0xBC0F, 0xE7FC], enable: false)  // push {r0-r3}; pop {r0-r3}; b
    for _ in 0..<30 { machine.step() }
    machine[Reg.demcr] = 1 << 24
    #expect(machine[loadStore] == 0)
    machine[control] = 1 << 20
    #expect(machine[loadStore] == 0)
    for _ in 0..<3 { machine.step() }
    #expect(machine[loadStore] == 8)
    #expect(machine[cpi] == 0)
    // 8 bits: 8 × 33 is 264.
    for _ in 0..<3 * 32 { machine.step() }
    #expect(machine[loadStore] == 8)
    // Stopped, it keeps its value; started again, it begins from zero.
    machine[control] = 0
    for _ in 0..<3 { machine.step() }
    #expect(machine[loadStore] == 8)
    machine[control] = 1 << 20
    #expect(machine[loadStore] == 0)
    for _ in 0..<3 { machine.step() }
    // TRCENA stops it and lets it go on.
    machine[Reg.demcr] = 0
    for _ in 0..<3 { machine.step() }
    #expect(machine[loadStore] == 8)
    machine[Reg.demcr] = 1 << 24
    for _ in 0..<3 { machine.step() }
    #expect(machine[loadStore] == 16)
    machine[loadStore] = 0xFF
    #expect(machine[loadStore] == 0xFF)
    for _ in 0..<3 { machine.step() }
    #expect(machine[loadStore] == 7)
  }

  /// A supervisor call takes its own cycle; then the exception is entered.
  @Test func exceptionEntryIsCounted() {
    let machine = makeCounting([0xDF00])  // svc 0
    machine.step()
    #expect(machine.instructionCount == 1)
    #expect(machine[exceptions] == 12)
    #expect(machine[cpi] == 0 && machine[loadStore] == 0)
    #expect(identityHolds(machine))
  }

  @Test func sleepIsCounted() {
    let machine = makeCounting([0xBF30, 0xE7FD])  // wfi; b
    machine[0xE000_E014] = 99
    machine[0xE000_E018] = 0
    machine[0xE000_E010] = 7
    _ = machine.run(limits: RunLimits(cycles: 5000))
    #expect(machine.ledger.totalCycles(.sleep) > 3000)
    #expect(identityHolds(machine))
  }
}

/// Instructions in pairs, as on a Cortex-M7.
private struct PairingPipeline: PipelineModel {
  let initialState = PipelineState(rawValue: 0)
  let maximumDivideCycles: UInt32 = 0
  let exceptionEntryCycles: UInt32 = 12
  let exceptionReturnCycles: UInt32 = 10
  let tailChainCycles: UInt32 = 6

  func schedule(_ block: [IssuedInstruction], entering state: PipelineState) -> Schedule {
    var charges: [Charge] = []
    var notes: [IssueNote] = []
    var isSecond = state.rawValue != 0
    for index in block.indices {
      if isSecond {
        notes.append(.paired)
      } else {
        charges.append(Charge(instruction: index, cause: .issue, cycles: 1))
      }
      if !isSecond { notes.append([]) }
      isSecond.toggle()
    }
    return Schedule(
      charges: charges, takenCharges: [], exit: PipelineState(rawValue: isSecond ? 1 : 0), takenExit: initialState,
      notes: notes)
  }
  func divideCycles(dividendBits: Int, divisorBits: Int) -> UInt32 { 0 }
}

@Suite struct PairCounterTests {
  @Test func pairsAreFolded() {
    let machine = Machine(board: makeCore().board, pipeline: PairingPipeline(), host: CapturingHost())
    machine.poke(0, 0x2000_8000)
    machine.poke(4, 0x801)
    machine.code(0x800, [0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xE7F9])
    machine.reset()
    for _ in 0..<6 { machine.step() }
    #expect(machine.cycles == 3)
    #expect(machine.instructionEvents.paired == 3)
    #expect(machine.instructionEvents.folded == 3)
    _ = machine.run(limits: RunLimits(cycles: 6000))
    let counters = RunReport.Counters(machine.ledger)
    #expect(abs(counters.dualIssueRate - 0.5) < 0.001)
    #expect(abs(counters.instructionsPerCycle - 2) < 0.001)
    #expect(machine.ledger.entries[0x802]?.paired == machine.ledger.entries[0x802]?.executions)
    #expect(machine.ledger.entries[0x800]?.paired == 0)
  }
}

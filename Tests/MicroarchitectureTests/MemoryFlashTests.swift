import Testing

@testable import Microarchitecture

/// The flash accelerator of an STM32F4: RM0090, 3.5.2, unless another source is named.
struct MemoryFlashTests {
  private func system(
    waitStates: UInt32 = 5, prefetch: Bool = false, lines: Bool = true, dataLines: Bool = true
  ) -> MemorySystem {
    let memory = MemorySystem(description: .f4(), loadStoreUnit: nil)
    memory.configure(
      MemoryConfiguration(
        waitStates: waitStates, prefetch: prefetch, instructionLines: lines, dataLines: dataLines))
    return memory
  }

  @Test func withoutWaitStatesNothingCosts() {
    let memory = system(waitStates: 0)
    #expect(memory.fetchUnits(at: 0x0800_0100, size: 4).isEmpty)
    #expect(memory.access(DataAccess(address: 0x0800_0100, size: 4, isStore: false, now: 9)) == 0)
    #expect(memory.dataPages[0x08000] & 3 == MemorySystem.DataPage.free)
  }

  @Test func unitsAreReadsOf128Bits() {
    let memory = system()
    let unit = memory.fetchUnits(at: 0x0800_0100, size: 2)
    #expect(unit.count == 1)
    #expect(memory.fetchUnits(at: 0x0800_010E, size: 2) == unit)
    #expect(memory.fetchUnits(at: 0x0800_010E, size: 4) == [unit[0], unit[0] + 1])
    #expect(memory.fetchUnits(at: 0x0000_0100, size: 2) != unit)
    #expect(memory.fetchUnits(at: 0x1000_0000, size: 2).isEmpty)
    #expect(memory.fetchUnits(at: 0x4000_0000, size: 2).isEmpty)
  }

  @Test(arguments: [1, 3, 5, 15] as [UInt32])
  func aMissWaitsTheWaitStatesAndAHitNothing(waitStates: UInt32) {
    let memory = system(waitStates: waitStates)
    #expect(memory.use(at: 0x0800_0000, now: 100) == waitStates)
    #expect(memory.use(at: 0x0800_0000, now: 200) == 0)
    #expect(memory.use(at: 0x0800_0010, now: 300) == waitStates)
    #expect(memory.use(at: 0x0800_0000, now: 400) == 0)
  }

  /// A loop of 64 lines stays; of 65 lines, taken in turn, none does (TIMING [J]: loops that fit 1 KB show no penalty).
  @Test func sixtyFourLinesLeastRecentlyUsedFirst() {
    for lines in [64, 65] as [UInt32] {
      let memory = system()
      var now: UInt64 = 0
      var waits: UInt32 = 0
      for round in 0..<3 {
        for line in 0..<lines {
          now += 50
          let wait = memory.use(at: 0x0800_0000 + 16 * line, now: now)
          if round > 0 { waits += wait }
        }
      }
      #expect(waits == (lines == 64 ? 0 : 2 * 65 * 5))
    }
  }

  /// What the interpreter's own stamps keep alive stays.
  @Test func aLineInUseOutlivesOthers() {
    let memory = system()
    var now: UInt64 = 0
    _ = memory.use(at: 0x0800_0000, now: now)
    for line in 1...200 as ClosedRange<UInt32> {
      now += 50
      _ = memory.use(at: 0x0800_0000 + 16 * line, now: now)
      #expect(memory.use(at: 0x0800_0000, now: now + 20) == 0)
    }
    #expect(memory.use(at: 0x0800_0010, now: now + 100) == 5)
  }

  /// Straight-line code, one line every `pace` cycles. A read takes one cycle more than the wait states: with the prefetch
  /// the core waits only for what is left of it.
  @Test(arguments: [(3, 4, 0), (3, 8, 0), (5, 4, 2), (5, 8, 0), (5, 6, 0), (7, 4, 4), (2, 1, 2)])
  func prefetchHidesTheReadBehindExecution(waitStates: UInt32, pace: UInt64, wait: UInt32) {
    let memory = system(waitStates: waitStates, prefetch: true)
    var now: UInt64 = 1000
    var waits: [UInt32] = []
    for line in 0..<40 as Range<UInt32> {
      let cycles = memory.use(at: 0x0800_0000 + 16 * line, now: now)
      waits.append(cycles)
      now += UInt64(cycles) + pace
    }
    #expect(waits[0] == waitStates)
    #expect(waits[5...].allSatisfy { $0 == wait }, "\(waits)")
    #expect(memory.counters.prefetchedLines == 39)
  }

  @Test func withoutPrefetchEveryNewLineWaits() {
    let memory = system(prefetch: false)
    for line in 0..<20 as Range<UInt32> {
      #expect(memory.use(at: 0x0800_0000 + 16 * line, now: 100 * UInt64(line)) == 5)
    }
    #expect(memory.counters.prefetchedLines == 0)
  }

  /// A branch waits for the prefetch under way to end: at least the wait states.
  @Test func aBranchWaitsForThePrefetchUnderWay() {
    let memory = system(prefetch: true)
    #expect(memory.use(at: 0x0800_0000, now: 100) == 5)
    // The next line is being read from 106 to 111.
    #expect(memory.use(at: 0x0800_1000, now: 108) == 4 + 5)
    let idle = system(prefetch: true)
    #expect(idle.use(at: 0x0800_0000, now: 100) == 5)
    #expect(idle.use(at: 0x0800_1000, now: 112) == 5)
  }

  @Test func withTheLinesOffOnlyTheCurrentOneIsThere() {
    let memory = system(lines: false)
    #expect(memory.use(at: 0x0800_0000, now: 0) == 5)
    #expect(memory.use(at: 0x0800_000C, now: 10) == 0)
    #expect(memory.use(at: 0x0800_0010, now: 20) == 5)
    #expect(memory.use(at: 0x0800_0000, now: 30) == 5)
  }

  /// Literals: 8 data lines; without them the last read alone.
  @Test func dataLines() {
    let memory = system()
    func load(_ address: UInt32, _ now: UInt64) -> UInt32 { memory.load(address, now: now) }
    for line in 0..<8 as Range<UInt32> { #expect(load(0x0800_0000 + 16 * line, 100 + 10 * UInt64(line)) == 5) }
    for line in 0..<8 as Range<UInt32> { #expect(load(0x0800_0008 + 16 * line, 200) == 0) }
    #expect(load(0x0800_0080, 300) == 5)
    #expect(load(0x0800_0010, 400) == 0)
    #expect(load(0x0800_0000, 500) == 5)
    memory.configure(MemoryConfiguration(waitStates: 5, instructionLines: true, dataLines: false))
    #expect(load(0x0800_0000, 600) == 5)
    #expect(load(0x0800_000C, 610) == 0)
    #expect(load(0x0800_0010, 620) == 5)
    #expect(load(0x0800_0000, 630) == 5)
    #expect(memory.counters.dataMisses == 13)
    #expect(memory.counters.dataHits == 10)
  }

  /// The flash has one port: a literal waits for a prefetch under way.
  @Test func dataAndInstructionsShareTheFlash() {
    let memory = system(prefetch: true)
    #expect(memory.use(at: 0x0800_0000, now: 100) == 5)
    #expect(memory.load(0x0800_1000, now: 107) == 5 + 5)
    let apart = system(prefetch: false)
    #expect(apart.use(at: 0x0800_0000, now: 100) == 5)
    #expect(apart.load(0x0800_1000, now: 107) == 5)
  }

  @Test func configurationSaysWhenUnitsChange() {
    let memory = MemorySystem(description: .f4(), loadStoreUnit: nil)
    var configuration = memory.configuration
    #expect(configuration == MemoryConfiguration())
    configuration.waitStates = 5
    #expect(memory.configure(configuration))
    #expect(!memory.configure(configuration))
    configuration.waitStates = 6
    configuration.prefetch = true
    configuration.instructionLines = true
    #expect(!memory.configure(configuration))
    configuration.waitStates = 0
    #expect(memory.configure(configuration))
    memory.reset()
    #expect(memory.configuration == configuration)
  }

  @Test func turningTheLinesOffEmptiesThem() {
    let memory = system()
    #expect(memory.use(at: 0x0800_0000, now: 0) == 5)
    memory.configure(MemoryConfiguration(waitStates: 5, dataLines: true))
    memory.configure(MemoryConfiguration(waitStates: 5, instructionLines: true, dataLines: true))
    #expect(memory.use(at: 0x0800_0000, now: 100) == 5)
  }

  @Test func requiredWaitStates() {
    let description = MemoryDescription.f4()
    let expected: [(UInt64, UInt32?)] = [
      (1, 0), (30_000_000, 0), (30_000_001, 1), (60_000_000, 1), (60_000_001, 2),
    ]
    for (hertz, waitStates) in expected { #expect(description.requiredWaitStates(atHertz: hertz) == waitStates) }
    #expect(MemoryDescription.flat.requiredWaitStates(atHertz: 1) == nil)
  }

  /// An STM32L4's lines hold four reads of 64 bits, filled one by one.
  @Test func aLineOfSeveralReads() {
    var description = MemoryDescription.f4()
    description.flash?.readSize = 8
    description.flash?.lineSize = 32
    description.flash?.instructionLines = 2
    description.flash?.instructionWays = 2
    let memory = MemorySystem(description: description, loadStoreUnit: nil)
    memory.configure(MemoryConfiguration(waitStates: 5, instructionLines: true, dataLines: true))
    func use(_ address: UInt32, _ now: UInt64) -> UInt32 { memory.use(at: 0x0800_0000 + address, now: now) }
    #expect(use(0, 10) == 5)
    #expect(use(8, 20) == 5)
    #expect(use(24, 30) == 5)
    #expect(use(0, 40) == 0)
    #expect(use(32, 50) == 5)
    #expect(use(0, 60) == 0)
    // A third line: the second one goes, with all its reads; the first stays, with all of its.
    #expect(use(64, 70) == 5)
    #expect(use(8, 80) == 0)
    #expect(use(24, 90) == 0)
    #expect(use(32, 100) == 5)
    #expect(memory.load(0x0800_1000, now: 110) == 5)
    #expect(memory.load(0x0800_1008, now: 120) == 5)
    #expect(memory.load(0x0800_1000, now: 130) == 0)
  }

  /// The ITCM alias of an STM32F7 goes through its accelerator, data and instructions alike.
  @Test func unifiedLines() {
    let memory = MemorySystem(description: .f7(), loadStoreUnit: nil)
    memory.configure(MemoryConfiguration(waitStates: 7, instructionLines: true))
    #expect(memory.use(at: 0x0020_0000, now: 0) == 7)
    #expect(memory.load(0x0020_001C, now: 20) == 0)
    #expect(memory.load(0x0020_0020, now: 30) == 7)
    #expect(memory.use(at: 0x0020_0020, now: 50) == 0)
  }
}

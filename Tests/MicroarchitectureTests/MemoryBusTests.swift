import Testing

@testable import Microarchitecture

/// The Cortex-M4's system bus: code in SRAM is slower (T. Pornin, c-fn-dsa), and data in SRAM1 cost about a tenth more than
/// in CCM where there is much traffic (T. Pornin, pqm4 issue 180). The rules are derived.
struct MemoryBusTests {
  private func system(conflictRun: UInt32 = 4) -> MemorySystem {
    MemorySystem(description: .f4(conflictRun: conflictRun), loadStoreUnit: nil)
  }

  private func load(_ memory: MemorySystem, _ address: UInt32, _ now: UInt64, count: UInt32 = 1) -> UInt32 {
    memory.access(DataAccess(address: address, size: 4, count: count, isStore: false, now: now))
  }

  @Test func memoriesHaveNumbers() {
    let unit = NotingUnit()
    let memory = MemorySystem(description: .f4(), loadStoreUnit: unit)
    for address: UInt32 in [0x0800_0000, 0, 0x1000_0000, 0x2000_0000, 0x4000_0000] { _ = load(memory, address, 1) }
    #expect(unit.memories[0] == unit.memories[1])
    #expect(Set(unit.memories).count == 4)
  }

  /// An overlapped access is told in which memory the latest load of one transfer was, be it asked about or not.
  @Test func overlappedAccessesKnowTheMemoryBefore() {
    let unit = NotingUnit()
    let memory = MemorySystem(description: .f4(), loadStoreUnit: unit)
    func access(_ address: UInt32, count: UInt32 = 1, isStore: Bool = false, note: IssueNote = .pipelinedAccess) {
      _ = memory.access(
        DataAccess(address: address, size: 4, count: count, isStore: isStore, note: note, now: 1))
    }
    access(0x2000_0000)
    access(0x1000_0040)
    access(0x2000_0000, isStore: true)
    access(0x2000_0000, count: 4)
    access(0x2000_0000)
    #expect(unit.previous == [nil, 2, 1, 1, 1])
    // Whoever makes a free load without asking says so by its page's word.
    memory.latestMemory.pointee = memory.dataPages[0x10000]
    unit.previous = []
    access(0x2000_0000)
    access(0x2000_0000, note: [])
    memory.reset()
    access(0x2000_0000)
    #expect(unit.previous == [1, nil, nil])
  }

  /// Of the transfers of one instruction every fourth waits a cycle; those of several instructions do not.
  @Test func everyFourthTransferOfAnInstructionWaits() {
    let memory = system()
    #expect([1, 3, 4, 7, 8, 12].map { load(memory, 0x2000_0000, 100, count: $0) } == [0, 0, 1, 1, 2, 3])
    #expect((0..<12).map { load(memory, 0x2000_0000, 200 + UInt64($0)) }.allSatisfy { $0 == 0 })
    // One access of one word is free without asking, several words are not.
    let page = memory.dataPages[0x20000]
    #expect(page & 3 == MemorySystem.DataPage.free && page & MemorySystem.DataPage.asksForSeveral != 0)
    #expect(system(conflictRun: 0).dataPages[0x20000] & MemorySystem.DataPage.asksForSeveral == 0)
  }

  @Test func coreCoupledMemoryNeverWaits() {
    let memory = system()
    #expect((0..<12).map { load(memory, 0x1000_0000, 100 + UInt64($0)) }.allSatisfy { $0 == 0 })
    #expect(memory.dataPages[0x10000] & 3 == MemorySystem.DataPage.free)
  }

  @Test func withoutConflictsTheSRAMIsFree() {
    let memory = system(conflictRun: 0)
    #expect((0..<12).map { load(memory, 0x2000_0000, 100 + UInt64($0)) }.allSatisfy { $0 == 0 })
    #expect(memory.dataPages[0x20000] & 3 == MemorySystem.DataPage.free)
  }

  /// Code in SRAM, a word every two cycles: 16-bit instructions keep pace, 32-bit ones take twice as long.
  @Test(arguments: [(2 as UInt64, 0 as UInt32), (1, 1)])
  func fetchingFromSRAM(pace: UInt64, wait: UInt32) {
    let memory = system()
    var now: UInt64 = 100
    var waits: [UInt32] = []
    for word in 0..<20 as Range<UInt32> {
      waits.append(memory.use(at: 0x2000_0000 + 4 * word, now: now))
      now += UInt64(waits[waits.count - 1]) + pace
    }
    // A branch to it waits for its first word.
    #expect(waits[0] == 1)
    #expect(waits[1...].allSatisfy { $0 == wait }, "\(waits)")
  }

  /// The core fetches two words ahead while it does something long, no more.
  @Test func fetchingAheadFillsTheBuffer() {
    let memory = system()
    #expect(memory.use(at: 0x2000_0000, now: 100) == 1)
    var now: UInt64 = 130
    var waits: [UInt32] = []
    for word in 1...7 as ClosedRange<UInt32> {
      waits.append(memory.use(at: 0x2000_0000 + 4 * word, now: now))
      now += UInt64(waits[waits.count - 1]) + 1
    }
    // Three words lie ready, and two more have come by the time they are wanted at one a cycle.
    #expect(waits == [0, 0, 0, 0, 0, 1, 1])
  }

  /// Code and data in SRAM share the system bus: a load delays the fetches behind it.
  @Test func dataDelaysFetchesOverTheSameBus() {
    func waits(loading address: UInt32?) -> UInt32 {
      let memory = system(conflictRun: 0)
      var now: UInt64 = 100
      var sum: UInt32 = 0
      for word in 0..<20 as Range<UInt32> {
        let wait = memory.use(at: 0x2000_0000 + 4 * word, now: now)
        now += UInt64(wait) + 2
        sum += wait
        if let address { sum += memory.load(address, now: now) }
      }
      return sum
    }
    #expect(waits(loading: nil) == 1)
    #expect(waits(loading: 0x1000_0000) == 1)
    // A cycle for each of twenty loads, but for the last of them, behind which nothing is fetched.
    #expect((18...21).contains(waits(loading: 0x2000_1000)))
  }

  /// Data over the bus is free again once no code has been fetched over it for a while.
  @Test func dataIsFreeAgainAfterwards() {
    let memory = system(conflictRun: 0)
    _ = memory.load(0x2000_1000, now: 50)
    #expect(memory.dataPages[0x20001] & 3 == MemorySystem.DataPage.free)
    _ = memory.use(at: 0x2000_0000, now: 100)
    #expect(memory.dataPages[0x20001] == MemorySystem.DataPage.ask)
    _ = memory.load(0x2000_1000, now: 110)
    #expect(memory.dataPages[0x20001] == MemorySystem.DataPage.ask)
    _ = memory.load(0x2000_1000, now: 400)
    _ = memory.load(0x2000_1000, now: 401)
    #expect(memory.dataPages[0x20001] & 3 == MemorySystem.DataPage.free)
  }

  @Test func flatMemoryIsNotTimed() {
    let memory = MemorySystem(loadStoreUnit: nil)
    #expect(!memory.timesData)
    #expect(memory.fetchUnits(at: 0x0800_0000, size: 4).isEmpty)
    #expect(load(memory, 0x2000_0000, 5) == 0)
    #expect(MemoryDescription.flat.isFlat && !MemoryDescription.f4().isFlat)
  }

  @Test func resetEmptiesEverything() {
    let memory = MemorySystem(description: .f7(), loadStoreUnit: nil)
    memory.configure(
      MemoryConfiguration(
        waitStates: 7, prefetch: true, instructionLines: true, instructionCache: true, dataCache: true))
    func use() -> [UInt32] {
      [
        memory.use(at: 0x0020_0000, now: 100), memory.use(at: 0x0800_0000, now: 200),
        load(memory, 0x2001_0000, 300), load(memory, 0x0800_0100, 400),
      ]
    }
    let first = use()
    #expect(first == [7, 11, 5, 11])
    memory.reset()
    #expect(use() == first)
  }
}

/// Notes what it is asked.
private final class NotingUnit: LoadStoreUnit {
  let ignoresPlainLoads = true
  let ignoresPlainStores = true
  var previous: [Int?] = []
  var memories: [Int] = []
  func cycles(_ access: DataAccess, memory: Int) -> UInt32 {
    previous.append(access.previousMemory)
    memories.append(memory)
    return 0
  }
  func reset() {}
}

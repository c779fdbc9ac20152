import Testing

@testable import Microarchitecture

/// The Cortex-M7's caches and the buses behind them. Arm DDI 0489F, 5.9: lines of 32 bytes, instruction cache 2-way, data
/// cache 4-way, critical word first with streaming, read-allocate, write-allocate by attribute. The buses here: flash with a
/// latency of 4 and 7 wait states, SRAM with a latency of 5 and a beat every other cycle.
struct MemoryCacheTests {
  private static let sram: UInt32 = 0x2001_0000

  private func system(
    _ cacheability: MemoryAttributes.Cacheability = .writeBackWriteAllocate, kind: MemoryAttributes.Kind = .normal,
    shareable: Bool = false, instructionCache: Bool = true, dataCache: Bool = true
  ) -> MemorySystem {
    let memory = MemorySystem(description: .f7(), loadStoreUnit: nil)
    memory.attributes = { address in
      address < 0x2000_0000
        ? .writeThrough : MemoryAttributes(kind: kind, cacheability: cacheability, isShareable: shareable)
    }
    memory.configure(MemoryConfiguration(waitStates: 7, instructionCache: instructionCache, dataCache: dataCache))
    return memory
  }

  private func run(_ memory: MemorySystem, _ accesses: [(address: UInt32, isStore: Bool, now: UInt64)]) -> [UInt32] {
    accesses.map { memory.access(DataAccess(address: $0.address, size: 4, isStore: $0.isStore, now: $0.now)) }
  }

  @Test func tightlyCoupledMemoryIsFree() {
    let memory = system()
    #expect(memory.fetchUnits(at: 0x100, size: 4).isEmpty)
    #expect(run(memory, [(0x2000_0000, false, 5), (0x2000_0004, true, 6), (0x40, false, 7)]) == [0, 0, 0])
    #expect(memory.dataPages[0x20000] & 3 == MemorySystem.DataPage.free)
    // An equal number for one memory, another for another.
    #expect(memory.dataPages[0x20000] >> 3 != memory.dataPages[0] >> 3)
  }

  // MARK: Instructions

  @Test func fetchUnitsAreLinesWithTheCacheOnAndDoubleWordsWithout() {
    let on = system()
    let line = on.fetchUnits(at: 0x0800_0040, size: 2)
    #expect(on.fetchUnits(at: 0x0800_005E, size: 2) == line)
    #expect(on.fetchUnits(at: 0x0800_005E, size: 4).count == 2)
    let off = system(instructionCache: false)
    let double = off.fetchUnits(at: 0x0800_0040, size: 2)
    #expect(off.fetchUnits(at: 0x0800_0046, size: 2) == double)
    #expect(off.fetchUnits(at: 0x0800_0048, size: 2) != double)
    #expect(on.configure(off.configuration))
    #expect(!on.configure(MemoryConfiguration(waitStates: 5)))
  }

  @Test func anInstructionMissWaitsForLatencyAndWaitStates() {
    let memory = system()
    #expect(memory.use(at: 0x0800_0000, now: 100) == 4 + 7)
    #expect(memory.use(at: 0x0800_001C, now: 120) == 0)
    // From SRAM there are no wait states.
    #expect(memory.use(at: Self.sram, now: 140) == 5)
    #expect(memory.counters.instructionMisses == 2)
    #expect(memory.counters.instructionHits == 1)
  }

  /// The line's other beats keep the bus: four beats, of which the first has come.
  @Test func theNextMissWaitsForTheLineFill() {
    let memory = system()
    #expect(memory.use(at: 0x0800_0000, now: 100) == 11)
    #expect(memory.use(at: 0x0800_0020, now: 112) == 3 + 11)
    let later = system()
    #expect(later.use(at: 0x0800_0000, now: 100) == 11)
    #expect(later.use(at: 0x0800_0020, now: 115) == 11)
  }

  /// Two ways: with 4 KB, addresses 2 KB apart share a set.
  @Test func theInstructionCacheHasTwoWays() {
    let memory = system()
    func use(_ way: UInt32, _ now: UInt64) -> UInt32 { memory.use(at: 0x0800_0000 + 2048 * way, now: now) }
    #expect([use(0, 100), use(1, 200), use(0, 300), use(1, 400)] == [11, 11, 0, 0])
    #expect([use(2, 500), use(1, 600), use(0, 700)] == [11, 0, 11])
  }

  /// The flash is read 256 bits at a time; 64-bit fetches of the same read have no wait states.
  @Test func uncachedFetches() {
    let memory = system(instructionCache: false)
    let waits = (0..<8 as Range<UInt32>).map { memory.use(at: 0x0800_0000 + 8 * $0, now: 100 + 100 * UInt64($0)) }
    // Each long after the one before: what follows was fetched ahead by then.
    #expect(waits == [11, 0, 0, 0, 0, 0, 0, 0])
    let jumps = system(instructionCache: false)
    #expect(jumps.use(at: 0x0800_0100, now: 100) == 11)
    #expect(jumps.use(at: 0x0800_0118, now: 200) == 4)
    #expect(jumps.use(at: 0x0800_0100, now: 300) == 4)
    #expect(jumps.use(at: 0x0800_0120, now: 400) == 11)
    // Straight on at once: a transfer and its waits each.
    let straight = system(instructionCache: false)
    var now: UInt64 = 100
    var waited: [UInt32] = []
    for double in 0..<8 as Range<UInt32> {
      waited.append(straight.use(at: 0x0800_0000 + 8 * double, now: now))
      now += UInt64(waited[waited.count - 1]) + 2
    }
    #expect(waited == [11, 3, 3, 3, 10, 3, 3, 3])
    #expect(straight.counters.uncachedFetches == 8)
  }

  /// A loop over two windows of 8 bytes runs uncached from flash as fast as cached [dwelch67, NUCLEO-F767ZI perf01]; one over
  /// three is fetched each time.
  @Test func windowsJustFetchedAreKept() {
    func waits(_ windows: UInt32) -> [UInt32] {
      let memory = MemorySystem(description: .f7(fetchKept: 2), loadStoreUnit: nil)
      memory.configure(MemoryConfiguration(waitStates: 7, instructionCache: false, dataCache: false))
      return (0..<6 as Range<UInt32>).map {
        memory.use(at: 0x0800_0000 + 8 * ($0 % windows), now: 100 * UInt64($0 + 1))
      }
    }
    #expect(waits(2) == [11, 0, 0, 0, 0, 0])
    #expect(waits(3) == [11, 0, 0, 4, 0, 0])
  }

  @Test func nonCacheableCodeIsFetchedEachTime() {
    let memory = system(.nonCacheable)
    #expect([100, 200].map { memory.use(at: Self.sram, now: $0) } == [5, 5])
  }

  /// An instruction that was fetched but left for later asks again when what it waited for has come: no new fetch. Later
  /// it is one, as in a loop.
  @Test func askingAgainAtOnceCostsNothing() {
    for memory in [system(.nonCacheable), system(instructionCache: false)] {
      #expect([100, 105, 105, 120].map { memory.use(at: Self.sram, now: $0) } == [5, 0, 0, 5])
      #expect(memory.counters.uncachedFetches == 2)
      #expect(memory.fetchTick.pointee == 4)
    }
    let m4 = MemorySystem(description: .f4(), loadStoreUnit: nil)
    #expect([100, 101, 102].map { m4.use(at: 0x2000_0000, now: $0) } == [1, 0, 1])
  }

  // MARK: Loads

  @Test func aLoadMissBringsTheLineCriticalWordFirst() {
    let memory = system()
    #expect(run(memory, [(Self.sram + 8, false, 100)]) == [5])
    // The beats come at 105 (the word that was asked for), 107, 109, and last, at 111, the one before it.
    #expect(run(memory, [(Self.sram + 12, false, 105), (Self.sram, false, 106)]) == [0, 5])
    let other = system()
    #expect(run(other, [(Self.sram + 8, false, 100), (Self.sram + 16, false, 105)]) == [5, 2])
    #expect(run(other, [(Self.sram, false, 111), (Self.sram + 28, false, 112)]) == [0, 0])
    #expect(other.counters.dataMisses == 1)
  }

  @Test func aPageOfCachedMemoryPointsToItsLines() {
    let memory = system()
    #expect(memory.dataPages[0x20010] == MemorySystem.DataPage.ask)
    _ = memory.load(Self.sram, now: 100)
    let entry = memory.dataPages[0x20010]
    #expect(entry > 7 && entry & 7 == MemorySystem.DataPage.keepsStores)
    let stamps = MemorySystem.DataPage.stamp(entry, Self.sram)
    #expect(stamps?[0] == 0, "the line is still being filled")
    _ = memory.load(Self.sram, now: 200)
    #expect(stamps?[0] == 2 << 1)
    #expect(stamps?[1] == 0)
    #expect(run(memory, [(Self.sram, true, 300)]) == [0])
    #expect(stamps?[0] == 3 << 1 | 1, "dirty")
    memory.configure(MemoryConfiguration(waitStates: 7, instructionCache: true))
    #expect(memory.dataPages[0x20010] == MemorySystem.DataPage.ask)
    #expect(memory.load(Self.sram, now: 400) == 5)
    #expect(memory.dataPages[0x20010] == MemorySystem.DataPage.ask)
  }

  @Test func aPageThatIsNotUniformIsAskedAbout() {
    let memory = system()
    memory.isUniform = { $0 >> 12 != 0x20010 }
    _ = run(memory, [(Self.sram, false, 100), (Self.sram + 0x1000, false, 200)])
    #expect(memory.dataPages[0x20010] == MemorySystem.DataPage.ask)
    #expect(memory.dataPages[0x20011] > 3)
    #expect(run(memory, [(Self.sram, false, 300)]) == [0])
  }

  /// A core's unit that wants to see every load is asked every time.
  @Test func aLoadStoreUnitThatLooksAtLoads() {
    let unit = PlainLoadStoreUnit()
    unit.ignoresPlainLoads = false
    let memory = MemorySystem(description: .f7(), loadStoreUnit: unit)
    memory.configure(MemoryConfiguration(dataCache: true))
    _ = run(memory, [(Self.sram, false, 100), (0x2000_0000, false, 200), (0x4000_0000, false, 300)])
    #expect(memory.dataPages[0x20010] == MemorySystem.DataPage.ask)
    #expect(memory.dataPages[0x20000] == MemorySystem.DataPage.ask)
    #expect(unit.memories == [3, 2, 4])
    unit.ignoresPlainLoads = true
    unit.ignoresPlainStores = false
    memory.forgetPages()
    _ = run(memory, [(0x2000_0000, false, 400)])
    #expect(memory.dataPages[0x20000] & 3 == MemorySystem.DataPage.freeLoads)
  }

  /// Four ways: with 4 KB, addresses 1 KB apart share a set.
  @Test func theDataCacheHasFourWays() {
    let memory = system()
    func load(_ way: UInt32, _ now: UInt64) -> UInt32 { memory.load(Self.sram + 1024 * way, now: now) }
    for way in 0..<4 as Range<UInt32> { #expect(load(way, 100 + 100 * UInt64(way)) == 5) }
    #expect((0..<4).map { load($0, 1000 + UInt64($0)) } == [0, 0, 0, 0])
    #expect(load(4, 2000) == 5)
    #expect(load(0, 2100) == 5)
    #expect(load(2, 2200) == 0)
  }

  @Test func withTheCacheOffEveryLoadGoesToMemory() {
    let memory = system(dataCache: false)
    #expect(run(memory, [(Self.sram, false, 100), (Self.sram, false, 200), (0x0800_0000, false, 300)]) == [5, 5, 11])
    #expect(run(memory, [(0x0800_0018, false, 400), (0x0800_0020, false, 500)]) == [4, 11])
    #expect(memory.counters.dataAccesses == 0)
    #expect(memory.counters.uncachedLoads == 5)
  }

  @Test func shareableMemoryIsNotCached() {
    let memory = system(shareable: true)
    #expect(run(memory, [(Self.sram, false, 100), (Self.sram, false, 200)]) == [5, 5])
  }

  /// Normal memory is read in one burst; Device memory transfer by transfer.
  @Test func severalWordsUncached() {
    let eight = DataAccess(address: Self.sram, size: 4, count: 8, isStore: false, now: 100)
    #expect(system(.nonCacheable).access(eight) == 5 + 3 * 2)
    #expect(system(kind: .device).access(eight) == 8 * 5 + 7)
  }

  @Test func severalWordsOverTwoLines() {
    let memory = system()
    let access = DataAccess(address: Self.sram + 24, size: 4, count: 4, isStore: false, now: 100)
    // The second line's fill begins when the first has ended: first beat at 105, last at 111.
    #expect(memory.access(access) == 5 + 7 + 5)
  }

  // MARK: Stores

  @Test func aStoreMissWithWriteAllocateFetchesTheLineBehindTheCore() {
    let memory = system()
    #expect(run(memory, [(Self.sram, true, 100)]) == [0])
    #expect(run(memory, [(Self.sram + 4, false, 101)]) == [4])
    #expect(memory.counters.dataMisses == 1)
    #expect(memory.counters.dataHits == 1)
  }

  @Test func aStoreMissWithoutWriteAllocateGoesToMemory() {
    let memory = system(.writeBack)
    #expect(run(memory, [(Self.sram, true, 100), (Self.sram, false, 200)]) == [0, 5])
  }

  /// Only write-back lines become dirty, and only they are written back when they give way.
  @Test(arguments: [MemoryAttributes.Cacheability.writeBack, .writeBackWriteAllocate, .writeThrough])
  func dirtyLinesAreWrittenBack(cacheability: MemoryAttributes.Cacheability) {
    let writeBacks: UInt64 = cacheability == .writeThrough ? 0 : 1
    let memory = system(cacheability)
    _ = run(memory, [(Self.sram, false, 100), (Self.sram, true, 200)])
    for way in 1...4 as ClosedRange<UInt32> { _ = memory.load(Self.sram + 1024 * way, now: 300 + 100 * UInt64(way)) }
    #expect(memory.counters.writeBacks == writeBacks)
    // The write-back comes after the fill (705 to 711) and takes 2 + 3 * 2 cycles.
    let next = memory.load(Self.sram + 0x8020, now: 708)
    #expect(next == (writeBacks == 1 ? 4 + 8 : 4) + 5)
  }

  /// Four stores fit the buffer; the fifth waits for the first to be written.
  @Test func theWriteBufferFills() {
    let memory = system(.writeThrough)
    let stores = (0..<6 as Range<UInt32>).map { (address: Self.sram + 64 * $0, isStore: true, now: UInt64(100)) }
    #expect(run(memory, stores) == [0, 0, 0, 0, 2, 4])
    let apart = system(.writeThrough)
    let paced = (0..<6 as Range<UInt32>).map { (Self.sram + 64 * $0, true, 100 + 2 * UInt64($0)) }
    #expect(run(apart, paced) == [0, 0, 0, 0, 0, 0])
  }

  /// A store to the 8 bytes of the one before joins it while that has not begun to be written.
  @Test func storesToOneDoubleWordJoin() {
    let memory = system(.writeThrough)
    let stores: [(UInt32, Bool, UInt64)] = [
      (Self.sram, true, 100), (Self.sram + 64, true, 100), (Self.sram + 68, true, 101), (Self.sram + 68, true, 102),
    ]
    #expect(run(memory, stores) == [0, 0, 0, 0])
    #expect(memory.counters.mergedStores == 1)
    let device = system(kind: .device)
    _ = run(device, stores)
    #expect(device.counters.mergedStores == 0)
  }

  /// Device stores are buffered, and a Device load waits for them; strongly-ordered stores are waited for.
  @Test func orderedMemory() {
    let device = system(kind: .device)
    #expect(
      run(device, [(Self.sram, true, 100), (Self.sram + 4, true, 100), (Self.sram, false, 101)]) == [0, 0, 3 + 5])
    let ordered = system(kind: .stronglyOrdered)
    #expect(run(ordered, [(Self.sram, true, 100), (Self.sram + 4, true, 200)]) == [2, 2])
  }

  @Test func peripheralsTakeTheirCycles() {
    var description = MemoryDescription.f4()
    description.peripherals = [.init(base: 0x4000_0000, size: 0x8000, load: 3, store: 1)]
    let memory = MemorySystem(description: description, loadStoreUnit: nil)
    #expect(run(memory, [(0x4000_0000, false, 1), (0x4000_7FFC, true, 2), (0x4000_8000, false, 3)]) == [3, 1, 0])
    #expect(memory.access(DataAccess(address: 0x4000_0000, size: 4, count: 2, isStore: false, now: 9)) == 6)
  }

  /// A bus at half the core clock takes twice the core cycles, wait states included.
  @Test func busesSlowerThanTheCore() {
    let memory = system()
    var configuration = memory.configuration
    configuration.clockRatio = 2
    #expect(!memory.configure(configuration))
    #expect(memory.use(at: 0x0800_0000, now: 100) == 2 * 11)
    #expect(memory.load(Self.sram, now: 200) == 2 * 5)
  }

  // MARK: Maintenance

  @Test func invalidatingInstructions() {
    let memory = system()
    _ = [100, 200].map { memory.use(at: 0x0800_0000 + UInt32($0), now: $0) }
    memory.maintain(.invalidateInstructionAddress, 0x0800_0064, now: 300)
    #expect(memory.use(at: 0x0800_00C8, now: 400) == 0)
    #expect(memory.use(at: 0x0800_0064, now: 500) == 11)
    memory.maintain(.invalidateInstructions, 0, now: 600)
    #expect(memory.use(at: 0x0800_00C8, now: 700) == 11)
  }

  /// (operation, misses of the next load, lines written back), on a dirty line.
  @Test(arguments: [
    (CacheMaintenance.invalidateDataAddress, 5, 0), (.cleanDataAddress, 0, 1), (.cleanDataAddressToUnification, 0, 1),
    (.cleanInvalidateDataAddress, 5, 1), (.invalidateDataSetWay, 5, 0), (.cleanDataSetWay, 0, 1),
    (.cleanInvalidateDataSetWay, 5, 1),
  ])
  func maintainingData(operation: CacheMaintenance, wait: UInt32, writeBacks: UInt64) {
    let memory = system()
    // 4 KB in 4 ways: 32 sets. This is set 3, and the first line to come goes into way 0.
    let address = Self.sram + 0x460
    _ = run(memory, [(address, false, 100), (address, true, 200)])
    let isSetWay = "\(operation)".hasSuffix("SetWay")
    // Other lines are left alone.
    memory.maintain(operation, isSetWay ? 1 << 30 | 3 << 5 : address + 32, now: 300)
    memory.maintain(operation, isSetWay ? 2 << 5 : address + 1024, now: 310)
    #expect(run(memory, [(address, false, 400)]) == [0])
    #expect(memory.counters.writeBacks == 0)
    memory.maintain(operation, isSetWay ? 3 << 5 : address + 4, now: 500)
    #expect(memory.counters.writeBacks == writeBacks)
    #expect(memory.load(address, now: 600) == wait)
    // What was cleaned is not written back once more.
    memory.maintain(.cleanInvalidateDataAddress, address, now: 700)
    #expect(memory.counters.writeBacks == writeBacks)
  }

  @Test func maintenanceWithoutCaches() {
    let memory = MemorySystem(description: .f4(), loadStoreUnit: nil)
    for operation in CacheMaintenance.allCases { memory.maintain(operation, .max, now: 1) }
    #expect(memory.counters == MemoryCounters())
  }
}

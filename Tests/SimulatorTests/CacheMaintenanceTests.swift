import Boards
import Microarchitecture
import Testing

@testable import Simulator

/// The caches as firmware sees them: enabled in CCR, maintained through the registers of DDI 0403E, B3.2.28, their policy
/// by the default map (B3.1) or the MPU (B3.5.9).
struct CacheMaintenanceTests {
  private static let sram: UInt32 = 0x2000_0000

  /// A Cortex-M7 with caches of 4 KB before an SRAM that takes five cycles.
  private func machine() -> Machine {
    let core = Core(
      kind: .cortexM7, floatingPoint: .single, mpuRegions: 8, priorityBits: 4, interrupts: 16, cpuid: 0x410F_C271,
      instructionCache: 4096, dataCache: 4096)
    let bus = MemoryDescription.CachedBus(latency: 5, beat: 1, write: 1, isFlash: false, fetchAhead: 3)
    let board = Board(
      name: "cached", summary: "", core: core, clock: 16_000_000, vectorTable: 0,
      regions: [
        MemoryRegion(name: "flash", kind: .flash, base: 0, size: 0x1_0000, writable: false),
        MemoryRegion(name: "sram", kind: .sram, base: Self.sram, size: 0x1_0000, writable: true),
      ],
      peripherals: [],
      memoryTiming: MemoryDescription(
        windows: [
          .init(memory: 0, base: 0, size: 0x1_0000, isExecutable: true, bus: 0),
          .init(memory: 1, base: Self.sram, size: 0x1_0000, isExecutable: true, bus: 0),
        ],
        buses: [.init(name: "axi", kind: .cached(bus))],
        instructionCache: .init(size: 4096, ways: 2), dataCache: .init(size: 4096, ways: 4)))
    let machine = Machine(board: board, pipeline: TestPipelines.cortexM4, host: CapturingHost())
    machine.poke(0, 0x2000_8000)
    machine.poke(4, 0x801)
    machine.code(0x800, [0xBF00, 0xE7FD])
    machine.reset()
    return machine
  }

  /// A word's access: its cycles.
  private func access(_ machine: Machine, _ address: UInt32, store: Bool = false, at now: UInt64) -> UInt32 {
    machine.memorySystem.access(DataAccess(address: address, size: 4, isStore: store, now: now))
  }

  @Test func enablesTurnTheCachesOn() {
    let machine = machine()
    #expect(machine.memorySystem.configuration.dataCache == false)
    #expect([100, 200].map { access(machine, Self.sram, at: $0) } == [5, 5])
    machine[Reg.ccr] = 1 << 16
    #expect(machine.memorySystem.configuration.dataCache)
    #expect(!machine.memorySystem.configuration.instructionCache)
    #expect([300, 400].map { access(machine, Self.sram, at: $0) } == [5, 0])
    let double = machine.memorySystem.fetchUnits(at: 0x808, size: 2)
    #expect(machine.memorySystem.fetchUnits(at: 0x810, size: 2) != double)
    machine[Reg.ccr] = 3 << 16
    let line = machine.memorySystem.fetchUnits(at: 0x808, size: 2)
    #expect(machine.memorySystem.fetchUnits(at: 0x810, size: 2) == line)
    machine[Reg.ccr] = 0
    #expect([500, 600].map { access(machine, Self.sram, at: $0) } == [5, 5])
  }

  @Test func resetTurnsThemOffAndEmptiesThem() {
    let machine = machine()
    machine[Reg.ccr] = 3 << 16
    _ = access(machine, Self.sram, at: 100)
    #expect(access(machine, Self.sram, at: 200) == 0)
    machine.reset()
    #expect(access(machine, Self.sram, at: 300) == 5)
    machine[Reg.ccr] = 3 << 16
    #expect(access(machine, Self.sram, at: 400) == 5)
  }

  /// (register, cycles of the next load, lines written back) on a dirty line, the first to come into set 2.
  @Test(arguments: [
    (0xE000_EF5C, 5, 0), (0xE000_EF60, 5, 0), (0xE000_EF64, 0, 1), (0xE000_EF68, 0, 1), (0xE000_EF6C, 0, 1),
    (0xE000_EF70, 5, 1), (0xE000_EF74, 5, 1), (0xE000_EF50, 0, 0), (0xE000_EF58, 0, 0), (0xE000_EF78, 0, 0),
    (0xE000_EF54, 0, 0),
  ])
  func registers(register: UInt32, wait: UInt32, writeBacks: UInt64) {
    let machine = machine()
    machine[Reg.ccr] = 1 << 16
    let address = Self.sram + 0x440
    _ = access(machine, address, at: 100)
    _ = access(machine, address, store: true, at: 200)
    let isSetWay = [0xE000_EF60, 0xE000_EF6C, 0xE000_EF74].contains(register)
    machine[register] = isSetWay ? 2 << 5 : address
    #expect(machine.memorySystem.counters.writeBacks == writeBacks)
    #expect(access(machine, address, at: 10_000) == wait)
  }

  @Test func invalidatingInstructions() {
    let machine = machine()
    machine[Reg.ccr] = 1 << 17
    let unit = machine.memorySystem.fetchUnits(at: 0x900, size: 2)[0]
    for (register, value) in [(0xE000_EF50, 0), (0xE000_EF58, 0x904)] as [(UInt32, UInt32)] {
      _ = machine.memorySystem.fetch(unit, now: 100)
      #expect(machine.memorySystem.fetchStamps[Int(unit)] != 0)
      machine[register] = value
      #expect(machine.memorySystem.fetchStamps[Int(unit)] == 0)
    }
  }

  /// A Cortex-M4 has no such registers.
  @Test func withoutCaches() {
    let machine = makeCore()
    machine[0xE000_EF70] = 0x2000_0000
    #expect(machine.memorySystem.counters == MemoryCounters())
  }

  /// CCSIDR says as many sets and ways as are simulated.
  @Test func identificationAgrees() throws {
    let library = try BoardLibrary.find(environment: [:])
    for board in library.boards() where !board.memoryTiming.isFlat && board.core.kind == .cortexM7 {
      for (selection, cache) in [(0, board.memoryTiming.dataCache), (1, board.memoryTiming.instructionCache)] {
        let register = IdentificationRegisters.cacheSize(board.core, selection: UInt32(selection))
        let cache = try #require(cache)
        #expect(Int(register >> 13 & 0x7FFF) + 1 == cache.sets, "\(board.name)")
        #expect(Int(register >> 3 & 0x3FF) + 1 == cache.ways, "\(board.name)")
        #expect(16 << (register & 7) == UInt32(MemoryDescription.Cache.lineSize))
      }
      #expect(IdentificationRegisters.cacheLevels(board.core) & 7 == 3)
    }
  }

  // MARK: Attributes

  /// DDI 0403E, table B3-1.
  @Test(
    arguments: [
      (0x0000_0000, MemoryAttributes(kind: .normal, cacheability: .writeThrough)),
      (0x1FFF_FFFF, MemoryAttributes(kind: .normal, cacheability: .writeThrough)),
      (0x2000_0000, MemoryAttributes(kind: .normal, cacheability: .writeBackWriteAllocate)),
      (0x4000_0000, MemoryAttributes(kind: .device)),
      (0x6000_0000, MemoryAttributes(kind: .normal, cacheability: .writeBackWriteAllocate)),
      (0x8000_0000, MemoryAttributes(kind: .normal, cacheability: .writeThrough)),
      (0xA000_0000, MemoryAttributes(kind: .device, isShareable: true)), (0xC000_0000, MemoryAttributes(kind: .device)),
      (0xE000_E000, MemoryAttributes(kind: .stronglyOrdered, isShareable: true)),
      (0xE010_0000, MemoryAttributes(kind: .device)),
    ] as [(UInt32, MemoryAttributes)])
  func defaultMap(address: UInt32, attributes: MemoryAttributes) {
    #expect(MemoryAttributes.byDefaultMap(address) == attributes)
  }

  /// DDI 0403E, tables B3-12 and B3-13: TEX, C and B; what the region is.
  static let encodings: [(tex: UInt32, cb: UInt32, kind: MemoryAttributes.Kind, MemoryAttributes.Cacheability)] = [
    (0, 0b00, .stronglyOrdered, .nonCacheable), (0, 0b01, .device, .nonCacheable), (0, 0b10, .normal, .writeThrough),
    (0, 0b11, .normal, .writeBack), (1, 0b00, .normal, .nonCacheable), (1, 0b11, .normal, .writeBackWriteAllocate),
    (2, 0b00, .device, .nonCacheable), (4, 0b00, .normal, .nonCacheable), (5, 0b01, .normal, .writeBackWriteAllocate),
    (6, 0b10, .normal, .writeThrough), (7, 0b11, .normal, .writeBack),
  ]

  @Test(arguments: encodings.indices)
  func regionAttributes(row: Int) {
    let (tex, cb, kind, cacheability) = Self.encodings[row]
    for shareable in [0, 1] as [UInt32] {
      let attributes = MemoryAttributes(regionAttributes: tex << 19 | shareable << 18 | cb << 16)
      #expect(attributes.kind == kind)
      #expect(attributes.cacheability == cacheability)
      if kind == .normal {
        #expect(attributes.isShareable == (shareable == 1))
        #expect(attributes.dataCacheability == (shareable == 1 ? .nonCacheable : cacheability))
      }
    }
  }

  /// An MPU region changes what the cache keeps, at once.
  @Test func regionsDecideWhatIsCached() {
    let machine = machine()
    machine[Reg.ccr] = 1 << 16
    _ = access(machine, Self.sram, at: 100)
    #expect(access(machine, Self.sram, at: 200) == 0)
    #expect(machine.memorySystem.dataPages[Int(Self.sram >> 12)] > 3)
    // A non-cacheable region over it, and the default map elsewhere.
    machine[Reg.rbar] = Self.sram | 1 << 4
    machine[Reg.rasr] = 1 << 19 | 3 << 24 | 14 << 1 | 1
    machine[Reg.mpuControl] = 5
    #expect(machine.memorySystem.dataPages[Int(Self.sram >> 12)] == MemorySystem.DataPage.ask)
    #expect([300, 400].map { access(machine, Self.sram, at: $0) } == [5, 5])
    #expect(machine.memoryAttributes(of: Self.sram + 0x8000).cacheability == .writeBackWriteAllocate)
    #expect(machine.memoryAttributes(of: Reg.icsr).kind == .stronglyOrdered)
    machine[Reg.mpuControl] = 0
    #expect(access(machine, Self.sram, at: 500) == 0)
  }

  /// Pages in which a region ends are asked about each time.
  @Test func regionsWithinAPage() {
    let machine = machine()
    machine[Reg.ccr] = 1 << 16
    machine[Reg.rbar] = Self.sram | 1 << 4
    machine[Reg.rasr] = 1 << 19 | 3 << 24 | 9 << 1 | 1
    machine[Reg.mpuControl] = 5
    #expect([100, 200].map { access(machine, Self.sram, at: $0) } == [5, 5])
    #expect([300, 400].map { access(machine, Self.sram + 0x800, at: $0) } == [5, 0])
    #expect(machine.memorySystem.dataPages[Int(Self.sram >> 12)] == MemorySystem.DataPage.ask)
  }
}

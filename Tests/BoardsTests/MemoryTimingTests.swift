import Microarchitecture
import Testing

@testable import Boards

/// Memory timing of the boards in Targets/, against the facts of their manuals and measurements.
struct MemoryTimingTests {
  let library: BoardLibrary

  init() throws { library = try BoardLibrary.find(environment: [:]) }

  private func timing(_ name: String) throws -> MemoryDescription { try library.board(named: name).memoryTiming }

  /// The bus at an address.
  private func bus(_ timing: MemoryDescription, _ address: UInt32) -> MemoryDescription.Bus? {
    timing.windows.first { address &- $0.base < $0.size }.map { timing.buses[$0.bus] }
  }

  @Test(arguments: ["mps2-an386", "mps2-an500"])
  func flatBoards(name: String) throws {
    #expect(try timing(name).isFlat)
  }

  /// (board, bits of a read, bits of a line, instruction lines, ways, data lines, prefetch)
  @Test(arguments: [
    ("stm32f405", 128, 128, 64, 64, 8, true), ("stm32f407", 128, 128, 64, 64, 8, true),
    ("stm32f412", 128, 128, 64, 64, 8, true), ("stm32f746", 256, 256, 64, 64, 0, true),
    ("stm32f765", 256, 256, 64, 64, 0, true), ("stm32f767", 256, 256, 64, 64, 0, true),
    ("stm32h743", 256, 256, 1, 1, 0, false), ("stm32l4r5", 64, 256, 32, 32, 8, true),
    ("nrf52840", 128, 128, 128, 2, 0, false),
  ])
  func flash(name: String, read: UInt32, line: UInt32, lines: UInt32, ways: UInt32, dataLines: UInt32, prefetch: Bool)
    throws
  {
    let flash = try #require(try timing(name).flash)
    #expect(flash.readSize == read / 8)
    #expect(flash.lineSize == line / 8)
    #expect(flash.instructionLines == lines)
    #expect(flash.instructionWays == ways)
    #expect(flash.dataLines == dataLines)
    #expect(flash.hasPrefetch == prefetch)
    #expect(flash.unifiedLines == name.hasPrefix("stm32f7"))
  }

  /// Wait states that the board's clock needs, and the highest clock without any. The clock is that of the flash interface.
  @Test(arguments: [
    ("stm32f405", 168_000_000, 5, 30_000_000), ("stm32f412", 100_000_000, 3, 30_000_000),
    ("stm32f746", 216_000_000, 7, 30_000_000), ("stm32f767", 216_000_000, 7, 30_000_000),
    ("stm32h743", 240_000_000, 4, 70_000_000), ("stm32l4r5", 120_000_000, 5, 20_000_000),
  ])
  func waitStates(name: String, clock: UInt64, states: UInt32, none: UInt64) throws {
    let timing = try timing(name)
    #expect(timing.requiredWaitStates(atHertz: clock) == states)
    #expect(timing.requiredWaitStates(atHertz: clock + 1) == states + 1)
    #expect(timing.requiredWaitStates(atHertz: none) == 0)
    #expect(timing.requiredWaitStates(atHertz: none + 1) == 1)
  }

  /// The nRF52840's wait states are fixed.
  @Test func fixedWaitStates() throws {
    let timing = try timing("nrf52840")
    #expect(timing.requiredWaitStates(atHertz: 64_000_000) == nil)
    #expect(timing.reset.waitStates == 2)
    #expect(timing.flash?.lineFill == 1)
  }

  /// By which bus an address is reached.
  @Test(arguments: [
    ("stm32f405", 0x0800_0000, "code"), ("stm32f405", 0, "code"), ("stm32f405", 0x1000_0000, "direct"),
    ("stm32f405", 0x2000_0000, "system"), ("stm32f405", 0x2001_C000, "system"), ("stm32f405", 0x1FFF_0000, "code"),
    ("stm32f412", 0x2000_0000, "system"), ("stm32f746", 0, "direct"), ("stm32f746", 0x0020_0000, "itcm-flash"),
    ("stm32f746", 0x0800_0000, "axi-flash"), ("stm32f746", 0x2000_0000, "direct"),
    ("stm32f746", 0x2001_0000, "axi-sram"), ("stm32f767", 0x2007_C000, "axi-sram"),
    ("stm32h743", 0x0800_0000, "axi-flash"), ("stm32h743", 0x2400_0000, "axi-sram"),
    ("stm32h743", 0x3000_0000, "d2-ahb"), ("stm32h743", 0x1000_0000, "d2-ahb"), ("stm32h743", 0x3800_0000, "d3-ahb"),
    ("stm32h743", 0x2000_0000, "direct"), ("stm32l4r5", 0x2000_0000, "system"), ("stm32l4r5", 0x1000_0000, "direct"),
    ("stm32l4r5", 0x2003_0000, "system"), ("nrf52840", 0, "code"), ("nrf52840", 0x2000_0000, "system"),
    ("nrf52840", 0x0080_0000, "direct"),
  ])
  func buses(name: String, address: Int, bus: String) throws {
    #expect(try self.bus(timing(name), UInt32(address))?.name == bus)
  }

  /// Latencies chosen by the published ratios with the caches off (`programs` in EndToEnd's FidelityTests holds those),
  /// conflicts where they were measured only.
  @Test func derivedCosts() throws {
    guard case .cached(let f7)? = bus(try timing("stm32f746"), 0x0800_0000)?.kind,
      case .cached(let h7)? = bus(try timing("stm32h743"), 0x0800_0000)?.kind,
      case .system(let f405)? = bus(try timing("stm32f405"), 0x2000_0000)?.kind,
      case .system(let f412)? = bus(try timing("stm32f412"), 0x2000_0000)?.kind
    else {
      Issue.record("the buses are of other kinds")
      return
    }
    #expect(f7.isFlash && h7.isFlash)
    #expect([f7.latency, f7.beat, h7.latency, h7.beat] == [7, 1, 1, 1])
    #expect([f405.fetchCycles, f405.fetchAhead, f405.conflictRun] == [2, 2, 4])
    #expect(f412.conflictRun == 0)
  }

  /// The caches are as large as the core says, and windows cover every appearance of every memory.
  @Test func cachesAndWindows() throws {
    for board in library.boards() {
      let timing = board.memoryTiming
      guard !timing.isFlat else { continue }
      #expect(timing.instructionCache?.size ?? 0 == board.core.instructionCache, "\(board.name)")
      #expect(timing.dataCache?.size ?? 0 == board.core.dataCache, "\(board.name)")
      #expect(timing.windows.count == board.regions.reduce(0) { $0 + 1 + $1.aliases.count })
      for window in timing.windows {
        let region = board.regions[window.memory]
        #expect(([region.base] + region.aliases).contains(window.base))
        #expect(window.size == region.size && window.isExecutable == region.executable)
      }
      #expect(timing.windows.map(\.base) == timing.windows.map(\.base).sorted())
    }
    let f746 = try timing("stm32f746")
    #expect(f746.instructionCache == .init(size: 4096, ways: 2))
    #expect(f746.dataCache == .init(size: 4096, ways: 4))
  }
}

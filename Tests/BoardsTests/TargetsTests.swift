import Foundation
import Testing

@testable import Boards

/// The boards in Targets/, each against the facts of its manual (cited in the board file).
struct TargetsTests {
  let library: BoardLibrary

  init() throws {
    library = try BoardLibrary.find(environment: [:])
  }

  @Test func everyFileLoadsUnderItsOwnName() throws {
    #expect(
      library.names == [
        "mps2-an386", "mps2-an500", "nrf52840", "stm32f405", "stm32f407", "stm32f412", "stm32f746", "stm32f765",
        "stm32f767", "stm32h743", "stm32l4r5",
      ])
    for name in library.names {
      let board = try library.board(named: name)
      #expect(board.name == name)
      #expect(board.location(of: board.vectorTable) != nil)
      #expect(!board.summary.isEmpty)
    }
  }

  @Test(arguments: [
    ("mps2-an386", Core.Kind.cortexM4, Core.FloatingPoint.single, 8, 32, 0x410F_C240, 25_000_000),
    ("mps2-an500", .cortexM7, .double, 8, 32, 0x411F_C272, 25_000_000),
    ("nrf52840", .cortexM4, .single, 3, 48, 0x410F_C241, 64_000_000),
    ("stm32f405", .cortexM4, .single, 4, 82, 0x410F_C241, 168_000_000),
    ("stm32f407", .cortexM4, .single, 4, 82, 0x410F_C241, 168_000_000),
    ("stm32f412", .cortexM4, .single, 4, 97, 0x410F_C241, 100_000_000),
    ("stm32f746", .cortexM7, .single, 4, 98, 0x410F_C271, 216_000_000),
    ("stm32f765", .cortexM7, .double, 4, 110, 0x411F_C270, 216_000_000),
    ("stm32f767", .cortexM7, .double, 4, 110, 0x411F_C270, 216_000_000),
    ("stm32h743", .cortexM7, .double, 4, 150, 0x411F_C271, 480_000_000),
    ("stm32l4r5", .cortexM4, .single, 4, 95, 0x410F_C241, 120_000_000),
  ])
  func core(
    name: String, kind: Core.Kind, floatingPoint: Core.FloatingPoint, priorityBits: Int, interrupts: Int, cpuid: Int,
    clock: Int
  ) throws {
    let board = try library.board(named: name)
    #expect(board.core.kind == kind)
    #expect(board.core.floatingPoint == floatingPoint)
    #expect(board.core.priorityBits == priorityBits)
    #expect(board.core.interrupts == interrupts)
    #expect(board.core.cpuid == UInt32(cpuid))
    #expect(board.clock == UInt64(clock))
    #expect(board.core.mpuRegions == (name == "stm32h743" ? 16 : 8))
    #expect(board.core.bitBanding == (kind == .cortexM4 && name != "nrf52840"))
  }

  @Test(arguments: [("stm32f746", 4), ("stm32f765", 16), ("stm32f767", 16), ("stm32h743", 16), ("stm32f405", 0)])
  func caches(name: String, kilobytes: Int) throws {
    let core = try library.board(named: name).core
    #expect(core.instructionCache == kilobytes << 10)
    #expect(core.dataCache == kilobytes << 10)
  }

  /// Total of the writable memories, in KB, as the datasheet's title page adds them up.
  @Test(arguments: [
    ("stm32f405", 1024, 192), ("stm32f407", 1024, 192), ("stm32f412", 1024, 256), ("stm32f746", 1024, 336),
    ("stm32f765", 2048, 528), ("stm32f767", 2048, 528), ("stm32h743", 2048, 1060), ("stm32l4r5", 2048, 640),
    ("nrf52840", 1024, 256),
  ])
  func memorySizes(name: String, flash: Int, ram: Int) throws {
    let regions = try library.board(named: name).regions
    #expect(regions.filter { $0.kind == .flash }.reduce(0) { $0 + Int($1.size) } == flash << 10)
    #expect(regions.filter(\.writable).reduce(0) { $0 + Int($1.size) } == ram << 10)
  }

  /// Two addresses at which the same byte appears.
  @Test(arguments: [
    ("stm32f405", 0x0800_1234, 0x0000_1234), ("stm32l4r5", 0x0800_1234, 0x0000_1234),
    ("stm32l4r5", 0x2003_0010, 0x1000_0010), ("stm32f746", 0x0800_1234, 0x0020_1234),
    ("stm32f767", 0x081F_FFFF, 0x003F_FFFF), ("stm32h743", 0x3004_0000, 0x1004_0000),
    ("nrf52840", 0x2000_0004, 0x0080_0004), ("mps2-an386", 0x0000_0100, 0x0040_0100),
    ("mps2-an386", 0x0100_0000, 0x0100_C000), ("mps2-an500", 0x2000_0000, 0x2040_0000),
  ])
  func aliases(name: String, address: Int, alias: Int) throws {
    let board = try library.board(named: name)
    let location = try #require(board.location(of: UInt32(address)))
    #expect(board.location(of: UInt32(alias)) == location)
  }

  @Test func memoryThatIsNot() throws {
    let f405 = try library.board(named: "stm32f405")
    #expect(f405.regions.first { $0.name == "ccm" }?.executable == false)
    #expect(f405.location(of: 0x2002_0000) == nil)
    #expect(f405.location(of: 0x0810_0000) == nil)
    #expect(f405.regions.filter { !$0.writable }.map(\.name) == ["flash", "system-memory"])
    #expect(try library.board(named: "stm32f746").location(of: 0x2005_0000) == nil)
  }

  /// DTCM, SRAM1 and SRAM2 of the F746 follow one another, and linker scripts treat them as one RAM of 320 KB.
  @Test func contiguousMemories() throws {
    let board = try library.board(named: "stm32f746")
    let whole = board.pieces(at: 0x2000_0000, size: 320 << 10)
    #expect(whole.missing == 0)
    #expect(whole.pieces.map { board.regions[$0.0.region].name } == ["dtcm", "sram1", "sram2"])
    #expect(whole.pieces.map(\.size) == [64 << 10, 240 << 10, 16 << 10])
    #expect(board.pieces(at: 0x2000_0000, size: 320 << 10 | 1).missing == 1)
  }

  /// QEMU 7.2, `info mtree` and the interrupt wiring of its mps2 machines.
  @Test(arguments: ["mps2-an386", "mps2-an500"])
  func mps2Peripherals(name: String) throws {
    let board = try library.board(named: name)
    func model(_ base: UInt32) -> Peripheral.Model? { board.peripherals.first { $0.base == base }?.model }
    #expect(model(0x4000_0000) == .cmsdkTimer(interrupt: 8))
    #expect(model(0x4000_1000) == .cmsdkTimer(interrupt: 9))
    #expect(model(0x4000_2000) == .cmsdkDualTimer(interrupt: 10))
    #expect(model(0x4000_4000) == .cmsdkUART(transmit: 1, receive: 0, overflow: 12))
    #expect(model(0x4000_5000) == .cmsdkUART(transmit: 3, receive: 2, overflow: 12))
    #expect(model(0x4000_6000) == .cmsdkUART(transmit: 5, receive: 4, overflow: 12))
    #expect(model(0x4000_7000) == .cmsdkUART(transmit: 19, receive: 18, overflow: -1))
    #expect(model(0x4000_9000) == .cmsdkUART(transmit: 21, receive: 20, overflow: -1))
    let psram = try #require(board.regions.first { $0.name == "psram" })
    #expect(psram.base == (name == "mps2-an386" ? 0x2100_0000 : 0x6000_0000))
    #expect(psram.size == 16 << 20)
    #expect(board.regions.allSatisfy { $0.writable && $0.executable })
  }

  /// Storage fills the buses around the named peripherals without touching them.
  @Test func storageLeavesPeripheralsAlone() throws {
    for name in library.names {
      let peripherals = try library.board(named: name).peripherals
      for (first, second) in zip(peripherals, peripherals.dropFirst()) {
        #expect(
          UInt64(first.base) + UInt64(first.size) <= UInt64(second.base), "\(name): \(first.name), \(second.name)")
      }
    }
    let f746 = try library.board(named: "stm32f746").peripherals
    let gpio = try #require(f746.first { $0.base <= 0x4002_0000 && 0x4002_0000 - $0.base < $0.size })
    #expect(gpio.name == "AHB1")
    #expect(gpio.size == 0x3800)
    #expect(gpio.model == .stub(registers: []))
  }
}

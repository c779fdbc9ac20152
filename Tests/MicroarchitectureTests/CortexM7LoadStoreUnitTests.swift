import Testing

@testable import Microarchitecture

/// The Cortex-M7's load/store unit: what accesses cost by their addresses. Sources as in `CortexM7Facts`.
@Suite struct CortexM7LoadStoreUnitTests {
  private let unit = CortexM7LoadStoreUnit(costs: CortexM7.costs)

  private static func load(
    _ address: UInt32, size: UInt32 = 4, count: UInt32 = 1, note: IssueNote = [], at now: UInt64 = 100
  ) -> DataAccess {
    DataAccess(address: address, size: size, count: count, isStore: false, note: note, now: now)
  }

  private static func store(
    _ address: UInt32, size: UInt32 = 4, count: UInt32 = 1, note: IssueNote = [], at now: UInt64 = 100
  ) -> DataAccess {
    DataAccess(address: address, size: size, count: count, isStore: true, note: note, now: now)
  }

  private static let younger: IssueNote = [.paired, .younger, .pairedAccess]

  // MARK: Loads

  /// Two loads of one cycle: different word banks, even and odd words, or the younger waits [J].
  @Test(arguments: [(0, 4, 0), (0, 12, 0), (4, 8, 0), (0, 8, 1), (4, 12, 1), (0, 0, 1)] as [(UInt32, UInt32, UInt32)])
  func banks(first: UInt32, second: UInt32, cycles: UInt32) {
    #expect(unit.cycles(Self.load(0x2000_0000 + first), memory: 0) == 0)
    #expect(unit.cycles(Self.load(0x2000_0000 + second, note: Self.younger), memory: 0) == cycles)
  }

  /// In different cycles nothing meets; beside a store neither.
  @Test func banksOfOneCycleOnly() {
    _ = unit.cycles(Self.load(0x2000_0000), memory: 0)
    #expect(unit.cycles(Self.load(0x2000_0008, note: [.paired, .younger], at: 101), memory: 0) == 0)
  }

  /// The interpreter writes the address of a load that it does not ask about.
  @Test func banksWithUnaskedLoad() throws {
    let latest = try #require(unit.latestLoad)
    latest.pointee = 0x2000_0008
    #expect(unit.cycles(Self.load(0x2000_0000, note: Self.younger), memory: 0) == 1)
    latest.pointee = 0x2000_000C
    #expect(unit.cycles(Self.load(0x2000_0000, note: Self.younger), memory: 0) == 0)
  }

  /// Unaligned loads: 3 more in the older slot, 4 in the younger [J]; aligned ones nothing.
  @Test(
    arguments: [
      (0, 4, [], 0), (1, 4, [], 3), (2, 4, [], 3), (1, 2, [], 3), (2, 2, [], 0), (3, 1, [], 0),
      (2, 4, [.paired, .younger], 4), (3, 2, [.paired, .younger], 4), (0, 4, [.paired, .younger], 0),
    ] as [(UInt32, UInt32, IssueNote, UInt32)])
  func unalignedLoads(offset: UInt32, size: UInt32, note: IssueNote, cycles: UInt32) {
    #expect(unit.cycles(Self.load(0x2000_0000 + offset, size: size, note: note), memory: 0) == cycles)
  }

  /// A pair of unaligned loads costs 4 together [J].
  @Test func unalignedPair() {
    let first = unit.cycles(Self.load(0x2000_0001), memory: 0)
    #expect(first + unit.cycles(Self.load(0x2000_0012, note: Self.younger), memory: 0) == 4)
    _ = unit.cycles(Self.load(0x2000_0000), memory: 0)
    #expect(unit.cycles(Self.load(0x2000_0012, note: Self.younger), memory: 0) == 4)
  }

  // MARK: Stores

  /// Cycles of each of a row of stores, one issued every cycle if nothing waits.
  private static func row(
    _ unit: CortexM7LoadStoreUnit, count: UInt32, size: UInt32, address: (UInt32) -> UInt32
  ) -> [UInt32] {
    var now: UInt64 = 100
    return (0..<count).map { index in
      let cycles = unit.cycles(store(0x2000_0000 + address(index), size: size, at: now), memory: 0)
      now += UInt64(cycles) + 1
      return cycles
    }
  }

  /// Cycles per store, waiting included, when the row is long.
  private func rate(size: UInt32, address: (UInt32) -> UInt32) -> Double {
    let waits = Self.row(unit, count: 480, size: size, address: address).suffix(400)
    return 1 + Double(waits.reduce(0, +)) / 400
  }

  /// Unaligned stores are free until five are waiting, then take 4 cycles each, whatever their addresses [J].
  @Test(arguments: [0, 4, 16] as [UInt32])
  func unalignedStores(stride: UInt32) {
    let waits = Self.row(unit, count: 12, size: 4) { 1 + $0 * stride }
    #expect(waits.prefix(5).allSatisfy { $0 == 0 })
    #expect(waits[5] > 0)
    #expect(waits.suffix(6).allSatisfy { $0 == 3 })
  }

  /// Unaligned stores with time between them are free.
  @Test func unalignedStoresApart() {
    for index in 0..<20 as Range<UInt64> {
      #expect(unit.cycles(Self.store(0x2000_0001, at: 100 + index * 4), memory: 0) == 0)
    }
  }

  /// Aligned words are written one a cycle.
  @Test func wordStores() {
    #expect(Self.row(unit, count: 100, size: 4) { $0 * 4 }.allSatisfy { $0 == 0 })
    unit.reset()
    #expect(Self.row(unit, count: 100, size: 4) { _ in 0 }.allSatisfy { $0 == 0 })
  }

  /// Bytes and halfwords are read, changed and written back: 4 cycles each on one bank, 2 on alternating ones [J].
  @Test(arguments: [1, 2] as [UInt32])
  func partialStores(size: UInt32) {
    #expect(rate(size: size) { _ in 0 } == 4)
    unit.reset()
    #expect(rate(size: size) { $0 * 8 } == 4)
    unit.reset()
    #expect(rate(size: size) { $0 * 4 } == 2)
  }

  /// STRB in a row: 2.4 cycles each (2.375 here); STRH: 2 [J].
  @Test func partialStoresInARow() {
    #expect(abs(rate(size: 1) { $0 } - 2.4) < 0.03)
    unit.reset()
    #expect(rate(size: 2) { $0 * 2 } == 2)
  }

  /// A word behind many bytes waits for a place in the buffer.
  @Test func wordBehindBytes() {
    let waits = Self.row(unit, count: 12, size: 1) { _ in 0 }
    let now = 100 + waits.reduce(0) { $0 + UInt64($1) + 1 }
    #expect(unit.cycles(Self.store(0x2000_0004, at: now), memory: 0) == 3)
    #expect(unit.cycles(Self.store(0x2000_0004, at: now + 100), memory: 0) == 0)
  }

  /// STM of an even number of registers at an address that is not a multiple of 8: 1 more [J].
  @Test(
    arguments: [(2, 4, 1), (4, 4, 1), (2, 0, 0), (4, 8, 0), (3, 4, 0), (3, 0, 0), (1, 4, 0)]
      as [(UInt32, UInt32, UInt32)])
  func unalignedMultiple(count: UInt32, offset: UInt32, cycles: UInt32) {
    #expect(unit.cycles(Self.store(0x2000_0000 + offset, count: count), memory: 0) == cycles)
    #expect(unit.cycles(Self.load(0x2000_0100 + offset, count: count), memory: 0) == 0)
  }

  // MARK: Store to load

  /// A load of what was stored less than 4 cycles before waits [L]; of something else not.
  @Test(arguments: [(1, 3), (2, 2), (3, 1), (4, 0), (5, 0)] as [(UInt64, UInt32)])
  func storeToLoad(after: UInt64, cycles: UInt32) {
    _ = unit.cycles(Self.store(0x2000_0010, at: 100), memory: 0)
    #expect(unit.cycles(Self.load(0x2000_0010, at: 100 + after), memory: 0) == cycles)
    #expect(unit.cycles(Self.load(0x2000_0013, size: 1, at: 100 + after), memory: 0) == cycles)
    #expect(unit.cycles(Self.load(0x2000_000C, count: 2, at: 100 + after), memory: 0) == cycles)
    #expect(unit.cycles(Self.load(0x2000_0014, at: 100 + after), memory: 0) == 0)
    #expect(unit.cycles(Self.load(0x2000_000C, at: 100 + after), memory: 0) == 0)
  }

  /// The latest of several stores counts, and stores of several registers as a whole.
  @Test func latestStoreToLoad() {
    _ = unit.cycles(Self.store(0x2000_0010, at: 100), memory: 0)
    _ = unit.cycles(Self.store(0x2000_0010, at: 102), memory: 0)
    #expect(unit.cycles(Self.load(0x2000_0010, at: 103), memory: 0) == 3)
    _ = unit.cycles(Self.store(0x2000_0020, count: 4, at: 110), memory: 0)
    #expect(unit.cycles(Self.load(0x2000_002C, at: 112), memory: 0) == 3)
    #expect(unit.cycles(Self.load(0x2000_0030, at: 112), memory: 0) == 0)
  }

  /// Plain loads are free but for the cycles after a store that the unit announces: asking about the others changes nothing.
  @Test func plainLoadsOutsideTheAnnouncedCyclesAreFree() throws {
    let until = try #require(unit.plainLoadsAskedUntil)
    #expect(unit.ignoresPlainLoads)
    var random = CortexM7Random(state: 7)
    var now: UInt64 = 100
    var asked = 0
    for _ in 0..<20_000 {
      let address = 0x2000_0000 + UInt32(random.next() % 8) * 4
      if random.next() % 4 == 0 {
        now += UInt64(unit.cycles(Self.store(address, at: now), memory: 0))
      } else {
        let mayCost = now < until.pointee
        let cycles = unit.cycles(Self.load(address, at: now), memory: 0)
        if !mayCost { #expect(cycles == 0) }
        if cycles > 0 { asked += 1 }
        now += UInt64(cycles)
      }
      now += random.next() % 4
    }
    #expect(asked > 100)
  }

  /// After a reset the unit remembers nothing.
  @Test func reset() {
    _ = Self.row(unit, count: 12, size: 1) { _ in 0 }
    unit.reset()
    #expect(unit.cycles(Self.load(0x2000_0000, at: 0), memory: 0) == 0)
    #expect(Self.row(unit, count: 5, size: 1) { _ in 0 } == [0, 0, 0, 0, 0])
  }

  /// What a unit with some costs does, to see that each cost counts.
  static func observations(_ costs: CortexM7Costs) -> [UInt32] {
    let unit = CortexM7LoadStoreUnit(costs: costs)
    var seen = [
      unit.cycles(load(0), memory: 0), unit.cycles(load(8, note: younger), memory: 0),
      unit.cycles(load(1), memory: 0), unit.cycles(load(1, note: [.paired, .younger]), memory: 0),
    ]
    seen += row(unit, count: 12, size: 1) { _ in 0 }
    unit.reset()
    seen += row(unit, count: 12, size: 4) { _ in 1 }
    unit.reset()
    seen.append(unit.cycles(store(4, count: 4), memory: 0))
    seen.append(unit.cycles(load(4, at: 102), memory: 0))
    return seen
  }
}

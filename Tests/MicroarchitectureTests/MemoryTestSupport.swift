@testable import Microarchitecture

/// Random numbers that are the same on every run (xorshift64*).
struct MemoryRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

/// A load/store unit that charges nothing, or what it is told to charge for odd addresses.
final class PlainLoadStoreUnit: LoadStoreUnit {
  var ignoresPlainLoads = true
  var ignoresPlainStores = true
  var oddCycles: UInt32 = 0
  var memories: [Int] = []
  func cycles(_ access: DataAccess, memory: Int) -> UInt32 {
    memories.append(memory)
    return access.address & 3 != 0 ? oddCycles : 0
  }
  func reset() { memories = [] }
}

extension MemoryDescription {
  /// An STM32F405: flash of 128-bit reads with 64 instruction and 8 data lines, SRAM on the system bus, CCM.
  static func f4(conflictRun: UInt32 = 4) -> MemoryDescription {
    MemoryDescription(
      windows: [
        Window(memory: 0, base: 0, size: 1 << 20, isExecutable: true, bus: 1),
        Window(memory: 0, base: 0x0800_0000, size: 1 << 20, isExecutable: true, bus: 1),
        Window(memory: 1, base: 0x1000_0000, size: 64 << 10, isExecutable: false, bus: 0),
        Window(memory: 2, base: 0x2000_0000, size: 112 << 10, isExecutable: true, bus: 2),
      ],
      buses: [
        Bus(name: "direct", kind: .direct), Bus(name: "code", kind: .flashLines),
        Bus(name: "system", kind: .system(SystemBus(fetchCycles: 2, fetchAhead: 2, conflictRun: conflictRun))),
      ],
      flash: Flash(
        readSize: 16, lineSize: 16, instructionLines: 64, instructionWays: 64, dataLines: 8, hasPrefetch: true,
        clockLimits: [30_000_000, 60_000_000]))
  }

  /// An STM32F746 with small caches.
  static func f7(instructionCache: Int = 4096, dataCache: Int = 4096, fetchKept: UInt32 = 0) -> MemoryDescription {
    MemoryDescription(
      windows: [
        Window(memory: 0, base: 0, size: 16 << 10, isExecutable: true, bus: 0),
        Window(memory: 1, base: 0x0020_0000, size: 1 << 20, isExecutable: true, bus: 1),
        Window(memory: 1, base: 0x0800_0000, size: 1 << 20, isExecutable: true, bus: 2),
        Window(memory: 2, base: 0x2000_0000, size: 64 << 10, isExecutable: true, bus: 0),
        Window(memory: 3, base: 0x2001_0000, size: 240 << 10, isExecutable: true, bus: 3),
      ],
      buses: [
        Bus(name: "direct", kind: .direct), Bus(name: "itcm-flash", kind: .flashLines),
        Bus(
          name: "axi-flash",
          kind: .cached(CachedBus(latency: 4, beat: 1, write: 1, isFlash: true, fetchAhead: 3, fetchKept: fetchKept))),
        Bus(
          name: "axi-sram",
          kind: .cached(CachedBus(latency: 5, beat: 2, write: 2, isFlash: false, fetchAhead: 3))),
      ],
      flash: Flash(
        readSize: 32, lineSize: 32, instructionLines: 64, instructionWays: 64, dataLines: 0, unifiedLines: true,
        hasPrefetch: true),
      instructionCache: Cache(size: instructionCache, ways: 2), dataCache: Cache(size: dataCache, ways: 4))
  }
}

extension MemorySystem {
  /// Fetches as the interpreter does: a present unit is stamped, another is asked for.
  func use(_ unit: UInt32, now: UInt64) -> UInt32 {
    if fetchStamps[Int(unit)] != 0 {
      fetchTick.pointee += 1
      fetchStamps[Int(unit)] = fetchTick.pointee
      return 0
    }
    return fetch(unit, now: now)
  }

  /// Fetches the unit of an address: its wait in cycles, 0 where fetching is free.
  func use(at address: UInt32, now: UInt64) -> UInt32 {
    fetchUnits(at: address, size: 2).first.map { use($0, now: now) } ?? 0
  }

  /// Accesses as the interpreter does, by way of `dataPages`.
  func load(_ address: UInt32, now: UInt64) -> UInt32 {
    let entry = dataPages[Int(address >> 12)]
    let mayWait = storedWords.pointee >> (address >> 2 & 63) & 1 != 0 && plainLoadsAskedUntil.pointee > now
    if address % 4 == 0, !mayWait {
      if entry & 1 != 0 { return 0 }
      if let stamp = DataPage.stamp(entry, address), stamp.pointee != 0 {
        dataTick.pointee += 1
        stamp.pointee = dataTick.pointee << 1 | stamp.pointee & 1
        return 0
      }
    }
    return access(DataAccess(address: address, size: 4, isStore: false, now: now))
  }

  func store(_ address: UInt32, now: UInt64) -> UInt32 {
    if address % 4 == 0 {
      if dataPages[Int(address >> 12)] & 3 == DataPage.free { return 0 }
      let cycles = storeAtOnce(address, size: 4, now: now)
      if cycles != .max { return cycles }
    }
    return access(DataAccess(address: address, size: 4, isStore: true, now: now))
  }
}

/// The Cortex-M7's load/store unit: what data accesses cost by their addresses.
///
/// - Two loads in one cycle must fall in different word banks, even and odd words; otherwise the younger waits a cycle
///   [jnk0le]. That holds for two loads of the same word too.
/// - An unaligned load costs 3 more in the older slot, 4 in the younger; 4 together when both loads of a pair are
///   unaligned [jnk0le].
/// - A store goes to a buffer of 5 entries. It leaves it in two steps: `store-commit` cycles after it issued its data are
///   there and its banks, when free, are held for the write: 1 cycle for words, 4 for bytes and halfwords, which are
///   read, changed and written back, and 4 of both banks for unaligned stores. Banks work side by side; entries are given
///   back in order. A store that finds the buffer full waits. These few rules, the commit time derived, give jnk0le's measured
///   rates: unaligned stores free until five are waiting, then 4 each; bytes and halfwords 4 each on one bank, 2 on
///   alternating ones; halfwords in a row 2.0; bytes in a row 2.375 (measured: 2.4).
/// - A load of what was stored less than `store-to-load` cycles before waits for it [LLVM: about 4].
/// - Storing an even number of registers, more than one, at an address that is not a multiple of 8 costs 1 more [jnk0le];
///   STRD is taken to do so as well (derived).
///
/// Words by which the interpreter need not ask about plain loads: see `LoadStoreUnit`.
public final class CortexM7LoadStoreUnit: LoadStoreUnit {
  public let plainLoadsAskedUntil: UnsafeMutablePointer<UInt64>?
  public let storedWords: UnsafeMutablePointer<UInt64>?
  public let latestLoad: UnsafeMutablePointer<UInt64>?

  /// What `latestLoad` holds after an unaligned load, beside the address.
  private static let unaligned: UInt64 = 1 << 32
  /// Stores, one after the other, in a ring that is large enough for all within reach of a load. A power of two.
  private static let recentCount = 16

  private struct RecentStore {
    var address: UInt32 = 0
    var bytes: UInt32 = 0
    /// From this cycle on a load of it is free.
    var readableAt: UInt64 = 0
  }

  private let costs: CortexM7Costs
  private let words: UnsafeMutablePointer<UInt64>
  /// Cycle at which each entry of the store buffer is free again, a ring in order of use.
  private let entries: UnsafeMutablePointer<UInt64>
  private let recent: UnsafeMutablePointer<RecentStore>
  private let capacity: Int
  // One machine's, used by one thread at a time.
  @exclusivity(unchecked) private var nextEntry = 0
  @exclusivity(unchecked) private var nextRecent = 0
  /// Cycles from which the banks of even and odd words are free to write, and at which the last entry is given back.
  @exclusivity(unchecked) private var bankFree: (even: UInt64, odd: UInt64) = (0, 0)
  @exclusivity(unchecked) private var lastRelease: UInt64 = 0

  public init(costs: CortexM7Costs) {
    self.costs = costs
    capacity = Int(costs.storeBufferEntries)
    words = .allocate(capacity: 3)
    words.initialize(repeating: 0, count: 3)
    storedWords = words + 2
    plainLoadsAskedUntil = words
    latestLoad = words + 1
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: 0, count: capacity)
    recent = .allocate(capacity: Self.recentCount)
    recent.initialize(repeating: RecentStore(), count: Self.recentCount)
  }

  deinit {
    words.deallocate()
    entries.deallocate()
    recent.deallocate()
  }

  public var ignoresPlainLoads: Bool { true }
  /// Even and odd words.
  public var bankMask: UInt32 { 4 }
  public var bankConflict: UInt32 { costs.bankConflict }
  /// Every store takes a place in the buffer.
  public var ignoresPlainStores: Bool { false }

  public func reset() {
    words.update(repeating: 0, count: 3)
    entries.update(repeating: 0, count: capacity)
    recent.update(repeating: RecentStore(), count: Self.recentCount)
    (nextEntry, nextRecent, bankFree, lastRelease) = (0, 0, (0, 0), 0)
  }

  public func cycles(_ access: DataAccess, memory: Int) -> UInt32 {
    access.isStore ? store(access) : load(access)
  }

  // MARK: Loads

  private func load(_ access: DataAccess) -> UInt32 {
    let isUnaligned = access.count == 1 && access.address & (access.size &- 1) != 0
    let before = words[1]
    words[1] = UInt64(access.address) | (isUnaligned ? Self.unaligned : 0)
    var cycles: UInt32 = 0
    if isUnaligned {
      cycles = access.note.contains(.younger) ? costs.unalignedLoadYounger : costs.unalignedLoadOlder
      if access.note.contains(.pairedAccess) && before & Self.unaligned != 0 {
        cycles -= min(cycles, costs.unalignedLoadOlder)
      }
    } else if access.note.contains(.pairedAccess) && (UInt32(truncatingIfNeeded: before) ^ access.address) & 4 == 0 {
      cycles = costs.bankConflict
    }
    if access.now < words[0] { cycles += waitForStore(access) }
    return cycles
  }

  /// Cycles until what this loads can be had from the latest store to it.
  private func waitForStore(_ access: DataAccess) -> UInt32 {
    let bytes = access.size &* access.count
    var readableAt = access.now
    for back in 1...Self.recentCount {
      let stored = recent[(nextRecent &- back) & (Self.recentCount - 1)]
      // Those before it can be read still earlier.
      if stored.readableAt <= access.now { break }
      if stored.readableAt > readableAt && access.address &- stored.address < stored.bytes
        || stored.readableAt > readableAt && stored.address &- access.address < bytes
      {
        readableAt = stored.readableAt
      }
    }
    return UInt32(truncatingIfNeeded: readableAt &- access.now)
  }

  // MARK: Stores

  private func store(_ access: DataAccess) -> UInt32 {
    if access.count == 1 && access.address & (access.size &- 1) == 0 {
      return storeOne(access.address, size: access.size, now: access.now)
    }
    let bytes = access.size &* access.count
    let isUnaligned = access.count == 1 && access.address & (access.size &- 1) != 0
    var cycles: UInt32 = 0
    if access.count > 1 {
      if access.count & 1 == 0 && access.address & 7 != 0 { cycles = costs.unalignedStoreMultiple }
      for index in 0..<access.count {
        // Two words a cycle.
        cycles += enter(access.address &+ index &* 4, at: access.now &+ UInt64(cycles + index / 2), holding: 1)
      }
    } else if isUnaligned {
      cycles = enter(access.address, at: access.now, holding: costs.unalignedStore, bothBanks: true)
    } else {
      cycles = enter(access.address, at: access.now, holding: access.size < 4 ? costs.partialStore : 1)
    }
    let last = access.now &+ UInt64(cycles) &+ UInt64((access.count &- 1) / 2)
    note(access.address, bytes: bytes, now: access.now, last: last)
    return cycles
  }

  /// An aligned store of one transfer: the plain case, which is the frequent one.
  @inline(__always)
  func storeOne(_ address: UInt32, size: UInt32, now: UInt64) -> UInt32 {
    let cycles = enter(address, at: now, holding: size < 4 ? costs.partialStore : 1)
    note(address, bytes: size, now: now, last: now &+ UInt64(cycles))
    return cycles
  }

  /// Remembers what was stored, for loads that come soon after.
  @inline(__always)
  private func note(_ address: UInt32, bytes: UInt32, now: UInt64, last: UInt64) {
    if now >= words[0] { words[2] = 0 }
    // The bytes of a few words may lie in one more.
    var word = address >> 2
    let lastWord = (address &+ bytes &- 1) >> 2
    words[2] |= 1 &<< UInt64(word & 63)
    while word != lastWord {
      word = (word &+ 1) & 0x3FFF_FFFF
      words[2] |= 1 &<< UInt64(word & 63)
    }
    let readableAt = last &+ UInt64(costs.storeToLoad)
    recent[nextRecent] = RecentStore(address: address, bytes: bytes, readableAt: readableAt)
    nextRecent = (nextRecent &+ 1) & (Self.recentCount &- 1)
    words[0] = max(words[0], readableAt)
  }

  /// Takes an entry of the buffer, waiting for the oldest to be given back if there is none; gives the wait.
  @inline(__always)
  private func enter(_ address: UInt32, at now: UInt64, holding cycles: UInt32, bothBanks: Bool = false) -> UInt32 {
    let entered = max(now, entries[nextEntry])
    let data = entered &+ UInt64(costs.storeCommit)
    let isOdd = address & 4 != 0
    let free = bothBanks ? max(bankFree.even, bankFree.odd) : isOdd ? bankFree.odd : bankFree.even
    let done = max(data, free) &+ UInt64(cycles)
    if bothBanks || !isOdd { bankFree.even = done }
    if bothBanks || isOdd { bankFree.odd = done }
    lastRelease = max(lastRelease, done)
    entries[nextEntry] = lastRelease
    nextEntry = nextEntry &+ 1 == capacity ? 0 : nextEntry &+ 1
    return UInt32(truncatingIfNeeded: entered &- now)
  }
}

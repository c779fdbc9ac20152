import Foundation

/// What fetching instructions and accessing data cost beyond the pipeline's own cycles: wait states, flash accelerators,
/// caches, buses. Its contents (which lines are present) are history, so it is asked while executing.
///
/// The interpreter's fast paths read two tables by pointer, and call in only when these do not say "free":
/// - `fetchStamps`, one word for each fetch unit: not 0 while fetching the unit costs nothing now. Using it writes a new,
///   larger stamp (`fetchTick` plus one), by which the least recently used is found.
/// - `dataPages`, one word for each 4 KB page of the guest: see `DataPage`.
public final class MemorySystem {
  /// What a word of `dataPages` says of aligned accesses of one transfer that carry no note.
  public enum DataPage {
    /// Ask.
    public static let ask: UInt = 0
    /// Loads cost nothing. The bits above are the memory's number: it is one memory as far as overlapping goes.
    public static let freeLoads: UInt = 1
    /// Neither loads nor stores cost anything. The bits above are the memory's number.
    public static let free: UInt = 3
    // Any other value is a pointer to the stamps (`UInt64`) of the page's 128 cache lines of 32 bytes: not 0 while a load
    // from the line hits. Using one writes `dataTick` plus one, shifted left by 1, and keeps bit 0.
  }

  public let fetchStamps: UnsafeMutablePointer<UInt64>
  public let dataPages: UnsafeMutablePointer<UInt>
  /// Uses of fetch units and of data lines so far.
  public let fetchTick: UnsafeMutablePointer<UInt64>
  public let dataTick: UnsafeMutablePointer<UInt64>
  /// No single fetch or access costs more cycles than this.
  public static let mostCycles: UInt32 = 1024

  public let loadStoreUnit: (any LoadStoreUnit)?
  /// Where the address of each free load of one transfer is to be noted: the load/store unit's word, or one nobody reads.
  public let latestLoad: UnsafeMutablePointer<UInt64>

  public init(loadStoreUnit: (any LoadStoreUnit)?) {
    self.loadStoreUnit = loadStoreUnit
    fetchStamps = .allocate(capacity: 1)
    fetchStamps.initialize(to: 0)
    guard let pages = calloc(1 << 20, MemoryLayout<UInt>.stride) else { fatalError("out of host memory") }
    dataPages = pages.bindMemory(to: UInt.self, capacity: 1 << 20)
    fetchTick = .allocate(capacity: 3)
    fetchTick.initialize(repeating: 0, count: 3)
    dataTick = fetchTick + 1
    latestLoad = loadStoreUnit?.latestLoad ?? fetchTick + 2
  }

  deinit {
    fetchStamps.deallocate()
    free(dataPages)
    fetchTick.deallocate()
  }

  /// Whether any data access can cost something, so that the interpreter has to look at all.
  public var timesData: Bool { loadStoreUnit != nil }

  /// The fetch units that an instruction's bytes lie in: none where fetching never costs anything, else one or two.
  public func fetchUnits(at address: UInt32, size: Int) -> [UInt32] { [] }

  /// Fetches a unit whose stamp is 0: gives the cycles that the core waits, and makes the unit present.
  /// - Parameter now: core clock cycle at which the core needs it.
  public func fetch(_ unit: UInt32, now: UInt64) -> UInt32 { 0 }

  /// Does an access that `dataPages` does not say to be free: gives its cycles beyond the schedule.
  public func access(_ access: DataAccess) -> UInt32 {
    loadStoreUnit?.cycles(access, memory: 0) ?? 0
  }

  /// Forgets what `dataPages` says; it is asked again.
  public func forgetPages() {}

  public func reset() { loadStoreUnit?.reset() }
}

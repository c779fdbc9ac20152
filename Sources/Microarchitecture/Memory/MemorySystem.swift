import Foundation

/// What fetching instructions and accessing data cost beyond the pipeline's own cycles: wait states, flash accelerators,
/// caches, buses. Its contents (which lines are present) are history, so it is asked while executing. What it answers
/// depends only on the calls made and their times.
///
/// The interpreter's fast paths read two tables by pointer, and call in only when these do not say "free":
/// - `fetchStamps`, one word for each fetch unit: not 0 while fetching the unit costs nothing now. Using it writes a new,
///   larger stamp (`fetchTick` plus one), by which the least recently used is found.
/// - `dataPages`, one word for each 4 KB page of the guest: see `DataPage`.
public final class MemorySystem {
  /// What a word of `dataPages` says of aligned accesses of one transfer that carry no note.
  public enum DataPage {
    /// Ask.
    @inlinable public static var ask: UInt { 0 }
    /// Loads cost nothing.
    @inlinable public static var freeLoads: UInt { 1 }
    /// Stores cost nothing.
    @inlinable public static var freeStores: UInt { 2 }
    /// Neither loads nor stores cost anything.
    @inlinable public static var free: UInt { 3 }
    /// Together with these: instructions of `severalTransfers` or more have to be asked about.
    @inlinable public static var asksForSeveral: UInt { 4 }
    /// Above these bits stands the memory's number: it is one memory as far as overlapping goes.
    @inlinable public static var memoryShift: UInt { 3 }
    // Without `freeLoads`, and not 0, it is a pointer to the stamps (`UInt64`) of the page's 128 cache lines of 32 bytes: not
    // 0 while a load from the line hits. Using one writes `dataTick` plus one, shifted left by 1, and keeps bit 0 (the line
    // is dirty).
    /// In such a pointer: a store that hits goes no further than the cache.
    static var keepsStores: UInt { 4 }
    /// The stamp of the cache line that holds an address, if the word is such a pointer.
    @inlinable @inline(__always)
    public static func stamp(_ word: UInt, _ address: UInt32) -> UnsafeMutablePointer<UInt64>? {
      guard word & freeLoads == 0, let stamps = UnsafeMutablePointer<UInt64>(bitPattern: word & ~7) else { return nil }
      return stamps + Int(address >> 5 & 127)
    }
  }

  public let fetchStamps: UnsafeMutablePointer<UInt64>
  public let dataPages: UnsafeMutablePointer<UInt>
  /// Uses of fetch units and of data lines so far.
  public let fetchTick: UnsafeMutablePointer<UInt64>
  public let dataTick: UnsafeMutablePointer<UInt64>
  /// No single fetch or access costs more cycles than this.
  @inlinable public static var mostCycles: UInt32 { 1024 }

  public let description: MemoryDescription
  public let loadStoreUnit: (any LoadStoreUnit)?
  /// Where the address of each free load of one transfer is to be noted: the load/store unit's word, or one nobody reads.
  public let latestLoad: UnsafeMutablePointer<UInt64>
  /// The memory of the latest load of one transfer, as a word of `dataPages` says it; whoever makes a free one without
  /// asking writes the page's word here.
  public let latestMemory: UnsafeMutablePointer<UInt>
  /// Loads that start before the cycle at this address must be asked about, whatever `dataPages` says.
  public let plainLoadsAskedUntil: UnsafeMutablePointer<UInt64>
  /// Of those, the ones whose word is in this set; see `LoadStoreUnit.storedWords`.
  public let storedWords: UnsafeMutablePointer<UInt64>
  /// `LoadStoreUnit.bankMask` and `bankConflict`.
  public let bankMask: UInt32
  public let bankConflict: UInt32
  /// `LoadStoreUnit.differentMemory`.
  public let differentMemory: UInt32
  /// The most that an access costs that need not be asked about.
  public var mostCyclesAtOnce: UInt32 { max(bankConflict, differentMemory) }
  /// The load/store unit if it is one of these.
  let cortexM4Unit: Unmanaged<CortexM4LoadStoreUnit>?
  let cortexM7Unit: Unmanaged<CortexM7LoadStoreUnit>?
  let hasLoadStoreUnit: Bool
  /// Whether any data access can cost something, so that the interpreter has to look at all.
  public let timesData: Bool
  /// The memory attributes of an address, and whether they are the same throughout its 4 KB page. When an answer changes
  /// (the MPU's settings), `forgetPages` must be called. Write-through Normal memory everywhere, unless set.
  @exclusivity(unchecked) public var attributes: (UInt32) -> MemoryAttributes = { _ in .writeThrough } {
    didSet { forgetPages() }
  }
  @exclusivity(unchecked) public var isUniform: (UInt32) -> Bool = { _ in true } {
    didSet { forgetPages() }
  }
  @exclusivity(unchecked) public internal(set) var configuration: MemoryConfiguration

  // What follows is touched on hot calls; a machine is used by one thread at a time, and nothing here calls out while it
  // is being changed, so accesses cannot overlap unseen.

  /// In the order of their bases; `windowCount` of them, the peripheral ranges included.
  let windows: UnsafeMutablePointer<WindowState>
  let windowCount: Int
  /// The number of what lies in no window.
  let elsewhere: Int
  let buses: UnsafeMutablePointer<BusState>
  let busCount: Int
  /// What is known of each 4 KB page; 0 before it is asked for. See `PageEntry`.
  let pageEntries: UnsafeMutablePointer<UInt32>
  /// Pages with an entry, as long as there is room for their numbers.
  let enteredPages: UnsafeMutablePointer<UInt32>
  static let enteredCapacity = 4096
  @exclusivity(unchecked) var enteredCount = 0
  /// Stamps of all cache lines that there can be: `WindowState.firstLine` is where a window's begin.
  let lineStamps: UnsafeMutablePointer<UInt64>

  /// Flash accelerator: its instruction lines, the line that is there without them, its data lines.
  let flashLines: InstructionLines
  let flashBuffer: InstructionLines
  /// What the core has of code fetched uncached.
  let fetchedWindows: InstructionLines?
  @exclusivity(unchecked) var dataLines: DataLines
  /// A flash read and a line, as powers of two of bytes, and `Flash.lineFill`.
  let readShift: UInt32
  let lineShift: UInt32
  let lineFill: UInt64
  let hasUnifiedLines: Bool
  /// See `DataPage.asksForSeveral`.
  public let severalTransfers: UInt32
  /// Until when the flash behind the accelerator is being read.
  @exclusivity(unchecked) var flashBusy: UInt64 = 0
  /// The unit that the prefetch has read or is reading, plus one, and when it can be used.
  @exclusivity(unchecked) var prefetched: UInt32 = 0
  @exclusivity(unchecked) var prefetchReady: UInt64 = 0

  let instructionCache: InstructionLines?
  let dataCache: DataCache?
  @exclusivity(unchecked) var writeBuffer: WriteBuffer
  @exclusivity(unchecked) var counts = MemoryCounters()
  /// The window that the last unit fetched was in.
  @exclusivity(unchecked) var fetchWindow = 0

  /// A memory system in which nothing costs anything but what the load/store unit says.
  public convenience init(loadStoreUnit: (any LoadStoreUnit)?) {
    self.init(description: .flat, loadStoreUnit: loadStoreUnit)
  }

  public init(description: MemoryDescription, loadStoreUnit: (any LoadStoreUnit)?) {
    self.description = description
    self.loadStoreUnit = loadStoreUnit
    timesData = loadStoreUnit != nil || !description.isFlat
    configuration = description.reset
    let layout = MemoryLayoutTables(description)
    windowCount = layout.windows.count
    elsewhere = (layout.windows.map(\.memory).max() ?? -1) + 1
    windows = .allocate(capacity: max(windowCount, 1))
    windows.initialize(from: layout.windows, count: windowCount)
    busCount = layout.buses.count
    buses = .allocate(capacity: max(busCount, 1))
    buses.initialize(from: layout.buses, count: busCount)
    fetchStamps = zeroed(max(layout.unitCount, 1), of: UInt64.self)
    lineStamps = zeroed(max(layout.lineCount, 1), of: UInt64.self)
    dataPages = zeroed(1 << 20, of: UInt.self)
    pageEntries = zeroed(1 << 20, of: UInt32.self)
    enteredPages = zeroed(Self.enteredCapacity, of: UInt32.self)
    fetchTick = zeroed(5, of: UInt64.self)
    latestMemory = zeroed(1, of: UInt.self)
    dataTick = fetchTick + 1
    latestLoad = loadStoreUnit?.latestLoad ?? fetchTick + 2
    plainLoadsAskedUntil = loadStoreUnit?.plainLoadsAskedUntil ?? fetchTick + 3
    storedWords = loadStoreUnit?.storedWords ?? fetchTick + 4
    if loadStoreUnit?.plainLoadsAskedUntil != nil, loadStoreUnit?.storedWords == nil { storedWords.pointee = .max }
    bankMask = loadStoreUnit?.bankMask ?? 0
    bankConflict = loadStoreUnit?.bankConflict ?? 0
    differentMemory = loadStoreUnit?.differentMemory ?? 0
    cortexM4Unit = (loadStoreUnit as? CortexM4LoadStoreUnit).map(Unmanaged.passUnretained)
    cortexM7Unit = (loadStoreUnit as? CortexM7LoadStoreUnit).map(Unmanaged.passUnretained)
    hasLoadStoreUnit = loadStoreUnit != nil

    let flash = description.flash
    readShift = UInt32((flash?.readSize ?? 1).trailingZeroBitCount)
    lineShift = max(UInt32((flash?.lineSize ?? 1).trailingZeroBitCount), readShift)
    lineFill = UInt64(flash?.lineFill ?? 0)
    hasUnifiedLines = flash?.unifiedLines ?? false
    let runs = layout.buses.map(\.conflictRun).filter { $0 > 0 }
    severalTransfers = UInt32(runs.min() ?? 2)
    let ways = max(Int(flash?.instructionWays ?? 1), 1)
    let lines = max(Int(flash?.instructionLines ?? 1), 1)
    flashLines = InstructionLines(
      sets: max(lines / ways, 1), ways: ways, unitBits: lineShift - readShift, stamps: fetchStamps)
    flashBuffer = InstructionLines(sets: 1, ways: 1, unitBits: 0, stamps: fetchStamps)
    let kept = description.buses.map(\.fetchKept).max() ?? 0
    fetchedWindows =
      kept == 0 ? nil : InstructionLines(sets: 1, ways: Int(kept), unitBits: 0, stamps: fetchStamps)
    dataLines = DataLines(count: Int(flash?.dataLines ?? 1))
    let stamps = fetchStamps
    instructionCache = description.instructionCache.map {
      InstructionLines(sets: max($0.sets, 1), ways: $0.ways, unitBits: 0, stamps: stamps)
    }
    dataCache = description.dataCache.map(DataCache.init)
    writeBuffer = WriteBuffer(capacity: description.writeBuffer)
    applyCosts()
    applyUnits()
  }

  deinit {
    flashLines.deallocate()
    flashBuffer.deallocate()
    fetchedWindows?.deallocate()
    instructionCache?.deallocate()
    dataLines.deallocate()
    dataCache?.deallocate()
    writeBuffer.deallocate()
    windows.deallocate()
    buses.deallocate()
    free(fetchStamps)
    free(lineStamps)
    free(dataPages)
    free(pageEntries)
    free(enteredPages)
    free(fetchTick)
    free(latestMemory)
  }

  /// Fetches and data accesses so far that found nothing in a cache or in the flash accelerator's lines.
  public var misses: (fetch: UInt64, data: UInt64) { (counts.instructionMisses, counts.dataMisses) }

  /// What happened so far; the interpreter's own uses of lines are counted by their ticks.
  public var counters: MemoryCounters {
    var sum = counts
    sum.instructionAccesses = fetchTick.pointee - min(counts.uncachedFetches, fetchTick.pointee)
    sum.dataAccesses = dataTick.pointee
    return sum
  }

  // MARK: Configuration

  /// Changes wait states, accelerator and caches. Turning lines or the instruction cache on or off empties them.
  /// - Returns: whether `fetchUnits` now answers otherwise, so that what was decoded with its answers is void.
  @discardableResult
  public func configure(_ new: MemoryConfiguration) -> Bool {
    let old = configuration
    guard new != old else { return false }
    configuration = new
    applyCosts()
    let unitsChange = (0..<windowCount).contains { windows[$0].unitShift != unitShift(windows[$0]) }
    if unitsChange || new.instructionLines != old.instructionLines { emptyInstructionLines() }
    if unitsChange {
      instructionCache?.removeAll()
      applyUnits()
    }
    if new.dataLines != old.dataLines { dataLines.removeAll() }
    if !new.prefetch { prefetched = 0 }
    forgetPages()
    return unitsChange
  }

  /// As after a reset of the core: everything empty. The configuration stays, being for whoever follows the registers to
  /// set; counters go on.
  public func reset() {
    loadStoreUnit?.reset()
    latestMemory.pointee = 0
    emptyInstructionLines()
    instructionCache?.removeAll()
    dataLines.removeAll()
    dataCache?.removeAll()
    writeBuffer.reset()
    flashBusy = 0
    for bus in 0..<busCount { buses[bus].reset() }
    forgetPages()
  }

  private func emptyInstructionLines() {
    flashLines.removeAll()
    flashBuffer.removeAll()
    fetchedWindows?.removeAll()
    prefetched = 0
  }

  /// Bus cycles to core cycles.
  private func applyCosts() {
    let ratio = UInt64(max(configuration.clockRatio, 1))
    for index in 0..<busCount {
      guard index < description.buses.count, case .cached(let bus) = description.buses[index].kind else { continue }
      buses[index].latency = UInt64(bus.latency) * ratio
      buses[index].beat = UInt64(bus.beat) * ratio
      buses[index].write = UInt64(bus.write) * ratio
      buses[index].waitStates = bus.isFlash ? UInt64(configuration.waitStates) * ratio : 0
    }
  }

  private func applyUnits() {
    for index in 0..<windowCount { windows[index].unitShift = unitShift(windows[index]) }
    for index in 0..<busCount { buses[index].stream.reset() }
  }

  /// Fetch units of a window are `1 << shift` bytes, or there are none.
  private func unitShift(_ window: WindowState) -> UInt32 {
    guard window.isExecutable else { return WindowState.noUnits }
    switch window.kind {
    case .flashLines: return configuration.waitStates == 0 ? WindowState.noUnits : window.finestShift
    case .cached: return instructionCache != nil && configuration.instructionCache ? 5 : window.finestShift
    case .system: return buses[window.bus].latency == 0 ? WindowState.noUnits : window.finestShift
    case .direct, .peripheral: return WindowState.noUnits
    }
  }

  // MARK: Windows

  /// The window that an address lies in.
  func window(of address: UInt32) -> UnsafeMutablePointer<WindowState>? {
    var low = 0
    var high = windowCount
    while low < high {
      let middle = (low + high) / 2
      if windows[middle].base <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, address &- windows[low - 1].base < windows[low - 1].size else { return nil }
    return windows + (low - 1)
  }

  /// Forgets what `dataPages` says; it is asked again.
  public func forgetPages() {
    if enteredCount < Self.enteredCapacity {
      for index in 0..<enteredCount {
        dataPages[Int(enteredPages[index])] = DataPage.ask
        pageEntries[Int(enteredPages[index])] = 0
      }
    } else {
      dataPages.update(repeating: DataPage.ask, count: 1 << 20)
      pageEntries.update(repeating: 0, count: 1 << 20)
    }
    enteredCount = 0
  }
}

/// Zeroed memory of the host's, taken up only as it is touched; to be freed with `free`.
func zeroed<T>(_ count: Int, of type: T.Type) -> UnsafeMutablePointer<T> {
  guard let bytes = calloc(count, MemoryLayout<T>.stride) else { fatalError("out of host memory") }
  return bytes.bindMemory(to: T.self, capacity: count)
}

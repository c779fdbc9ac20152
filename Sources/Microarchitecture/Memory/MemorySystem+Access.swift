/// What is remembered of a 4 KB page: how its accesses are timed, which window it lies in, and its memory attributes.
struct PageEntry {
  static let direct: UInt32 = 1
  static let flashLines: UInt32 = 2
  static let system: UInt32 = 3
  static let cached: UInt32 = 4
  static let peripheral: UInt32 = 5
  /// Several windows, or none and one: every address is looked up.
  static let mixed: UInt32 = 6
  /// In no window.
  static let nowhere: UInt32 = 7

  static func attributeBits(_ attributes: MemoryAttributes) -> UInt32 {
    UInt32(attributes.kind.rawValue) | UInt32(attributes.cacheability.rawValue) << 2
      | (attributes.isShareable ? 16 : 0)
  }

  @inline(__always)
  static func attributes(_ bits: UInt32) -> MemoryAttributes {
    MemoryAttributes(
      kind: .init(rawValue: UInt8(bits & 3)) ?? .normal,
      cacheability: .init(rawValue: UInt8(bits >> 2 & 3)) ?? .nonCacheable, isShareable: bits & 16 != 0)
  }
}

extension MemorySystem {
  /// Does an access that `dataPages` does not say to be free: gives its cycles beyond the schedule.
  /// - Parameter byInstruction: whether an instruction makes it, so that the load/store unit's rules count. Stacking for an
  ///   exception has cycles of its own, to which only the memory adds.
  public func access(_ access: DataAccess, byInstruction: Bool = true) -> UInt32 {
    if byInstruction, let cortexM7Unit, isFree(access) {
      let core = cortexM7Unit._withUnsafeGuaranteedRef { $0.cycles(access, memory: 0) }
      counts.loadStoreCycles &+= UInt64(core)
      return min(core, Self.mostCycles)
    }
    let page = Int(access.address >> 12)
    var entry = pageEntries[page]
    if entry == 0 { entry = enter(page) }
    if entry & 0xFF == PageEntry.mixed { entry = self.entry(of: access.address) }
    let window = windows + Int(entry >> 8 & 0xFFFF)
    let isSomewhere = entry & 0xFF != PageEntry.nowhere
    var core: UInt64 = 0
    if hasLoadStoreUnit && byInstruction {
      core = UInt64(askLoadStoreUnit(access, memory: isSomewhere ? window.pointee.memory : elsewhere))
      counts.loadStoreCycles &+= core
    }
    let now = access.now &+ core
    let wait: UInt64 =
      switch entry & 0xFF {
      case PageEntry.flashLines: access.isStore ? 0 : readFlash(access, window, now: now)
      case PageEntry.system: byInstruction ? useSystemBus(access, window, now: now) : 0
      case PageEntry.cached: accessBehindCache(access, window, PageEntry.attributes(entry >> 24), now: now)
      case PageEntry.peripheral:
        UInt64(access.isStore ? window.pointee.store : window.pointee.load) &* UInt64(access.count)
      default: 0
      }
    let most = UInt64(Self.mostCycles)
    let cycles = min(core &+ wait, most)
    counts.dataWaitCycles &+= cycles &- min(core, most)
    return UInt32(truncatingIfNeeded: cycles)
  }

  /// Whether nothing but the load/store unit matters to an access, as its page's word says: it lies in memory that costs
  /// nothing, or in one line of the data cache, which is then used.
  @inline(__always)
  private func isFree(_ access: DataAccess) -> Bool {
    let page = dataPages[Int(access.address >> 12)]
    let last = lastByte(access)
    if page & DataPage.freeLoads != 0 {
      return page & DataPage.asksForSeveral == 0 && last >> 12 == access.address >> 12
    }
    guard let stamp = DataPage.stamp(page, access.address), last >> 5 == access.address >> 5, stamp.pointee != 0 else {
      return false
    }
    if access.isStore {
      guard page & DataPage.keepsStores != 0, stamp.pointee & 1 != 0 else { return false }
      // Stores look in the cache for every 8 bytes.
      dataTick.pointee &+= UInt64(last >> 3 &- access.address >> 3)
    }
    dataTick.pointee &+= 1
    stamp.pointee = dataTick.pointee << 1 | stamp.pointee & 1
    return true
  }

  /// The cycles of an aligned store of one transfer on a Cortex-M7 where only its store buffer matters: to memory that costs
  /// nothing by itself, or to a dirty line of the data cache.
  /// - Returns: `UInt32.max` where there is more to it, to be found out by `access`; nothing has happened then.
  public func storeAtOnce(_ address: UInt32, size: UInt32, now: UInt64) -> UInt32 {
    guard let cortexM7Unit else { return .max }
    let page = dataPages[Int(address >> 12)]
    if page & DataPage.freeLoads == 0 {
      guard page & DataPage.keepsStores != 0, let stamp = DataPage.stamp(page, address), stamp.pointee & 1 != 0 else {
        return .max
      }
      dataTick.pointee &+= 1
      stamp.pointee = dataTick.pointee << 1 | 1
    }
    let cycles = cortexM7Unit._withUnsafeGuaranteedRef { $0.storeOne(address, size: size, now: now) }
    counts.loadStoreCycles &+= UInt64(cycles)
    return cycles
  }

  /// Known units are called directly, and without being retained: they live as long as the memory system.
  @inline(__always)
  private func askLoadStoreUnit(_ access: DataAccess, memory: Int) -> UInt32 {
    if let cortexM7Unit {
      return cortexM7Unit._withUnsafeGuaranteedRef { $0.cycles(access, memory: memory) }
    }
    var access = access
    if access.note.contains(.pipelinedAccess) && access.previousMemory == nil {
      // 0 before the first load.
      let latest = Int(latestMemory.pointee >> DataPage.memoryShift)
      access.previousMemory = latest == 0 ? nil : latest - 1
    }
    if !access.isStore && access.count == 1 { latestMemory.pointee = UInt(memory + 1) << DataPage.memoryShift }
    if let cortexM4Unit {
      return cortexM4Unit._withUnsafeGuaranteedRef { $0.cycles(access, memory: memory) }
    }
    return loadStoreUnit?.cycles(access, memory: memory) ?? 0
  }

  // MARK: Pages

  /// Looks up a page for the first time, and says in `dataPages` what is free in it.
  private func enter(_ page: Int) -> UInt32 {
    let address = UInt32(page) << 12
    if enteredCount < Self.enteredCapacity {
      enteredPages[enteredCount] = UInt32(page)
      enteredCount += 1
    }
    let first = window(of: address)
    let last = window(of: address | 0xFFF)
    let touched = (0..<windowCount).contains { windows[$0].base >> 12 == address >> 12 }
    var entry = PageEntry.mixed
    if first == last && (first != nil || !touched) && isUniform(address) {
      entry = self.entry(of: address)
      dataPages[page] = freedom(entry, address)
    } else {
      dataPages[page] = DataPage.ask
    }
    pageEntries[page] = entry
    return entry
  }

  private func entry(of address: UInt32) -> UInt32 {
    guard let window = window(of: address) else { return PageEntry.nowhere }
    let index = UInt32(window - windows) << 8
    switch window.pointee.kind {
    case .direct: return PageEntry.direct | index
    case .flashLines: return PageEntry.flashLines | index
    case .system: return PageEntry.system | index
    case .peripheral: return PageEntry.peripheral | index
    case .cached: return PageEntry.cached | index | PageEntry.attributeBits(attributes(address)) << 24
    }
  }

  /// What `dataPages` says of a page that is all alike.
  private func freedom(_ entry: UInt32, _ address: UInt32) -> UInt {
    guard loadStoreUnit?.ignoresPlainLoads ?? true else { return DataPage.ask }
    let window = windows + Int(entry >> 8 & 0xFFFF)
    let memory = entry & 0xFF == PageEntry.nowhere ? elsewhere : window.pointee.memory
    // The number is never 0, so that no page is taken for one that was not asked about yet.
    let all =
      (loadStoreUnit?.ignoresPlainStores ?? true ? DataPage.free : DataPage.freeLoads) | UInt(memory + 1)
      << DataPage.memoryShift
    switch entry & 0xFF {
    case PageEntry.direct, PageEntry.nowhere: return all
    case PageEntry.flashLines: return configuration.waitStates == 0 ? all : DataPage.ask
    case PageEntry.system:
      let bus = buses + window.pointee.bus
      guard !bus.pointee.isStreaming, bus.pointee.conflictRun != 1 else { return DataPage.ask }
      return bus.pointee.conflictRun == 0 ? all : all | DataPage.asksForSeveral
    case PageEntry.cached:
      let cacheability = PageEntry.attributes(entry >> 24).dataCacheability
      guard configuration.dataCache, dataCache != nil, cacheability != .nonCacheable else { return DataPage.ask }
      let stamps = UInt(bitPattern: lineStamps + lineIndex(address, window))
      return cacheability == .writeThrough ? stamps : stamps | DataPage.keepsStores
    default: return window.pointee.load == 0 && window.pointee.store == 0 ? all : DataPage.ask
    }
  }

  /// Index in `lineStamps` of the cache line of an address. In bounds: a window has stamps for every line of every page that
  /// it touches.
  @inline(__always)
  func lineIndex(_ address: UInt32, _ window: UnsafeMutablePointer<WindowState>) -> Int {
    window.pointee.firstLine &+ Int((address &- (window.pointee.base & ~4095)) >> 5)
  }

  // MARK: Flash accelerator

  /// Data by way of the accelerator: kept in its data lines, or in the last read's place without them. Data reads come
  /// before instructions that wait (RM0090, 3.5.2), but not before a read under way.
  private func readFlash(_ access: DataAccess, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    guard configuration.waitStates > 0 else { return 0 }
    var time = now
    var read = access.address >> readShift
    let last = lastByte(access) >> readShift
    while true {
      time &+= readFlash(read, window, now: time)
      if read == last { return time &- now }
      read &+= 1
    }
  }

  private func readFlash(_ read: UInt32, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    if hasUnifiedLines {
      // A window begins and ends with a read.
      let offset = read << readShift &- window.pointee.base
      guard offset < window.pointee.size, window.pointee.unitShift != WindowState.noUnits else { return 0 }
      return readUnifiedLines(window.pointee.firstUnit &+ offset >> readShift, window, now: now)
    }
    dataTick.pointee &+= 1
    let isOn = configuration.dataLines && dataLines.count > 1
    let perLine = lineShift &- readShift
    let isThere =
      isOn
      ? dataLines.use(
        line: read >> perLine, read: read & (1 << perLine &- 1), limit: dataLines.count, tick: dataTick.pointee)
      : dataLines.use(line: read, read: 0, limit: 1, tick: dataTick.pointee)
    if isThere { return 0 }
    counts.dataMisses &+= 1
    let ready = max(now, flashBusy) &+ UInt64(configuration.waitStates)
    flashBusy = ready &+ 1
    return ready &- now
  }

  /// The last byte of an access, which does not go round the end of the address space.
  @inline(__always)
  private func lastByte(_ access: DataAccess) -> UInt32 {
    max(access.address &+ access.size &* access.count &- 1, access.address)
  }

  // MARK: System bus

  /// The transfers of one instruction leave no cycle for the bus matrix to let an instruction fetch by, so after every
  /// `conflictRun` of them one waits. Instructions fetched over the same bus wait for the transfers.
  private func useSystemBus(_ access: DataAccess, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    let bus = buses + window.pointee.bus
    let count = UInt64(access.count)
    var wait: UInt64 = 0
    if bus.pointee.conflictRun > 0 {
      wait = count / bus.pointee.conflictRun
    }
    if bus.pointee.isStreaming {
      if now <= bus.pointee.stream.used &+ Self.streamMemory {
        bus.pointee.stream.yield(at: now, for: count)
      } else {
        bus.pointee.isStreaming = false
        forgetPages()
      }
    }
    return wait
  }

  /// Cycles after which instructions fetched over the system bus no longer matter to data: by then the core's fetch buffer
  /// is full.
  private static let streamMemory: UInt64 = 64

  // MARK: Behind the caches

  private func accessBehindCache(
    _ access: DataAccess, _ window: UnsafeMutablePointer<WindowState>, _ attributes: MemoryAttributes, now: UInt64
  ) -> UInt64 {
    let cacheability = configuration.dataCache ? attributes.dataCacheability : .nonCacheable
    if cacheability == .nonCacheable || dataCache == nil {
      return access.isStore
        ? storeDoubles(access, window, attributes, .nonCacheable, now: now)
        : loadUncached(access, window, attributes, now: now)
    }
    if access.isStore { return storeDoubles(access, window, attributes, cacheability, now: now) }
    var line = access.address >> 5
    let last = lastByte(access) >> 5
    var time = now &+ loadLine(line, from: access.address, window, now: now)
    while line != last {
      line &+= 1
      time &+= loadLine(line, from: line << 5, window, now: time)
    }
    return time &- now
  }

  /// Normal memory is read in a burst, Device memory transfer by transfer after all stores before it.
  private func loadUncached(
    _ access: DataAccess, _ window: UnsafeMutablePointer<WindowState>, _ attributes: MemoryAttributes, now: UInt64
  ) -> UInt64 {
    let bus = buses + window.pointee.bus
    counts.uncachedLoads &+= 1
    var start = max(now, bus.pointee.free)
    var ready: UInt64
    if attributes.kind == .normal {
      ready = start &+ bus.pointee.latency &+ flashWait(bus, access.address)
      let last = lastByte(access)
      var beat = access.address >> 3
      while beat != last >> 3 {
        beat &+= 1
        ready &+= bus.pointee.beat &+ flashWait(bus, beat << 3)
      }
    } else {
      start = max(start, writeBuffer.lastDone)
      let transfers = UInt64(access.count)
      ready = start &+ (bus.pointee.latency &+ flashWait(bus, access.address)) &* transfers &+ transfers &- 1
    }
    occupy(bus, from: start, until: ready &+ 1)
    return ready &- now
  }

  @inline(__always)
  private func occupy(_ bus: UnsafeMutablePointer<BusState>, from start: UInt64, until end: UInt64) {
    bus.pointee.stream.yield(at: start, for: end &- start)
    bus.pointee.free = end
  }

  /// A load through the data cache, of the part of a line from an address on.
  private func loadLine(
    _ line: UInt32, from address: UInt32, _ window: UnsafeMutablePointer<WindowState>, now: UInt64
  ) -> UInt64 {
    guard let dataCache else { return 0 }
    dataTick.pointee &+= 1
    let tick = dataTick.pointee
    if let slot = dataCache.find(line) {
      return use(slot, beat: UInt8(truncatingIfNeeded: address >> 3 & 3), tick: tick, now: now)
    }
    counts.dataMisses &+= 1
    let bus = buses + window.pointee.bus
    let start = max(now, bus.pointee.free)
    let first = start &+ bus.pointee.latency &+ flashWait(bus, address)
    fill(line, from: address, window, first: first, start: start, tick: tick)
    return first &- now
  }

  /// A line that is there: waits for the beat that is wanted if the line is still being filled.
  @inline(__always)
  private func use(_ slot: UnsafeMutablePointer<DataCache.Slot>, beat: UInt8, tick: UInt64, now: UInt64) -> UInt64 {
    if let stamp = slot.pointee.stamp, stamp.pointee != 0 {
      stamp.pointee = tick << 1 | stamp.pointee & 1
      return 0
    }
    let order = UInt64((beat &- slot.pointee.firstBeat) & 3)
    let ready = slot.pointee.first &+ order &* UInt64(slot.pointee.beatCycles)
    let wait = ready > now ? ready &- now : 0
    slot.pointee.used = tick
    if now &+ wait >= slot.pointee.filled { slot.pointee.stamp?.pointee = tick << 1 | (slot.pointee.isDirty ? 1 : 0) }
    return wait
  }

  /// Begins to fill a line whose first beat comes at `first`; writes back what has to give way, after the fill.
  private func fill(
    _ line: UInt32, from address: UInt32, _ window: UnsafeMutablePointer<WindowState>, first: UInt64, start: UInt64,
    tick: UInt64
  ) {
    guard let slot = dataCache?.victim(for: line) else { return }
    let bus = buses + window.pointee.bus
    let filled = first &+ 3 &* bus.pointee.beat
    occupy(bus, from: start, until: filled &+ 1)
    if slot.pointee.isDirty { writeBack(slot, after: filled &+ 1) }
    DataCache.empty(slot)
    slot.pointee.tag = line &+ 1
    slot.pointee.bus = UInt8(truncatingIfNeeded: window.pointee.bus)
    slot.pointee.firstBeat = UInt8(truncatingIfNeeded: address >> 3 & 3)
    slot.pointee.beatCycles = UInt32(truncatingIfNeeded: bus.pointee.beat)
    slot.pointee.first = first
    slot.pointee.filled = filled
    slot.pointee.used = tick
    slot.pointee.stamp = lineStamps + lineIndex(line << 5, window)
  }

  /// Writes a dirty line to memory: the bus it came by is busy for a burst of four beats.
  func writeBack(_ slot: UnsafeMutablePointer<DataCache.Slot>, after time: UInt64) {
    counts.writeBacks &+= 1
    let bus = buses + Int(slot.pointee.bus)
    let start = max(bus.pointee.free, time)
    occupy(bus, from: start, until: start &+ bus.pointee.write &+ 3 &* bus.pointee.beat)
    slot.pointee.isDirty = false
    if let stamp = slot.pointee.stamp { stamp.pointee &= ~1 }
  }

  // MARK: Stores

  /// A store of one or several words, 8 bytes of memory at a time.
  private func storeDoubles(
    _ access: DataAccess, _ window: UnsafeMutablePointer<WindowState>, _ attributes: MemoryAttributes,
    _ cacheability: MemoryAttributes.Cacheability, now: UInt64
  ) -> UInt64 {
    var time = now
    var address = access.address
    let last = lastByte(access) >> 3
    while true {
      if cacheability == .nonCacheable {
        time &+= write(address, window, attributes, now: time)
      } else {
        time &+= storeLine(address, window, attributes, cacheability, now: time)
      }
      if address >> 3 == last { return time &- now }
      address = (address >> 3 &+ 1) << 3
    }
  }

  /// A store that looks in the data cache.
  private func storeLine(
    _ address: UInt32, _ window: UnsafeMutablePointer<WindowState>, _ attributes: MemoryAttributes,
    _ cacheability: MemoryAttributes.Cacheability, now: UInt64
  ) -> UInt64 {
    guard let dataCache else { return 0 }
    dataTick.pointee &+= 1
    let tick = dataTick.pointee
    if let slot = dataCache.find(address >> 5) {
      let isDirty = slot.pointee.isDirty || cacheability != .writeThrough
      slot.pointee.isDirty = isDirty
      slot.pointee.used = tick
      if let stamp = slot.pointee.stamp, stamp.pointee != 0 { stamp.pointee = tick << 1 | (isDirty ? 1 : 0) }
      return cacheability == .writeThrough ? write(address, window, attributes, now: now) : 0
    }
    counts.dataMisses &+= 1
    guard cacheability == .writeBackWriteAllocate else { return write(address, window, attributes, now: now) }
    // The line is fetched behind the core's back; the store waits for it in the buffer.
    let bus = buses + window.pointee.bus
    let wait = writeBuffer.waitForRoom(now)
    let cycles = bus.pointee.latency &+ flashWait(bus, address) &+ 3 &* bus.pointee.beat &+ 1
    let done = writeBuffer.add(now: now &+ wait, free: bus.pointee.free, cycles: cycles, address: nil)
    fill(
      address >> 5, from: address, window, first: done &- 1 &- 3 &* bus.pointee.beat, start: done &- cycles, tick: tick)
    dataCache.find(address >> 5)?.pointee.isDirty = true
    counts.bufferedStores &+= 1
    return wait
  }

  /// A store that goes to memory: the core waits for room in the write buffer, or, if the memory is strongly ordered, for
  /// the write itself.
  private func write(
    _ address: UInt32, _ window: UnsafeMutablePointer<WindowState>, _ attributes: MemoryAttributes, now: UInt64
  ) -> UInt64 {
    let bus = buses + window.pointee.bus
    if attributes.kind == .stronglyOrdered {
      let start = max(now, bus.pointee.free, writeBuffer.lastDone)
      occupy(bus, from: start, until: start &+ bus.pointee.write)
      return bus.pointee.free &- now
    }
    counts.bufferedStores &+= 1
    let merges = attributes.kind == .normal
    if merges && writeBuffer.joins(address, now: now) {
      counts.mergedStores &+= 1
      return 0
    }
    let wait = writeBuffer.waitForRoom(now)
    let done = writeBuffer.add(
      now: now &+ wait, free: bus.pointee.free, cycles: bus.pointee.write, address: merges ? address : nil)
    occupy(bus, from: done &- bus.pointee.write, until: done)
    return wait
  }
}

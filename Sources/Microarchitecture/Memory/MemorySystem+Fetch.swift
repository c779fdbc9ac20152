extension MemorySystem {
  /// The fetch units that an instruction's bytes lie in: none where fetching never costs anything, else one or two.
  public func fetchUnits(at address: UInt32, size: Int) -> [UInt32] {
    guard let first = fetchUnit(of: address) else { return [] }
    guard size > 1, let last = fetchUnit(of: address &+ UInt32(size - 1)), last != first else { return [first] }
    return [first, last]
  }

  func fetchUnit(of address: UInt32) -> UInt32? {
    guard let window = window(of: address)?.pointee, window.unitShift != WindowState.noUnits else { return nil }
    return window.firstUnit + (address - window.base) >> window.unitShift
  }

  /// Fetches a unit whose stamp is 0: gives the cycles that the core waits, and makes the unit present where something
  /// keeps it. Where nothing does its stamp stays 0, and it is fetched anew each time.
  /// - Parameter now: core clock cycle at which the core needs it.
  public func fetch(_ unit: UInt32, now: UInt64) -> UInt32 {
    let window = self.window(ofUnit: unit)
    fetchTick.pointee &+= 1
    let wait: UInt64 =
      switch window.pointee.kind {
      case .flashLines: fetchFromFlash(unit, window, now: now)
      case .cached: fetchBehindCache(unit, window, now: now)
      case .system: fetchOverSystemBus(unit, window, now: now)
      case .direct, .peripheral: 0
      }
    let cycles = min(wait, UInt64(Self.mostCycles))
    counts.fetchWaitCycles &+= cycles
    return UInt32(truncatingIfNeeded: cycles)
  }

  private func window(ofUnit unit: UInt32) -> UnsafeMutablePointer<WindowState> {
    let last = windows + fetchWindow
    if unit &- last.pointee.firstUnit < last.pointee.unitCount { return last }
    for index in 0..<windowCount where unit &- windows[index].firstUnit < windows[index].unitCount {
      fetchWindow = index
      break
    }
    return windows + fetchWindow
  }

  /// The address at which a unit begins.
  @inline(__always)
  private func address(of unit: UInt32, _ window: UnsafeMutablePointer<WindowState>) -> UInt32 {
    window.pointee.base &+ (unit &- window.pointee.firstUnit) << window.pointee.unitShift
  }

  // MARK: Flash accelerator

  /// A unit is one flash read. If the prefetch has it, or is reading it, the core waits for the rest of that; else for a
  /// read of its own, which begins when one under way has ended. With the prefetch on, the next unit is read as soon as
  /// this one has been delivered (RM0090, 3.5.2). That a hit starts no prefetch, and that a read is not broken off, is
  /// derived: the manual says that a branch costs "at least" the wait states with the prefetch on.
  func fetchFromFlash(_ unit: UInt32, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    counts.instructionMisses &+= 1
    let waitStates = UInt64(configuration.waitStates)
    var ready: UInt64
    if prefetched == unit &+ 1 {
      counts.prefetchedLines &+= 1
      ready = prefetchReady
    } else {
      ready = max(now, flashBusy) &+ waitStates
      if configuration.instructionLines { ready &+= lineFill }
      flashBusy = ready &+ 1
    }
    let delivered = max(now, ready)
    keepFlashUnit(unit, window)
    prefetched = 0
    if configuration.prefetch {
      let next = unit &+ 1
      if next &- window.pointee.firstUnit < window.pointee.unitCount, fetchStamps[Int(next)] == 0 {
        prefetched = next &+ 1
        prefetchReady = max(delivered, flashBusy) &+ waitStates
        flashBusy = prefetchReady &+ 1
      }
    }
    return delivered &- now
  }

  /// Data read through lines that hold instructions too (STM32F7 by its ITCM alias).
  func readUnifiedLines(_ unit: UInt32, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    fetchTick.pointee &+= 1
    if fetchStamps[Int(unit)] != 0 {
      fetchStamps[Int(unit)] = fetchTick.pointee
      return 0
    }
    counts.instructionMisses &+= 1
    let ready = max(now, flashBusy) &+ UInt64(configuration.waitStates)
    flashBusy = ready &+ 1
    keepFlashUnit(unit, window)
    return ready &- now
  }

  @inline(__always)
  private func keepFlashUnit(_ unit: UInt32, _ window: UnsafeMutablePointer<WindowState>) {
    let stamp = fetchTick.pointee
    if configuration.instructionLines {
      let sets = flashLines.sets
      let set = sets == 1 ? 0 : Int(address(of: unit, window) >> lineShift) % sets
      flashLines.insert(unit, set: set, stamp: stamp)
    } else {
      flashBuffer.insert(unit, set: 0, stamp: stamp)
    }
  }

  // MARK: Behind the caches

  /// With the instruction cache a unit is a line, filled critical word first, the rest streaming in behind it while the
  /// bus is busy (DDI 0489F, 5.9). Without it a unit is one 64-bit fetch.
  private func fetchBehindCache(_ unit: UInt32, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    let bus = buses + window.pointee.bus
    let address = self.address(of: unit, window)
    if bus.pointee.stream.repeats(unit, now: now) { return 0 }
    guard window.pointee.unitShift == 5, let instructionCache else {
      counts.uncachedFetches &+= 1
      let flash = flashWait(bus, address)
      fetchedWindows?.insert(unit, set: 0, stamp: fetchTick.pointee)
      return bus.pointee.stream.fetch(
        unit, now: now, cost: bus.pointee.latency &+ flash, ahead: bus.pointee.fetchAhead, free: bus.pointee.free)
    }
    let first = max(now, bus.pointee.free) &+ bus.pointee.latency &+ flashWait(bus, address)
    bus.pointee.free = first &+ 3 &* bus.pointee.beat &+ 1
    if attributes(address).instructionsAreCacheable {
      counts.instructionMisses &+= 1
      instructionCache.insert(
        unit, set: Int(address >> 5) & (instructionCache.sets &- 1), stamp: fetchTick.pointee)
    } else {
      counts.uncachedFetches &+= 1
      bus.pointee.stream.delivered(unit, at: first)
    }
    return first &- now
  }

  /// Wait states of reading an address: none if the flash read it lies in is the one that the bus holds already.
  @inline(__always)
  func flashWait(_ bus: UnsafeMutablePointer<BusState>, _ address: UInt32) -> UInt64 {
    guard bus.pointee.waitStates > 0 else { return 0 }
    let read = address >> readShift &+ 1
    if bus.pointee.held == read { return 0 }
    bus.pointee.held = read
    return bus.pointee.waitStates
  }

  /// Removes an address from the instruction cache.
  func invalidateInstruction(_ address: UInt32) {
    guard let instructionCache, let window = window(of: address), window.pointee.unitShift == 5,
      window.pointee.kind == .cached
    else { return }
    let unit = window.pointee.firstUnit + (address - window.pointee.base) >> 5
    instructionCache.remove(unit, set: Int(address >> 5) & (instructionCache.sets - 1))
  }

  // MARK: System bus

  private func fetchOverSystemBus(_ unit: UInt32, _ window: UnsafeMutablePointer<WindowState>, now: UInt64) -> UInt64 {
    let bus = buses + window.pointee.bus
    if bus.pointee.stream.repeats(unit, now: now) { return 0 }
    counts.uncachedFetches &+= 1
    if !bus.pointee.isStreaming {
      // From now on accesses over this bus matter.
      bus.pointee.isStreaming = true
      forgetPages()
    }
    return bus.pointee.stream.fetch(
      unit, now: now, cost: bus.pointee.latency, ahead: bus.pointee.fetchAhead, free: 0)
  }
}

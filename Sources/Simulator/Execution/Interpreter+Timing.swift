import Microarchitecture

// What memory and branches cost beyond the schedule, asked at the very place where it is known. Each of these either
// charges its cycles, or finds the deadline too near to do so inside a block (`false`): the block is then left before the
// instruction, which is executed again alone. So a block costs what its instructions cost one by one.

/// What of the code has been fetched: instructions that follow each other in one unit fetch it once, whether they are
/// executed in one block or one by one.
struct FetchedUnit {
  /// The unit fetched last; `none` after a branch, which fetches anew.
  var unit = none
  /// Units still to be passed over, of an instruction that was left after it was fetched, to be executed again.
  var repeats: UInt32 = 0

  /// No unit has this number.
  static var none: UInt32 { .max }
}

extension Machine {
  /// The next instruction is fetched anew: after a branch, on the way into and out of an exception.
  func forgetFetched() { fetched.pointee = FetchedUnit() }

  /// An instruction is left after it was fetched, and executed again.
  func keepFetched(_ v: UnsafeMutablePointer<Variant>, instruction index: Int) {
    let issued = v.pointee.block.takeUnretainedValue().instructions[index]
    let units = memorySystem.fetchUnits(at: issued.address, size: Int(issued.instruction.size))
    fetched.pointee = FetchedUnit(repeats: UInt32(units.count))
  }

  /// Fetches a unit that is not present, or passes over one that was fetched already.
  @inline(never)
  func fetchAside(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64) -> Bool {
    if fetched.pointee.repeats != 0 {
      fetched.pointee.repeats &-= 1
      fetched.pointee.unit = ip.pointee.immediate
      return true
    }
    guard mayStall(v, cycles) else { return false }
    let block = v.pointee.block.takeUnretainedValue()
    let now = cycles &+ UInt64(v.pointee.elapsed[block.instruction(of: ip)])
    let stall = UInt64(memorySystem.fetch(ip.pointee.immediate, now: now))
    fetched.pointee.unit = ip.pointee.immediate
    if stall != 0 { add(stall, .fetchWait, to: v, ip) }
    cycles &+= stall
    return true
  }

  /// Cycles of an access where they are known at once; `UInt32.max` to ask.
  @inline(__always)
  func knownCycles(
    _ address: UInt32, _ alignment: UInt32, _ demand: UInt, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64, _ banks: Bool
  ) -> UInt32 {
    banks
      ? quickCycles(address, alignment, demand, v, ip, cycles) : overlapCycles(address, alignment, demand, v, ip)
  }

  /// Cycles of an access on a core whose accesses overlap only within one memory, where they are known at once: mostly none,
  /// because the page says so, and the latest load was to the same memory or does not matter. `UInt32.max`: the memory
  /// system has to be asked.
  @inline(__always)
  func overlapCycles(
    _ address: UInt32, _ alignment: UInt32, _ demand: UInt, _ v: UnsafeMutablePointer<Variant>, _ ip: Position
  ) -> UInt32 {
    let page = dataPages[Int(address >> 12)]
    // `demand` is what the page must say, and above that what it must not say.
    guard address & alignment == 0, page & demand & 3 != 0, page & demand >> 4 & 7 == 0 else { return .max }
    let before = dataPages[Int(truncatingIfNeeded: latestLoad.pointee >> 12)]
    var wait: UInt32 = 0
    if before != page, v.pointee.notes[Int(ip.pointee.second & 0xFFFF)] & IssueNote.pipelinedAccess.rawValue != 0 {
      // Both pages say which memory they are of.
      guard before & MemorySystem.DataPage.free == MemorySystem.DataPage.free else { return .max }
      if (before ^ page) >> MemorySystem.DataPage.memoryShift != 0 { wait = memorySystem.differentMemory }
    }
    // What costs something has not happened yet: see `accessAside`.
    if wait == 0, demand & Operation.isOneLoad != 0 { latestLoad.pointee = UInt64(address) }
    return wait
  }

  /// Cycles of an access on a core with banks and a store buffer, where they are known at once: mostly none, because the
  /// page or the cache line says so. `UInt32.max`: the memory system has to be asked.
  @inline(__always)
  func quickCycles(
    _ address: UInt32, _ alignment: UInt32, _ demand: UInt, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) -> UInt32 {
    let page = dataPages[Int(address >> 12)]
    guard address & alignment == 0 else { return .max }
    let index = Int(ip.pointee.second & 0xFFFF)
    let note = v.pointee.notes[index]
    let isOneLoad = demand & Operation.isOneLoad != 0
    var line: UnsafeMutablePointer<UInt64>?
    if page & demand & 3 != 0 {
      if page & demand >> 4 & 7 != 0 { return .max }
      guard isOneLoad else { return note & IssueNote.dependsOnAddress.rawValue == 0 ? 0 : .max }
    } else {
      guard isOneLoad, let cached = cachedLine(address, page) else { return .max }
      line = cached
    }
    // What was stored lately may not be there yet.
    if memorySystem.storedWords.pointee >> (address >> 2 & 63) & 1 != 0,
      memorySystem.plainLoadsAskedUntil.pointee > cycles &+ UInt64(v.pointee.elapsed[index])
    {
      return .max
    }
    var wait: UInt32 = 0
    if note & IssueNote.pairedAccess.rawValue != 0 {
      let latest = latestLoad.pointee
      guard latest >> 32 == 0 else { return .max }
      let differs = (UInt32(truncatingIfNeeded: latest) ^ address) & memorySystem.bankMask != 0
      wait = differs ? 0 : memorySystem.bankConflict
    }
    // What costs something has not happened yet: see `accessAside`.
    guard wait == 0 else { return wait }
    latestLoad.pointee = UInt64(address)
    if let line { use(line) }
    return 0
  }

  /// The stamp of the cache line that holds an address, if the data cache has it.
  @inline(__always)
  private func cachedLine(_ address: UInt32, _ page: UInt) -> UnsafeMutablePointer<UInt64>? {
    guard page & 7 == 0, let stamps = UnsafeMutablePointer<UInt64>(bitPattern: page) else { return nil }
    let line = stamps + Int(address >> 5 & 127)
    return line.pointee == 0 ? nil : line
  }

  @inline(__always)
  private func use(_ line: UnsafeMutablePointer<UInt64>) {
    let tick = memorySystem.dataTick
    tick.pointee &+= 1
    line.pointee = tick.pointee << 1 | line.pointee & 1
  }

  /// Charges an access what it costs.
  /// - Parameters:
  ///   - known: what `quickCycles` or `overlapCycles` said.
  ///   - alignment: bytes of a transfer, less one.
  @inline(never)
  func accessAside(
    _ known: UInt32, _ address: UInt32, _ alignment: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: inout UInt64
  ) -> Bool {
    let index = Int(ip.pointee.second & 0xFFFF)
    guard mayStall(v, cycles) else {
      keepFetched(v, instruction: index)
      return false
    }
    let second = ip.pointee.second
    var stall = UInt64(known)
    if known == .max {
      stall = UInt64(
        memorySystem.access(
          DataAccess(
            address: address, size: alignment &+ 1, count: second >> 16 & 0xFF, isStore: second >> 24 != 0,
            note: IssueNote(rawValue: v.pointee.notes[index]), now: cycles &+ UInt64(v.pointee.elapsed[index]))))
    } else if second >> 16 == 1 {
      latestLoad.pointee = UInt64(address)
      if let line = cachedLine(address, dataPages[Int(address >> 12)]) { use(line) }
    }
    v.pointee.charges[index &* Variant.causes &+ Int(Cause.dataWait.rawValue)] &+= stall
    cycles &+= stall
    return true
  }

  /// Whether a stall of any length may be charged within the block. When an instruction is executed alone it always may.
  @inline(__always)
  private func mayStall(_ v: UnsafeMutablePointer<Variant>, _ cycles: UInt64) -> Bool {
    cycles &+ v.pointee.worstCycles &+ UInt64(MemorySystem.mostCycles) <= state.pointee.deadline || v.pointee.isSingle
  }

  /// Tells the branch predictor how a block was left; gives what that costs.
  @inline(__always)
  func resolveBranch(
    _ v: UnsafeMutablePointer<Variant>, _ predictor: BranchPredictor, taken: Bool, target: UInt32
  ) -> UInt64 {
    guard let kind = v.pointee.branch else { return 0 }
    let cycles = UInt64(
      predictor.resolve(
        BranchOutcome(
          address: v.pointee.branchAddress, target: target, kind: kind, isTaken: taken,
          misprediction: v.pointee.misprediction)))
    return cycles == 0 ? 0 : chargeBranch(cycles, v)
  }

  @inline(never)
  private func chargeBranch(_ cycles: UInt64, _ v: UnsafeMutablePointer<Variant>) -> UInt64 {
    let last = v.pointee.block.takeUnretainedValue().instructions.count - 1
    v.pointee.charges[last * Variant.causes + Int(Cause.branchRefill.rawValue)] &+= cycles
    return cycles
  }
}

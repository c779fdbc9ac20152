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
    let misses = memorySystem.misses
    let stall = UInt64(memorySystem.fetch(ip.pointee.immediate, now: now))
    if v.pointee.accesses != nil { countMisses(since: misses, v, ip) }
    fetched.pointee.unit = ip.pointee.immediate
    if stall != 0 { add(stall, .fetchWait, to: v, ip) }
    cycles &+= stall
    return true
  }

  /// Charges an access what it costs, if that is known at once.
  /// - Parameters:
  ///   - alignment: bytes of a transfer, less one.
  ///   - required, refused: what the page must say for the access to be free, and what it must not say.
  ///   - isOneLoad: whether it is a load of one transfer.
  /// - Returns: `false` if the memory system has to be asked.
  @inline(__always)
  func chargeAtOnce(
    _ address: UInt32, _ table: Table, alignment: UInt32, required: UInt, refused: UInt, isOneLoad: Bool,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64, _ banks: Bool
  ) -> Bool {
    let page = table.pages[Int(address >> 12)]
    guard address & alignment == 0 else { return false }
    if !banks {
      // The page says what the access costs by itself; beside that it may have to overlap a load from another memory.
      guard page & required != 0, page & refused == 0 else { return false }
      let differs = (table.latestMemory.pointee ^ page) >> MemorySystem.DataPage.memoryShift != 0
      if isOneLoad { table.latestMemory.pointee = page }
      if differs, note(v, ip) & IssueNote.pipelinedAccess.rawValue != 0 {
        charge(memorySystem.differentMemory, v, ip, &cycles)
      }
      return true
    }
    let note = note(v, ip)
    var line: UnsafeMutablePointer<UInt64>?
    if page & required != 0 {
      if page & refused != 0 { return false }
      guard isOneLoad else { return note & IssueNote.dependsOnAddress.rawValue == 0 }
    } else {
      guard isOneLoad, let cached = MemorySystem.DataPage.stamp(page, address), cached.pointee != 0 else {
        return false
      }
      line = cached
    }
    // What was stored lately may not be there yet.
    if memorySystem.storedWords.pointee >> (address >> 2 & 63) & 1 != 0,
      memorySystem.plainLoadsAskedUntil.pointee > cycles &+ UInt64(v.pointee.elapsed[instruction(ip)])
    {
      return false
    }
    if note & IssueNote.pairedAccess.rawValue != 0 {
      let latest = latestLoad.pointee
      guard latest >> 32 == 0 else { return false }
      if (UInt32(truncatingIfNeeded: latest) ^ address) & memorySystem.bankMask == 0 {
        charge(memorySystem.bankConflict, v, ip, &cycles)
      }
    }
    latestLoad.pointee = UInt64(address)
    if let line {
      let tick = memorySystem.dataTick
      tick.pointee &+= 1
      line.pointee = tick.pointee << 1 | line.pointee & 1
    }
    return true
  }

  /// Index of the instruction that an access operation, or a load or store that times itself, belongs to.
  @inline(__always)
  private func instruction(_ ip: Position) -> Int { Int(ip.pointee.second & 0xFFFF) }

  @inline(__always)
  private func note(_ v: UnsafeMutablePointer<Variant>, _ ip: Position) -> UInt8 { v.pointee.notes[instruction(ip)] }

  @inline(__always)
  private func charge(
    _ stall: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64
  ) {
    v.pointee.charges[instruction(ip) &* Variant.causes &+ Int(Cause.dataWait.rawValue)] &+= UInt64(stall)
    cycles &+= UInt64(stall)
  }

  /// Charges the access of an access operation.
  @inline(__always)
  func chargeAccess(
    _ address: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64,
    _ banks: Bool
  ) -> Bool {
    let demand = UInt(ip.pointee.a)
    let alignment = UInt32(ip.pointee.d)
    return chargeAtOnce(
      address, table, alignment: alignment, required: demand & 3, refused: demand >> 4 & 7,
      isOneLoad: demand & Operation.isOneLoad != 0, v, ip, &cycles, banks)
      || chargeAside(address, alignment, v, ip, &cycles)
  }

  /// Charges a store of one transfer on a core with a store buffer what it costs, if that is known at once; otherwise the
  /// memory system has to be asked.
  @inline(__always)
  func chargeStore(
    _ address: UInt32, _ size: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64
  ) -> Bool {
    guard address & (size &- 1) == 0, mayStall(v, cycles) else { return false }
    let now = cycles &+ UInt64(v.pointee.elapsed[instruction(ip)])
    let stall = memorySystem.storeAtOnce(address, size: size, now: now)
    if stall == 0 { return true }
    guard stall != .max else { return false }
    charge(stall, v, ip, &cycles)
    return true
  }

  /// Charges an access what the memory system says.
  /// - Parameter alignment: bytes of a transfer, less one.
  @inline(never)
  func chargeAside(
    _ address: UInt32, _ alignment: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64
  ) -> Bool {
    let index = instruction(ip)
    guard mayStall(v, cycles) else {
      keepFetched(v, instruction: index)
      return false
    }
    let second = ip.pointee.second
    let misses = memorySystem.misses
    let stall = memorySystem.access(
      DataAccess(
        address: address, size: alignment &+ 1, count: second >> 16 & 0xFF, isStore: second >> 24 != 0,
        note: IssueNote(rawValue: v.pointee.notes[index]), now: cycles &+ UInt64(v.pointee.elapsed[index])))
    if v.pointee.accesses != nil { countMisses(since: misses, v, ip) }
    charge(stall, v, ip, &cycles)
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

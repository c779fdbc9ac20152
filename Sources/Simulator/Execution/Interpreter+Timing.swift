import Microarchitecture

// What memory and branches cost beyond the schedule, asked at the very place where it is known. Each of these either
// charges its cycles, or finds the deadline too near to do so inside a block (`false`): the block is then left before the
// instruction, which is executed again alone. So a block costs what its instructions cost one by one.

extension Machine {
  /// Fetches a unit that is not present.
  @inline(never)
  func fetchAside(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64) -> Bool {
    guard mayStall(v, cycles) else { return false }
    let block = v.pointee.block.takeUnretainedValue()
    let now = cycles &+ UInt64(v.pointee.elapsed[block.instruction(of: ip)])
    let stall = UInt64(memorySystem.fetch(ip.pointee.immediate, now: now))
    if stall != 0 { add(stall, .fetchWait, to: v, ip) }
    cycles &+= stall
    return true
  }

  /// Whether the access that an access operation announces costs nothing: the page or the cache line says so, and what it
  /// has to do with the access before does not stand in the way.
  @inline(__always)
  func isFree(_ address: UInt32, _ dataPages: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64)
    -> Bool
  {
    let page = dataPages[Int(address >> 12)]
    let note = v.pointee.notes[Int(ip.pointee.second & 0xFFFF)]
    guard page != MemorySystem.DataPage.ask, address & UInt32(ip.pointee.d) == 0 else { return false }
    if note & IssueNote.dependsOnAddress.rawValue != 0, !isApart(address, page, dataPages, note) { return false }
    let isOneLoad = ip.pointee.second >> 16 == 1
    if page & 3 < UInt(ip.pointee.a) {
      guard page & 3 == 0, isOneLoad else { return false }
      if memorySystem.plainLoadsAskedUntil.pointee > cycles { return false }
      guard isCached(address, page) else { return false }
    } else if isOneLoad, memorySystem.plainLoadsAskedUntil.pointee > cycles {
      return false
    }
    if isOneLoad { memorySystem.latestLoad.pointee = UInt64(address) }
    return true
  }

  /// Whether an access does not meet the one that it overlaps or is paired with: that takes the same memory, or another
  /// bank.
  @inline(__always)
  private func isApart(_ address: UInt32, _ page: UInt, _ dataPages: Table, _ note: UInt8) -> Bool {
    let latest = memorySystem.latestLoad.pointee
    if note & IssueNote.pipelinedAccess.rawValue != 0 {
      return page & 3 != 0 && dataPages[Int(truncatingIfNeeded: latest >> 12)] >> 2 == page >> 2
    }
    return latest >> 32 == 0 && (UInt32(truncatingIfNeeded: latest) ^ address) & memorySystem.bankMask != 0
  }

  /// Whether the data cache holds the line; that uses it.
  @inline(__always)
  private func isCached(_ address: UInt32, _ page: UInt) -> Bool {
    guard let stamps = UnsafeMutablePointer<UInt64>(bitPattern: page) else { return false }
    let line = stamps + Int(address >> 5 & 127)
    guard line.pointee != 0 else { return false }
    let tick = memorySystem.dataTick
    tick.pointee &+= 1
    line.pointee = tick.pointee << 1 | line.pointee & 1
    return true
  }

  @inline(never)
  func accessAside(
    _ address: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: inout UInt64
  ) -> Bool {
    let index = Int(ip.pointee.second & 0xFFFF)
    guard mayStall(v, cycles) else {
      // The instruction will be fetched again.
      memorySystem.fetchTick.pointee &-= UInt64(v.pointee.block.takeUnretainedValue().fetches(of: index))
      return false
    }
    let second = ip.pointee.second
    let stall = UInt64(
      memorySystem.access(
        DataAccess(
          address: address, size: UInt32(ip.pointee.d) + 1, count: second >> 16 & 0xFF, isStore: second >> 24 != 0,
          note: IssueNote(rawValue: v.pointee.notes[index]), now: cycles &+ UInt64(v.pointee.elapsed[index]))))
    if stall != 0 { add(stall, .dataWait, to: v, ip) }
    cycles &+= stall
    return true
  }

  /// Whether a stall of any length may be charged within the block. When an instruction is executed alone it always may.
  private func mayStall(_ v: UnsafeMutablePointer<Variant>, _ cycles: UInt64) -> Bool {
    cycles &+ v.pointee.worstCycles &+ UInt64(MemorySystem.mostCycles) <= state.pointee.deadline
      || v.pointee.block.takeUnretainedValue().key.single
  }

  /// Tells the branch predictor how a block was left; gives what that costs.
  @inline(never)
  func resolveBranch(
    _ v: UnsafeMutablePointer<Variant>, _ predictor: BranchPredictor, taken: Bool, target: UInt32?
  ) -> UInt64 {
    let block = v.pointee.block.takeUnretainedValue()
    guard let kind = block.branch else { return 0 }
    let last = block.instructions.count - 1
    let cycles = UInt64(
      predictor.resolve(
        BranchOutcome(
          address: block.instructions[last].address, target: target ?? block.target ?? 0, kind: kind, isTaken: taken,
          misprediction: v.pointee.misprediction)))
    if cycles != 0 { v.pointee.charges[last * Cause.allCases.count + Int(Cause.branchRefill.rawValue)] &+= cycles }
    return cycles
  }
}

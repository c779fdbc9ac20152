extension Shadow {
  /// Whether an access may be made, by where its pointer came from.
  @inline(__always)
  func check(
    _ address: UInt32, _ size: UInt32, _ origin: Origin, _ site: UnsafeMutablePointer<AccessSite>, _ base: UInt32,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    switch origin.tag >> 29 {
    case Origin.Kind.heap.rawValue:
      let block = blocks[Int(origin.identity)]
      if address &- block.address <= block.size &- size, block.size >= size { return }
    case Origin.Kind.constant.rawValue, Origin.Kind.frame.rawValue:
      // What is fixed when the code is made is as right as the compiler, unless it is an argument.
      if address == origin.base &+ site.pointee.offset, origin.tag & (Origin.exactBit | Origin.movedBit) == 0,
        origin.tag >> 29 == Origin.Kind.constant.rawValue || isLive(origin.identity)
      {
        if memory.table[Int(address >> AddressSpace.pageBits)] > ShadowMemory.none { return }
        break
      }
      if site.pointee.tag == origin.tag, site.pointee.base == origin.base, site.pointee.epoch == epoch,
        address >= site.pointee.low, site.pointee.high >= size, address <= site.pointee.high &- size,
        origin.tag >> 29 == Origin.Kind.constant.rawValue || isLive(origin.identity)
      {
        return checkReturnAddress(address, size, origin, site, base, v, ip, cycles)
      }
    default:
      if address >= Self.nullPage, !heap.contains(address),
        memory.table[Int(address >> AddressSpace.pageBits)] > ShadowMemory.none
      {
        return checkReturnAddress(address, size, origin, site, base, v, ip, cycles)
      }
    }
    judge(address, size, origin, site, base, v, ip, cycles)
  }

  /// An access at a constant distance from the stack pointer.
  @inline(__always)
  func checkPlain(
    _ address: UInt32, _ size: UInt32, _ site: UnsafeMutablePointer<AccessSite>, _ v: UnsafeMutablePointer<Variant>,
    _ ip: Position, _ cycles: UInt64
  ) {
    if memory.table[Int(address >> AddressSpace.pageBits)] > ShadowMemory.none { return }
    judge(address, size, .unknown, site, registers[RegisterFile.stackPointer], v, ip, cycles)
  }

  /// A store through a pointer, over a return address that a running function has saved.
  @inline(__always)
  private func checkReturnAddress(
    _ address: UInt32, _ size: UInt32, _ origin: Origin, _ site: UnsafeMutablePointer<AccessSite>, _ base: UInt32,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    guard site.pointee.isStore, let page = memory.page(address) else { return }
    let saved = ShadowMemory.origin(page, address).pointee
    guard saved.tag >> 29 == Origin.Kind.returnAddress.rawValue, isLive(saved.identity) else { return }
    at(ip, v, cycles) { judge.overwroteReturnAddress(access(address, size, origin, site, base, $0)) }
  }

  func access(
    _ address: UInt32, _ size: UInt32, _ origin: Origin, _ site: UnsafeMutablePointer<AccessSite>, _ base: UInt32,
    _ programCounter: UInt32
  ) -> CheckedAccess {
    CheckedAccess(
      address: address, size: size, isStore: site.pointee.isStore, programCounter: programCounter, origin: origin,
      fixedAddress: origin.base &+ site.pointee.offset, baseValue: base)
  }

  /// What could not be let pass at once.
  @inline(never)
  private func judge(
    _ address: UInt32, _ size: UInt32, _ origin: Origin, _ site: UnsafeMutablePointer<AccessSite>, _ base: UInt32,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    if isInsideAllocator { return }
    // A page that was not met yet.
    _ = memory.page(address)
    at(ip, v, cycles) { programCounter in
      let access = access(address, size, origin, site, base, programCounter)
      isWrong = true
      guard isMemory(access, v, ip) else { return }
      switch origin.kind {
      case .heap:
        let block = blocks[Int(origin.identity)]
        isWrong = false
        if site.pointee.readsPastEnds, overlaps(address, block.address..<block.address &+ block.size) { return }
        if block.size >= size, address &- block.address <= block.size &- size { return }
        isWrong = true
        judge.leftBlock(access, block: origin.identity)
      case .constant, .frame:
        if origin.kind == .frame, !isLive(origin.identity) { return judge.usedAfterReturn(access) }
        isWrong = false
        if address == access.fixedAddress, origin.tag & (Origin.exactBit | Origin.movedBit) == 0 { return }
        let isBound = site.pointee.tag == origin.tag && site.pointee.base == origin.base && site.pointee.epoch == epoch
        let bound = isBound && site.pointee.high > 0 ? site.pointee.low..<site.pointee.high : nil
        if let bound, site.pointee.readsPastEnds, overlaps(address, bound) { return }
        guard let bounds = judge.bounds(for: access, bound: bound) else {
          isWrong = true
          return
        }
        if bounds.isEmpty {
          isWrong = true
          return
        }
        (site.pointee.tag, site.pointee.base, site.pointee.epoch) = (origin.tag, origin.base, epoch)
        (site.pointee.low, site.pointee.high) = (bounds.lowerBound, bounds.upperBound)
        checkReturnAddress(address, size, origin, site, base, v, ip, cycles)
      default:
        isWrong = address < Self.nullPage || heap.contains(address) ? judge.unknownAccess(access) : false
        checkReturnAddress(address, size, origin, site, base, v, ip, cycles)
      }
    }
  }

  /// Reading a string by words goes past its end, within 8 bytes that have a byte of it.
  private func overlaps(_ address: UInt32, _ bounds: Range<UInt32>) -> Bool {
    let start = address & ~7
    return UInt64(start) < UInt64(bounds.upperBound) && UInt64(start) + 8 > UInt64(bounds.lowerBound)
  }

  /// Whether there is memory, and it takes the access; what is neither memory nor a peripheral is noted.
  private func isMemory(_ access: CheckedAccess, _ v: UnsafeMutablePointer<Variant>, _ ip: Position) -> Bool {
    if let place = machine.memory.place(of: access.address, size: 1) {
      if access.isStore, !machine.memory.memories[place.memory].region.writable {
        judge.accessOutsideMemory(access)
        return false
      }
      return true
    }
    judge.accessOutsideMemory(access)
    return false
  }

  // MARK: Frames

  /// Room for a variable-length array was made in the running frame.
  @inline(never)
  func addArea(_ range: Range<UInt32>) {
    areas.append((frameNumber, range))
  }

  /// The stack pointer has moved. What it fell over holds nothing any more, and what it rises over will not.
  @inline(never)
  func moveStack(to address: UInt32, _ programCounter: UInt32) {
    let before = stackPointer
    stackPointer = address
    while let last = areas.last,
      !isLive(last.identity) || last.identity == frameNumber && last.range.lowerBound < address
    { areas.removeLast() }
    guard address < before else { return }
    // Another stack.
    guard before - address < Self.mostFrameBytes else {
      machine.judgeStack()
      return
    }
    let least = max(leastStackPointer, address)
    if least > address { memory.fill(address, min(least, before) - address, undefined: true) }
    if least < before {
      memory.fill(least, before - least, undefined: true, origin: Origin(.stale, base: 0))
    }
    leastStackPointer = min(leastStackPointer, address)
    if address < stackLimit {
      judge.stackFell(to: address, isProcessStack: machine.usesProcessStack, programCounter: programCounter)
    }
  }

  /// More than this at once is another stack.
  static let mostFrameBytes: UInt32 = 1 << 20
}

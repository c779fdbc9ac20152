import Microarchitecture

/// What the interpreter's loads and stores give: a value in the low word, and in the high word how it went. Zero there,
/// known to the compiler on the fast path, means that nothing needs to be looked at.
enum Outcome {
  /// Done on the slow path: the cycle counter may have moved.
  static let aside: UInt64 = 1 << 32
  static let fault: UInt64 = 2 << 32
  static let leave: UInt64 = 3 << 32

  static func make(_ value: UInt32, _ status: AccessStatus) -> UInt64 {
    switch status {
    case .done: UInt64(value) | aside
    case .fault: fault
    case .leave: UInt64(value) | leave
    }
  }
}

extension Machine {
  /// What an access looks up: where its page is on the host (see `AddressSpace`), what it costs
  /// (`MemorySystem.dataPages`), and the memory of the load before it.
  struct Table {
    let host: UnsafeMutablePointer<UInt>
    let pages: UnsafeMutablePointer<UInt>
    let latestMemory: UnsafeMutablePointer<UInt>
  }

  typealias Position = UnsafeMutablePointer<Operation>

  /// Whether the operation goes on after an access; it does not if the access faulted. If the block must be left once the
  /// operation is complete, the operation goes on in a copy that a `leave` follows, so that no operation has to ask.
  @inline(__always)
  func completes(_ outcome: UInt64, _ ip: inout Position, _ cycles: inout UInt64) -> Bool {
    if outcome >> 32 == 0 { return true }
    cycles = state.pointee.cycles
    if outcome >> 32 == Outcome.leave >> 32 { ip = divert(ip) }
    return outcome >> 32 != Outcome.fault >> 32
  }

  @inline(never)
  private func divert(_ ip: Position) -> Position {
    divertedOperation = ip
    diversion[0] = ip.pointee
    return diversion
  }

  // MARK: Single accesses

  @inline(__always)
  func load(
    _ address: UInt32, _ size: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: inout UInt64, _ banks: Bool
  ) -> UInt64 {
    if ip.pointee.extra >= Operation.timed,
      !chargeAtOnce(
        address, table, alignment: size &- 1, required: MemorySystem.DataPage.freeLoads, refused: 0, isOneLoad: true, v,
        ip,
        &cycles, banks)
    {
      return stalledLoad(address, size, table, v, ip, cycles)
    }
    let entry = table.host[Int(address >> AddressSpace.pageBits)]
    guard entry != 0 else { return loadAside(address, size, v, ip, cycles) }
    let host = UnsafeRawPointer(bitPattern: entry &+ UInt(address)).unsafelyUnwrapped
    if address & (size - 1) != 0 { return loadUnaligned(address, size, host, v, ip, cycles) }
    switch size {
    case 1: return UInt64(host.load(as: UInt8.self))
    case 2: return UInt64(host.load(as: UInt16.self))
    default: return UInt64(host.load(as: UInt32.self))
    }
  }

  @inline(__always)
  func store(
    _ address: UInt32, _ size: UInt32, _ value: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>,
    _ ip: Position, _ cycles: inout UInt64, _ banks: Bool
  ) -> UInt64 {
    if ip.pointee.extra >= Operation.timed,
      banks
        ? !chargeStore(address, size, v, ip, &cycles)
        : !chargeAtOnce(
          address, table, alignment: size &- 1, required: MemorySystem.DataPage.freeStores, refused: 0,
          isOneLoad: false, v, ip,
          &cycles, banks)
    {
      return stalledStore(address, size, value, table, v, ip, cycles)
    }
    let entry = table.host[Int(address >> AddressSpace.pageBits)]
    guard entry != 0 else { return storeAside(address, size, value, v, ip, cycles) }
    let host = UnsafeMutableRawPointer(bitPattern: entry &+ UInt(address)).unsafelyUnwrapped
    if address & (size - 1) != 0 { return storeUnaligned(address, size, value, host, v, ip, cycles) }
    switch size {
    case 1: host.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
    case 2: host.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    default: host.storeBytes(of: value, as: UInt32.self)
    }
    return 0
  }

  /// A load that costs time: charges it, then loads. If the deadline is too near for that the block is left, and the
  /// instruction executed again alone.
  @inline(never)
  private func stalledLoad(
    _ address: UInt32, _ size: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) -> UInt64 {
    var now = cycles
    guard chargeAside(address, size &- 1, v, ip, &now) else { return again(cycles) }
    state.pointee.cycles = now
    let entry = table.host[Int(address >> AddressSpace.pageBits)]
    guard entry != 0, let host = UnsafeRawPointer(bitPattern: entry &+ UInt(address)) else {
      return loadAside(address, size, v, ip, now)
    }
    if address & (size - 1) != 0 { return settled(loadUnaligned(address, size, host, v, ip, now)) }
    return Outcome.aside | UInt64(Self.load(UnsafeMutableRawPointer(mutating: host), size: size))
  }

  @inline(never)
  private func stalledStore(
    _ address: UInt32, _ size: UInt32, _ value: UInt32, _ table: Table,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    var now = cycles
    guard chargeAside(address, size &- 1, v, ip, &now) else { return again(cycles) }
    state.pointee.cycles = now
    let entry = table.host[Int(address >> AddressSpace.pageBits)]
    guard entry != 0, let host = UnsafeMutableRawPointer(bitPattern: entry &+ UInt(address)) else {
      return storeAside(address, size, value, v, ip, now)
    }
    if address & (size - 1) != 0 { return settled(storeUnaligned(address, size, value, host, v, ip, now)) }
    Self.store(host, size: size, value: size == 4 ? value : value & (1 << (8 * size) - 1))
    return Outcome.aside
  }

  /// An outcome after which the cycle counter must be looked at.
  private func settled(_ outcome: UInt64) -> UInt64 { outcome >> 32 == 0 ? outcome | Outcome.aside : outcome }

  /// As if the instruction had faulted, but to be executed again: see `leave`.
  private func again(_ cycles: UInt64) -> UInt64 {
    state.pointee.cycles = cycles
    executesAgain = true
    return Outcome.fault
  }

  @inline(never)
  func loadAside(
    _ address: UInt32, _ size: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    aside(v, ip, cycles) {
      let (value, status) = slowLoad(address, size: size, privileged: isPrivileged)
      // An unaligned halfword comes as two bytes already joined; all sizes arrive zero-extended.
      return Outcome.make(value, status)
    }
  }

  @inline(never)
  func storeAside(
    _ address: UInt32, _ size: UInt32, _ value: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) -> UInt64 {
    aside(v, ip, cycles) {
      let kept = size == 4 ? value : value & (1 << (8 * size) - 1)
      return Outcome.make(0, slowStore(address, size: size, value: kept, privileged: isPrivileged))
    }
  }

  /// An unaligned load from a page that the table has, so from ordinary memory. It must not reach into the next page.
  @inline(never)
  private func loadUnaligned(
    _ address: UInt32, _ size: UInt32, _ host: UnsafeRawPointer, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) -> UInt64 {
    guard Self.staysInPage(address, size), !system.trapsUnaligned else {
      return loadAside(address, size, v, ip, cycles)
    }
    let value = size == 2 ? UInt32(host.loadUnaligned(as: UInt16.self)) : host.loadUnaligned(as: UInt32.self)
    return UInt64(value)
  }

  @inline(never)
  private func storeUnaligned(
    _ address: UInt32, _ size: UInt32, _ value: UInt32, _ host: UnsafeMutableRawPointer,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    guard Self.staysInPage(address, size), !system.trapsUnaligned else {
      return storeAside(address, size, value, v, ip, cycles)
    }
    if size == 2 {
      host.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    } else {
      host.storeBytes(of: value, as: UInt32.self)
    }
    return 0
  }

  private static func staysInPage(_ address: UInt32, _ size: UInt32) -> Bool {
    address & (AddressSpace.pageSize - 1) <= AddressSpace.pageSize - size
  }

  /// Steps out of the hot loop: whoever asks for `now` must find the position.
  @inline(__always)
  func aside(
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64, _ work: () -> UInt64
  ) -> UInt64 {
    state.pointee.cycles = cycles
    currentVariant = v
    currentOperation = ip
    defer { currentVariant = nil }
    return work()
  }

  // MARK: Word-aligned accesses: VLDR, LDM and kin fault when they are not (DDI 0403E, A3.2.1)

  @inline(__always)
  func loadAligned(
    _ address: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: inout UInt64, _ banks: Bool
  ) -> UInt64 {
    if address & 3 != 0 { return misaligned(cycles) }
    return load(address, 4, table, v, ip, &cycles, banks)
  }

  @inline(__always)
  func storeAligned(
    _ address: UInt32, _ value: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: inout UInt64, _ banks: Bool
  ) -> UInt64 {
    if address & 3 != 0 { return misaligned(cycles) }
    return store(address, 4, value, table, v, ip, &cycles, banks)
  }

  @inline(never)
  func misaligned(_ cycles: UInt64) -> UInt64 {
    state.pointee.cycles = cycles
    state.pointee.fault = .unaligned
    return Outcome.fault
  }

  // MARK: Unprivileged and exclusive accesses

  func loadUnprivileged(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) -> UInt64 {
    let size = UInt32(ip.pointee.extra & 0xF)
    let address = registers[n(ip)] &+ ip.pointee.immediate
    return aside(v, ip, cycles) {
      let (value, status) = slowLoad(address, size: size, privileged: false)
      guard status != .fault else { return Outcome.fault }
      let spare = 32 - 8 * size
      registers[d(ip)] =
        ip.pointee.extra & 0x10 != 0 ? UInt32(bitPattern: Int32(bitPattern: value << spare) >> Int32(spare)) : value
      return Outcome.make(0, status)
    }
  }

  func storeUnprivileged(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) -> UInt64 {
    let size = UInt32(ip.pointee.extra & 0xF)
    let address = registers[n(ip)] &+ ip.pointee.immediate
    let value = size == 4 ? registers[d(ip)] : registers[d(ip)] & (1 << (8 * size) - 1)
    return aside(v, ip, cycles) {
      Outcome.make(0, slowStore(address, size: size, value: value, privileged: false))
    }
  }

  /// LDREX and kin: opens the local monitor (DDI 0403E, A3.4). They fault when not aligned.
  func loadExclusive(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) -> UInt64 {
    let size = UInt32(ip.pointee.extra)
    let address = registers[n(ip)] &+ ip.pointee.immediate
    if address & (size - 1) != 0 { return misaligned(cycles) }
    return aside(v, ip, cycles) {
      let (value, status) = slowLoad(address, size: size, privileged: isPrivileged)
      guard status != .fault else { return Outcome.fault }
      registers[d(ip)] = value
      state.pointee.exclusive = true
      state.pointee.exclusiveAddress = address
      return Outcome.make(0, status)
    }
  }

  /// STREX and kin: stores only if the monitor is open for this address, and says whether it did.
  func storeExclusive(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) -> UInt64 {
    let size = UInt32(ip.pointee.extra)
    let address = registers[n(ip)] &+ ip.pointee.immediate
    if address & (size - 1) != 0 { return misaligned(cycles) }
    return aside(v, ip, cycles) {
      let open = state.pointee.exclusive && state.pointee.exclusiveAddress == address
      var status = AccessStatus.done
      if open {
        let value = size == 4 ? registers[d(ip)] : registers[d(ip)] & (1 << (8 * size) - 1)
        status = slowStore(address, size: size, value: value, privileged: isPrivileged)
        guard status != .fault else { return Outcome.fault }
      }
      state.pointee.exclusive = false
      registers[a(ip)] = open ? 0 : 1
      return Outcome.make(0, status)
    }
  }
}

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
  typealias Table = UnsafeMutablePointer<UInt>
  typealias Position = UnsafeMutablePointer<Operation>

  /// Whether the operation may go on. On a fault it may not; if the block must be left after it, `edge` says so.
  @inline(__always)
  func proceed(_ outcome: UInt64, _ cycles: inout UInt64, _ edge: inout Edge) -> Bool {
    if outcome >> 32 == 0 { return true }
    cycles = state.pointee.cycles
    if outcome >> 32 == Outcome.fault >> 32 {
      edge = .fault
      return false
    }
    if outcome >> 32 == Outcome.leave >> 32 { edge = .leave }
    return true
  }

  // MARK: Single accesses

  @inline(__always)
  func load(
    _ address: UInt32, _ size: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) -> UInt64 {
    let entry = table[Int(address >> AddressSpace.pageBits)]
    guard entry != 0, let host = UnsafeRawPointer(bitPattern: entry &+ UInt(address)) else {
      return loadAside(address, size, v, ip, cycles)
    }
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
    _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let entry = table[Int(address >> AddressSpace.pageBits)]
    guard entry != 0, let host = UnsafeMutableRawPointer(bitPattern: entry &+ UInt(address)) else {
      return storeAside(address, size, value, v, ip, cycles)
    }
    if address & (size - 1) != 0 { return storeUnaligned(address, size, value, host, v, ip, cycles) }
    switch size {
    case 1: host.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
    case 2: host.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    default: host.storeBytes(of: value, as: UInt32.self)
    }
    return 0
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
    state.pointee.cycles = cycles &+ chargeUnaligned(address, size, isStore: false, v, ip)
    let value = size == 2 ? UInt32(host.loadUnaligned(as: UInt16.self)) : host.loadUnaligned(as: UInt32.self)
    return UInt64(value) | Outcome.aside
  }

  @inline(never)
  private func storeUnaligned(
    _ address: UInt32, _ size: UInt32, _ value: UInt32, _ host: UnsafeMutableRawPointer,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    guard Self.staysInPage(address, size), !system.trapsUnaligned else {
      return storeAside(address, size, value, v, ip, cycles)
    }
    state.pointee.cycles = cycles &+ chargeUnaligned(address, size, isStore: true, v, ip)
    if size == 2 {
      host.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    } else {
      host.storeBytes(of: value, as: UInt32.self)
    }
    return Outcome.aside
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
    _ address: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    if address & 3 != 0 { return misaligned(cycles) }
    return load(address, 4, table, v, ip, cycles)
  }

  @inline(__always)
  func storeAligned(
    _ address: UInt32, _ value: UInt32, _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) -> UInt64 {
    if address & 3 != 0 { return misaligned(cycles) }
    return store(address, 4, value, table, v, ip, cycles)
  }

  @inline(never)
  private func misaligned(_ cycles: UInt64) -> UInt64 {
    state.pointee.cycles = cycles
    state.pointee.fault = .unaligned
    return Outcome.fault
  }

  /// The host bytes of `count` words at an address if one page has them all.
  @inline(__always)
  private func words(_ address: UInt32, _ count: UInt32, _ table: Table) -> UnsafeMutablePointer<UInt32>? {
    let entry = table[Int(address >> AddressSpace.pageBits)]
    guard entry != 0, address & 3 == 0,
      address & (AddressSpace.pageSize - 1) <= AddressSpace.pageSize &- 4 &* count
    else { return nil }
    return UnsafeMutablePointer(bitPattern: entry &+ UInt(address))
  }

  // MARK: Doubles

  @inline(__always)
  func loadDouble(
    _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let base = registers[n(ip)]
    let address = base &+ ip.pointee.immediate
    let moved = base &+ ip.pointee.second
    var outcome: UInt64 = 0
    if let host = words(address, 2, table) {
      let second = host[1]
      registers[d(ip)] = host[0]
      registers[a(ip)] = second
    } else {
      var values: (UInt32, UInt32) = (0, 0)
      outcome = loadWordsAside(address, 2, v, ip, cycles) { index, value in
        if index == 0 { values.0 = value } else { values.1 = value }
      }
      if outcome >> 32 == Outcome.fault >> 32 { return outcome }
      registers[d(ip)] = values.0
      registers[a(ip)] = values.1
    }
    if ip.pointee.extra != 0 { registers[n(ip)] = moved }
    return outcome
  }

  @inline(__always)
  func storeDouble(
    _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let base = registers[n(ip)]
    let address = base &+ ip.pointee.immediate
    var outcome: UInt64 = 0
    if let host = words(address, 2, table) {
      host[0] = registers[d(ip)]
      host[1] = registers[a(ip)]
    } else {
      outcome = storeWordsAside(address, 2, v, ip, cycles) { $0 == 0 ? registers[d(ip)] : registers[a(ip)] }
      if outcome >> 32 == Outcome.fault >> 32 { return outcome }
    }
    if ip.pointee.extra != 0 { registers[n(ip)] = base &+ ip.pointee.second }
    return outcome
  }

  // MARK: Multiples

  @inline(__always)
  func loadMultiple(
    _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let base = registers[n(ip)]
    let address = base &+ ip.pointee.immediate
    let list = UInt32(ip.pointee.extra)
    var outcome: UInt64 = 0
    if let host = words(address, UInt32(truncatingIfNeeded: list.nonzeroBitCount), table) {
      var left = list
      var from = host
      while left != 0 {
        registers[left.trailingZeroBitCount] = from.pointee
        from += 1
        left &= left &- 1
      }
    } else {
      outcome = loadMultipleAside(address, list, v, ip, cycles)
      if outcome >> 32 == Outcome.fault >> 32 { return outcome }
    }
    if ip.pointee.d != 0 { registers[n(ip)] = base &+ ip.pointee.second }
    return outcome
  }

  @inline(__always)
  func storeMultiple(
    _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let base = registers[n(ip)]
    let address = base &+ ip.pointee.immediate
    let list = UInt32(ip.pointee.extra)
    var outcome: UInt64 = 0
    if let host = words(address, UInt32(truncatingIfNeeded: list.nonzeroBitCount), table) {
      var left = list
      var to = host
      while left != 0 {
        to.pointee = registers[left.trailingZeroBitCount]
        to += 1
        left &= left &- 1
      }
    } else {
      outcome = storeMultipleAside(address, list, v, ip, cycles)
      if outcome >> 32 == Outcome.fault >> 32 { return outcome }
    }
    if ip.pointee.d != 0 { registers[n(ip)] = base &+ ip.pointee.second }
    return outcome
  }

  @inline(never)
  private func loadMultipleAside(
    _ address: UInt32, _ list: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let numbers = (0..<16).filter { list >> UInt32($0) & 1 != 0 }
    var values = [UInt32](repeating: 0, count: numbers.count)
    let outcome = loadWordsAside(address, UInt32(numbers.count), v, ip, cycles) { values[Int($0)] = $1 }
    guard outcome >> 32 != Outcome.fault >> 32 else { return outcome }
    for (number, value) in zip(numbers, values) { registers[number] = value }
    return outcome
  }

  @inline(never)
  private func storeMultipleAside(
    _ address: UInt32, _ list: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let numbers = (0..<16).filter { list >> UInt32($0) & 1 != 0 }
    return storeWordsAside(address, UInt32(numbers.count), v, ip, cycles) { registers[numbers[Int($0)]] }
  }

  // MARK: Floating-point registers

  /// VLDR.64 and VLDM: `extra` words, or two.
  @inline(__always)
  func loadFloatingPoint(
    _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let base = registers[n(ip)]
    let address = base &+ ip.pointee.immediate
    let count = transferCount(ip)
    var outcome: UInt64 = 0
    if let host = words(address, count, table) {
      var index = 0
      while index < Int(count) {
        registers[d(ip) &+ index] = host[index]
        index &+= 1
      }
    } else {
      outcome = loadWordsAside(address, count, v, ip, cycles) { registers[Int(ip.pointee.d) &+ Int($0)] = $1 }
      if outcome >> 32 == Outcome.fault >> 32 { return outcome }
    }
    if ip.pointee.a != 0 { registers[n(ip)] = base &+ ip.pointee.second }
    return outcome
  }

  @inline(__always)
  func storeFloatingPoint(
    _ table: Table, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) -> UInt64 {
    let base = registers[n(ip)]
    let address = base &+ ip.pointee.immediate
    let count = transferCount(ip)
    var outcome: UInt64 = 0
    if let host = words(address, count, table) {
      var index = 0
      while index < Int(count) {
        host[index] = registers[d(ip) &+ index]
        index &+= 1
      }
    } else {
      outcome = storeWordsAside(address, count, v, ip, cycles) { registers[Int(ip.pointee.d) &+ Int($0)] }
      if outcome >> 32 == Outcome.fault >> 32 { return outcome }
    }
    if ip.pointee.a != 0 { registers[n(ip)] = base &+ ip.pointee.second }
    return outcome
  }

  /// Words to transfer, never past S31 whatever the encoding says.
  @inline(__always)
  private func transferCount(_ ip: Position) -> UInt32 {
    if ip.pointee.code == .vldrD || ip.pointee.code == .vstrD { return 2 }
    return min(UInt32(ip.pointee.extra), UInt32(RegisterFile.count) &- UInt32(ip.pointee.d))
  }

  // MARK: Words one by one

  @inline(never)
  private func loadWordsAside(
    _ address: UInt32, _ count: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64,
    _ take: (UInt32, UInt32) -> Void
  ) -> UInt64 {
    if address & 3 != 0 { return misaligned(cycles) }
    return aside(v, ip, cycles) {
      var leaves = false
      for index in 0..<count {
        let (value, status) = slowLoad(address &+ 4 &* index, size: 4, privileged: isPrivileged)
        if status == .fault { return Outcome.fault }
        if status == .leave { leaves = true }
        take(index, value)
      }
      return leaves ? Outcome.leave : Outcome.aside
    }
  }

  @inline(never)
  private func storeWordsAside(
    _ address: UInt32, _ count: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64,
    _ give: (UInt32) -> UInt32
  ) -> UInt64 {
    if address & 3 != 0 { return misaligned(cycles) }
    return aside(v, ip, cycles) {
      var leaves = false
      for index in 0..<count {
        let status = slowStore(
          address &+ 4 &* index, size: 4, value: give(index), privileged: isPrivileged)
        if status == .fault { return Outcome.fault }
        if status == .leave { leaves = true }
      }
      return leaves ? Outcome.leave : Outcome.aside
    }
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

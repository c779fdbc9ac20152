// Loads and stores of several words: LDRD, LDM, VLDM and kin. The words are reached at once where one page has them all,
// else one by one on the slow path. All of them fault when not word-aligned (DDI 0403E, A3.2.1).

extension Machine {
  /// The host bytes of `count` words at an address if one page has them all.
  @inline(__always)
  private func words(_ address: UInt32, _ count: UInt32, _ table: Table) -> UnsafeMutablePointer<UInt32>? {
    let entry = table.host[Int(address >> AddressSpace.pageBits)]
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
}

import Boards

/// How an access ended.
enum AccessStatus: UInt8 {
  case done
  /// It faulted (`CoreState.fault` says how): the instruction did not happen.
  case fault
  /// It was done, and something must be looked at before the next instruction: an event, changed code.
  case leave
}

/// What an access is for, as the MPU and the system space see it.
enum AccessKind {
  case read, write, fetch
}

extension Machine {
  // MARK: Slow path of the interpreter's loads and stores

  /// A load that the page tables could not serve: unaligned, first of its page, a device, protected, or nowhere.
  @inline(never)
  func slowLoad(_ address: UInt32, size: UInt32, privileged: Bool) -> (value: UInt32, status: AccessStatus) {
    if address & (size - 1) != 0 {
      return unalignedLoad(address, size: size, privileged: privileged)
    }
    if let fault = checkData(address, size: size, kind: .read, privileged: privileged) { return (0, fail(fault)) }
    if let place = memory.place(of: address, size: size) {
      if observer == nil {
        memory.enter(address, place: place, privileged: privileged, readable: pageIsUniform(address), writable: false)
      }
      let value = Self.load(memory.host(place), size: size)
      observer?.didLoad(address: address, size: size, value: value)
      return (value, .done)
    }
    guard let value = readDevice(address, size: size, privileged: privileged) else {
      return (0, fail(.preciseData(address: address)))
    }
    observer?.didLoad(address: address, size: size, value: value)
    return (value, afterDeviceAccess())
  }

  /// A store that the page tables could not serve.
  @inline(never)
  func slowStore(_ address: UInt32, size: UInt32, value: UInt32, privileged: Bool) -> AccessStatus {
    if address & (size - 1) != 0 {
      return unalignedStore(address, size: size, value: value, privileged: privileged)
    }
    if let fault = checkData(address, size: size, kind: .write, privileged: privileged) { return fail(fault) }
    if let place = memory.place(of: address, size: size) {
      guard memory.memories[place.memory].region.writable else { return fail(.preciseData(address: address)) }
      if observer == nil {
        memory.enter(address, place: place, privileged: privileged, readable: false, writable: pageIsUniform(address))
      }
      Self.store(memory.host(place), size: size, value: value)
      observer?.didStore(address: address, size: size, value: value)
      return blocks.invalidate(place, size: size) ? .leave : .done
    }
    if let band = bitBand(address), device(at: address) == nil {
      let status = storeBit(band, value, privileged: privileged)
      guard status != .fault else { return fail(.preciseData(address: address)) }
      observer?.didStore(address: address, size: size, value: value)
      return status
    }
    let chains = blocks.chainsForgotten
    guard writeDevice(address, size: size, value: value, privileged: privileged) else {
      return fail(.preciseData(address: address))
    }
    observer?.didStore(address: address, size: size, value: value)
    let status = afterDeviceAccess()
    // What may be executed has changed, perhaps for the rest of this block.
    return blocks.chainsForgotten == chains ? status : .leave
  }

  /// Unaligned accesses are made of bytes (DDI 0403E, A3.2.1: only to Normal memory, unless UNALIGN_TRP forbids them).
  private func unalignedLoad(_ address: UInt32, size: UInt32, privileged: Bool) -> (UInt32, AccessStatus) {
    if system.trapsUnaligned || isDevice(address) { return (0, fail(.unaligned)) }
    var value: UInt32 = 0
    for index in 0..<size {
      let (byte, status) = slowLoad(address &+ index, size: 1, privileged: privileged)
      if status == .fault { return (0, .fault) }
      value |= byte << (8 * index)
    }
    return (value, .done)
  }

  private func unalignedStore(_ address: UInt32, size: UInt32, value: UInt32, privileged: Bool) -> AccessStatus {
    if system.trapsUnaligned || isDevice(address) { return fail(.unaligned) }
    // All bytes are checked before any is written, so that a faulting store changes nothing.
    for index in 0..<size {
      let at = address &+ index
      if let fault = checkData(at, size: 1, kind: .write, privileged: privileged) { return fail(fault) }
      guard let place = memory.place(of: at), memory.memories[place.memory].region.writable else {
        return fail(.preciseData(address: at))
      }
    }
    var result = AccessStatus.done
    for index in 0..<size {
      let status = slowStore(address &+ index, size: 1, value: value >> (8 * index) & 0xFF, privileged: privileged)
      if status != .done { result = status }
    }
    return result
  }

  private func fail(_ fault: Fault) -> AccessStatus {
    state.pointee.fault = fault
    return .fault
  }

  /// A device may have raised an interrupt or moved its next event; a system register may have changed anything.
  private func afterDeviceAccess() -> AccessStatus {
    updateDeadline()
    if let recorder, !recorder.pending.isEmpty { return .leave }
    return mustLeave(currentVariant) ? .leave : .done
  }

  /// Whether the block being executed may now reach past the deadline, or the run is over. A block is entered only if it
  /// cannot; but an access may take longer than scheduled, or bring an event nearer.
  func mustLeave(_ v: UnsafeMutablePointer<Variant>?) -> Bool {
    stop != nil || state.pointee.cycles &+ (v?.pointee.worstCycles ?? 0) > state.pointee.deadline
  }

  // MARK: Host bytes

  @inline(__always)
  static func load(_ host: UnsafeMutableRawPointer, size: UInt32) -> UInt32 {
    switch size {
    case 1: UInt32(host.load(as: UInt8.self))
    case 2: UInt32(host.loadUnaligned(as: UInt16.self))
    default: host.loadUnaligned(as: UInt32.self)
    }
  }

  @inline(__always)
  static func store(_ host: UnsafeMutableRawPointer, size: UInt32, value: UInt32) {
    switch size {
    case 1: host.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
    case 2: host.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
    default: host.storeBytes(of: value, as: UInt32.self)
    }
  }

  // MARK: Devices, bit-bands and the system space

  /// The default memory map's Device regions (DDI 0403E, B3.1): unaligned accesses there fault.
  private func isDevice(_ address: UInt32) -> Bool {
    switch address >> 29 {
    case 2, 5, 6, 7: memory.place(of: address) == nil
    default: false
    }
  }

  private func readDevice(_ address: UInt32, size: UInt32, privileged: Bool) -> UInt32? {
    // Vendors may have peripherals in their part of the private bus, so devices come first.
    if let device = device(at: address) {
      return device.read(offset: address - device.base, size: size, now: now)
    }
    if address >> 20 == 0xE00 {
      return readSystemSpace(address, size: size, privileged: privileged)
    }
    guard let band = bitBand(address) else { return nil }
    let (value, status) = slowLoad(band.address, size: 4, privileged: privileged)
    return status == .fault ? nil : value >> band.bit & 1
  }

  private func writeDevice(_ address: UInt32, size: UInt32, value: UInt32, privileged: Bool) -> Bool {
    if let device = device(at: address) {
      return device.write(offset: address - device.base, size: size, value: value, now: now)
    }
    if address >> 20 == 0xE00 {
      return writeSystemSpace(address, size: size, value: value, privileged: privileged)
    }
    return false
  }

  private func storeBit(_ band: (address: UInt32, bit: UInt32), _ value: UInt32, privileged: Bool) -> AccessStatus {
    let (old, status) = slowLoad(band.address, size: 4, privileged: privileged)
    guard status != .fault else { return .fault }
    let new = old & ~(1 << band.bit) | (value & 1) << band.bit
    return slowStore(band.address, size: 4, value: new, privileged: privileged)
  }

  private func device(at address: UInt32) -> (any Device)? {
    for device in devices where address &- device.base < device.size { return device }
    return nil
  }

  /// The bit that a bit-band alias word names (Cortex-M4 TRM, 3.7), as the word it is in and its number there.
  private func bitBand(_ address: UInt32) -> (address: UInt32, bit: UInt32)? {
    guard board.core.bitBanding, address >> 25 == 0x11 || address >> 25 == 0x21 else { return nil }
    let offset = address & 0x01FF_FFFF
    let byte = (address & 0xE000_0000) + (offset >> 5)
    return (byte & ~3, offset >> 2 & 31)
  }
}

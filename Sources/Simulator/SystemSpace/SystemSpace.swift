/// A write into the system space, as the word it falls in sees it.
struct RegisterWrite {
  /// Address of the word.
  let address: UInt32
  /// What is written, at its place in the word; zero elsewhere.
  let value: UInt32
  /// The bits of the word that are written.
  let lanes: UInt32

  init(address: UInt32, size: UInt32, value: UInt32) {
    let shift = (address & 3) * 8
    self.address = address & ~3
    lanes = (size == 4 ? .max : (1 << (8 * size)) - 1) << shift
    self.value = value << shift & lanes
  }

  /// A register of which the lanes are replaced.
  func merged(into old: UInt32) -> UInt32 { old & ~lanes | value }
}

extension Machine {
  /// Reads the private peripheral bus, 0xE0000000–0xE00FFFFF (DDI 0403E, B3.1.1); nil is a BusFault. Reserved words of the
  /// implemented units read as zero. Bytes and halfwords read the part of the word they lie in.
  func readSystemSpace(_ address: UInt32, size: UInt32, privileged: Bool) -> UInt32? {
    guard let word = readSystemWord(address & ~3, privileged: privileged) else { return nil }
    let part = word >> ((address & 3) * 8)
    return size == 4 ? part : part & (1 << (8 * size) - 1)
  }

  private func readSystemWord(_ address: UInt32, privileged: Bool) -> UInt32? {
    let unit = address >> 12
    // Only the ITM may be read by unprivileged code (B3.1.1).
    guard privileged || unit == SystemUnit.instrumentation else { return nil }
    if let value = IdentificationRegisters.value(at: address, core: board.core) { return value }
    switch unit {
    case SystemUnit.instrumentation: return readInstrumentation(address)
    case SystemUnit.watchpoint: return readWatchpointUnit(address)
    case SystemUnit.breakpoint: return system.debug.stored.read(address)
    case SystemUnit.control: return readSystemControl(address)
    case SystemUnit.tracePort: return system.debug.stored.read(address)
    case SystemUnit.romTable: return 0
    default: return device(onPrivateBus: address)?.read(offset: address, now: now)
    }
  }

  /// Writes the private peripheral bus; false is a BusFault.
  func writeSystemSpace(_ address: UInt32, size: UInt32, value: UInt32, privileged: Bool) -> Bool {
    let write = RegisterWrite(address: address, size: size, value: value)
    let unit = address >> 12
    if unit == SystemUnit.instrumentation {
      writeInstrumentation(write, size: size, privileged: privileged)
      return true
    }
    guard privileged || mayPendUnprivileged(write.address) else { return false }
    switch unit {
    case SystemUnit.watchpoint: writeWatchpointUnit(write)
    case SystemUnit.breakpoint, SystemUnit.tracePort: system.debug.stored.write(write)
    case SystemUnit.control: writeSystemControl(write)
    case SystemUnit.romTable: break
    default:
      guard let device = device(onPrivateBus: address) else { return false }
      return device.write(offset: address - device.base, size: size, value: value, now: now)
    }
    return true
  }

  /// CCR.USERSETMPEND opens STIR to unprivileged code (B3.2.8).
  private func mayPendUnprivileged(_ address: UInt32) -> Bool {
    address == SystemAddress.softwareTrigger
      && system.controlBlock.configuration & ConfigurationControl.userSetsPending != 0
  }

  /// What the board has on the private bus outside the core's own units (a vendor's debug unit).
  private func device(onPrivateBus address: UInt32) -> (any Device)? {
    devices.first { address &- $0.base < $0.size }
  }
}

extension Device {
  /// Reads the word at a bus address.
  fileprivate func read(offset address: UInt32, now: UInt64) -> UInt32? {
    read(offset: address - base, size: 4, now: now)
  }
}

/// The units of the private peripheral bus, as address bits 31…12 (DDI 0403E, tables B3-3 and C1-1).
enum SystemUnit {
  static let instrumentation: UInt32 = 0xE0000
  static let watchpoint: UInt32 = 0xE0001
  static let breakpoint: UInt32 = 0xE0002
  static let control: UInt32 = 0xE000E
  static let tracePort: UInt32 = 0xE0040
  static let romTable: UInt32 = 0xE00FF
}

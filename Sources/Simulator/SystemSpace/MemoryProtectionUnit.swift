/// The memory protection unit of PMSAv7 (DDI 0403E, B3.5).
struct MemoryProtectionUnit {
  struct Region: Equatable {
    /// RBAR.ADDR; the bits below the region's size do not count.
    var base: UInt32 = 0
    /// RASR.
    var attributes: UInt32 = 0

    var isEnabled: Bool { attributes & 1 != 0 && sizeBits >= 5 }
    /// The region has 2^sizeBits bytes.
    var sizeBits: UInt32 { (attributes >> 1 & 31) + 1 }
    var disabledSubregions: UInt32 { attributes >> 8 & 0xFF }
    var permission: UInt32 { attributes >> 24 & 7 }
    var neverExecutes: Bool { attributes & 1 << 28 != 0 }

    /// Whether the region decides about an address: enabled, in range, and not in a disabled subregion.
    func covers(_ address: UInt32) -> Bool {
      guard isEnabled, sizeBits == 32 || (address ^ base) >> sizeBits == 0 else { return false }
      // Regions of less than 256 bytes have no subregions.
      return sizeBits < 8 || disabledSubregions >> (address >> (sizeBits - 3) & 7) & 1 == 0
    }

    /// Whether AP allows an access (DDI 0403E, table B3-15). A fetch needs the right to read.
    func allows(_ kind: AccessKind, privileged: Bool) -> Bool {
      let writes = kind == .write
      return switch permission {
      case 1: privileged
      case 2: privileged || !writes
      case 3: true
      case 5: privileged && !writes
      case 6, 7: !writes
      default: false
      }
    }
  }

  /// Bits of MPU_CTRL.
  static let enable: UInt32 = 1 << 0
  static let enableInFaults: UInt32 = 1 << 1
  static let privilegedDefault: UInt32 = 1 << 2

  private(set) var regions: [Region]
  var control: UInt32 = 0
  var selected = 0
  /// Whether it checks accesses now: it is enabled, and not suspended by HFNMIENA.
  var isChecking = false

  init(regionCount: Int) { regions = Array(repeating: Region(), count: regionCount) }

  /// MPU_TYPE.DREGION.
  var type: UInt32 { UInt32(regions.count) << 8 }

  // MARK: Registers

  mutating func select(_ region: UInt32) {
    if region < regions.count { selected = Int(region) }
  }

  var baseRegister: UInt32 { regions.isEmpty ? 0 : regions[selected].base | UInt32(selected) }

  /// MPU_RBAR; with VALID set it selects the region as well.
  mutating func writeBase(_ value: UInt32) {
    guard !regions.isEmpty else { return }
    if value & 1 << 4 != 0 { select(value & 15) }
    regions[selected].base = value & ~31
  }

  var attributeRegister: UInt32 { regions.isEmpty ? 0 : regions[selected].attributes }

  mutating func writeAttributes(_ value: UInt32) {
    guard !regions.isEmpty else { return }
    regions[selected].attributes = value & 0x173F_FF3F
  }

  // MARK: Checks

  /// Whether an access is allowed, by the region of the highest number that covers it or else the background.
  func allows(_ address: UInt32, kind: AccessKind, privileged: Bool) -> Bool {
    guard let region = regions.last(where: { $0.covers(address) }) else {
      guard privileged, control & Self.privilegedDefault != 0 else { return false }
      return kind != .fetch || !Self.neverExecutesByDefault(address)
    }
    guard region.allows(kind, privileged: privileged) else { return false }
    return kind != .fetch || !region.neverExecutes && address < 0xE000_0000
  }

  /// Whether a whole 4 KB page is decided alike: no region or subregion begins or ends inside it.
  func isUniform(page: UInt32) -> Bool {
    for region in regions where region.isEnabled {
      let base = region.sizeBits == 32 ? 0 : (region.base >> region.sizeBits) << region.sizeBits
      let covers = region.sizeBits == 32 || (page ^ base) >> region.sizeBits == 0
      if region.sizeBits < 12 {
        if base & ~4095 == page { return false }
      } else if covers && region.sizeBits < 15 && region.disabledSubregions != 0 {
        return false
      }
    }
    return true
  }

  /// Whether checks may end otherwise than they did with other settings.
  func decidesOtherwise(than old: MemoryProtectionUnit) -> Bool {
    control != old.control || zip(regions, old.regions).contains { $0 != $1 && ($0.isEnabled || $1.isEnabled) }
  }

  /// Execute-never regions of the default memory map (DDI 0403E, table B3-1): peripherals, devices, system.
  static func neverExecutesByDefault(_ address: UInt32) -> Bool {
    switch address >> 29 {
    case 2, 5, 6, 7: true
    default: false
    }
  }
}

extension Machine {
  /// Whether a load or store may be done (DDI 0403E, B3.5.2): nil, or the MemManage fault.
  @inline(__always)
  func checkData(_ address: UInt32, size: UInt32, kind: AccessKind, privileged: Bool) -> Fault? {
    guard system.protection.isChecking else { return nil }
    return checkProtectedData(address, size: size, kind: kind, privileged: privileged)
  }

  @inline(never)
  private func checkProtectedData(_ address: UInt32, size: UInt32, kind: AccessKind, privileged: Bool) -> Fault? {
    // The private peripheral bus always has the default map.
    if address >> 20 == 0xE00 { return nil }
    return system.protection.allows(address, kind: kind, privileged: privileged) ? nil : .dataAccess(address: address)
  }

  /// Whether instructions may be fetched from an address. Execute-never holds with the MPU off as well.
  func checkFetch(_ address: UInt32, privileged: Bool) -> Fault? {
    let allowed =
      if system.protection.isChecking && address >> 20 != 0xE00 {
        system.protection.allows(address, kind: .fetch, privileged: privileged)
      } else {
        !MemoryProtectionUnit.neverExecutesByDefault(address)
      }
    return allowed ? nil : .instructionAccess
  }

  /// Whether one and the same permission holds throughout the 4 KB page of an address.
  func pageIsUniform(_ address: UInt32) -> Bool {
    !system.protection.isChecking || system.protection.isUniform(page: address & ~4095)
  }

  /// Recomputes whether the MPU checks; to be called when its control or what is active changes.
  func updateProtection() {
    let control = system.protection.control
    let inFaults = control & MemoryProtectionUnit.enableInFaults != 0
    let checks =
      control & MemoryProtectionUnit.enable != 0 && (inFaults || system.exceptions.executionPriority >= 0)
    if checks != system.protection.isChecking {
      system.protection.isChecking = checks
      protectionChanged()
    }
  }

  /// What the MPU allows has changed: everything remembered about it is void.
  func protectionChanged() {
    memory.forgetEntries()
    memorySystem.forgetPages()
    blocks.forgetChains()
  }
}

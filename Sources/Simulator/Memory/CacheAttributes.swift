import Microarchitecture

extension MemoryAttributes {
  /// Attributes of the default memory map (DDI 0403E, B3.1, table B3-1): code write-through, SRAM and the first external
  /// region write-back with write allocation, the second write-through, peripherals Device, the private peripheral bus
  /// strongly-ordered, the vendor's part of the system region Device.
  static func byDefaultMap(_ address: UInt32) -> MemoryAttributes {
    switch address >> 29 {
    case 0, 4: MemoryAttributes(kind: .normal, cacheability: .writeThrough)
    case 1, 3: MemoryAttributes(kind: .normal, cacheability: .writeBackWriteAllocate)
    case 2, 6: MemoryAttributes(kind: .device)
    case 5: MemoryAttributes(kind: .device, isShareable: true)
    default: address >> 20 == 0xE00 ? MemoryAttributes(kind: .stronglyOrdered, isShareable: true) : .init(kind: .device)
    }
  }

  /// Attributes of an MPU region from RASR's TEX (21…19), S (18), C (17) and B (16) (DDI 0403E, B3.5.9, tables B3-12 and
  /// B3-13). With TEX bit 2 set, C and B are the inner policy, which the level 1 caches go by. Reserved encodings are taken
  /// for strongly-ordered.
  init(regionAttributes: UInt32) {
    let isShareable = regionAttributes >> 18 & 1 != 0
    func normal(_ cacheability: Cacheability) -> MemoryAttributes {
      MemoryAttributes(kind: .normal, cacheability: cacheability, isShareable: isShareable)
    }
    let tex = regionAttributes >> 19 & 7
    let cb = regionAttributes >> 16 & 3
    self =
      switch (tex, cb) {
      case (0, 0b01): MemoryAttributes(kind: .device, isShareable: true)
      case (2, 0b00): MemoryAttributes(kind: .device)
      case (1, 0b00), (4..., 0b00): normal(.nonCacheable)
      case (0, 0b10), (4..., 0b10): normal(.writeThrough)
      case (0, 0b11), (4..., 0b11): normal(.writeBack)
      case (1, 0b11), (4..., 0b01): normal(.writeBackWriteAllocate)
      default: MemoryAttributes(kind: .stronglyOrdered, isShareable: true)
      }
  }
}

extension Machine {
  /// Memory attributes of an address now: its MPU region's, else the default map's.
  func memoryAttributes(of address: UInt32) -> MemoryAttributes {
    // The private peripheral bus always has the default map.
    guard system.protection.isChecking, address >> 20 != 0xE00,
      let region = system.protection.regions.last(where: { $0.covers(address) })
    else { return .byDefaultMap(address) }
    return MemoryAttributes(regionAttributes: region.attributes)
  }
}

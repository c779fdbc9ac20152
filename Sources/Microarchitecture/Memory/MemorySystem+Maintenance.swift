/// Cache maintenance operations of the Cortex-M7, as their registers name them (DDI 0403E, B2.2.7 and B3.2.27 ff.). U is the
/// point of unification, C the point of coherency: here both are the memory.
public enum CacheMaintenance: UInt32, Sendable, CaseIterable {
  /// ICIALLU: empties the instruction cache.
  case invalidateInstructions
  /// ICIMVAU: removes one address from it.
  case invalidateInstructionAddress
  /// DCIMVAC, DCISW: removes a data line without writing it back.
  case invalidateDataAddress, invalidateDataSetWay
  /// DCCMVAU, DCCMVAC, DCCSW: writes a data line back if it is dirty.
  case cleanDataAddressToUnification, cleanDataAddress, cleanDataSetWay
  /// DCCIMVAC, DCCISW: both.
  case cleanInvalidateDataAddress, cleanInvalidateDataSetWay
}

extension MemorySystem {
  /// Does a cache maintenance operation. The core does not wait; the bus is busy while lines are written back.
  /// - Parameters:
  ///   - value: what is written to the register: an address, or way and set. Ignored by `invalidateInstructions`.
  public func maintain(_ operation: CacheMaintenance, _ value: UInt32, now: UInt64) {
    switch operation {
    case .invalidateInstructions: instructionCache?.removeAll()
    case .invalidateInstructionAddress: invalidateInstruction(value)
    case .invalidateDataAddress, .cleanDataAddressToUnification, .cleanDataAddress, .cleanInvalidateDataAddress:
      guard let slot = dataCache?.find(value >> 5) else { return }
      maintain(operation, slot, now: now)
    case .invalidateDataSetWay, .cleanDataSetWay, .cleanInvalidateDataSetWay:
      guard let slot = dataCache?.slot(setWay: value), slot.pointee.tag != 0 else { return }
      maintain(operation, slot, now: now)
    }
  }

  private func maintain(_ operation: CacheMaintenance, _ slot: UnsafeMutablePointer<DataCache.Slot>, now: UInt64) {
    let invalidatesOnly = operation == .invalidateDataAddress || operation == .invalidateDataSetWay
    if slot.pointee.isDirty && !invalidatesOnly { writeBack(slot, after: now) }
    switch operation {
    case .cleanDataAddressToUnification, .cleanDataAddress, .cleanDataSetWay: break
    default: DataCache.empty(slot)
    }
  }
}

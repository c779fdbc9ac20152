import Boards
import Microarchitecture

/// The Cortex-M7's cache maintenance registers (DDI 0403E, B3.2.28; Cortex-M7 TRM, table 4-1), which only take writes.
enum CacheMaintenanceRegister {
  static let addresses: ClosedRange<UInt32> = 0xE000_EF50...0xE000_EF78

  /// What a write to a register does; nil for reserved words, and for BPIALL, which finds no state to forget here.
  static func operation(_ address: UInt32) -> CacheMaintenance? {
    switch address {
    case 0xE000_EF50: .invalidateInstructions
    case 0xE000_EF58: .invalidateInstructionAddress
    case 0xE000_EF5C: .invalidateDataAddress
    case 0xE000_EF60: .invalidateDataSetWay
    case 0xE000_EF64: .cleanDataAddressToUnification
    case 0xE000_EF68: .cleanDataAddress
    case 0xE000_EF6C: .cleanDataSetWay
    case 0xE000_EF70: .cleanInvalidateDataAddress
    case 0xE000_EF74: .cleanInvalidateDataSetWay
    default: nil
    }
  }
}

extension Machine {
  /// A write to a cache maintenance register.
  func maintainCaches(_ write: RegisterWrite) {
    guard board.core.kind == .cortexM7, let operation = CacheMaintenanceRegister.operation(write.address) else { return }
    memorySystem.maintain(operation, write.value, now: now)
  }

  /// Lets the memory system ask for the attributes of addresses.
  func connectMemoryAttributes() {
    memorySystem.attributes = { [unowned self] in memoryAttributes(of: $0) }
    memorySystem.isUniform = { [unowned self] in pageIsUniform($0) }
  }
}

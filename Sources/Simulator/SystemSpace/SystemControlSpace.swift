import Boards

/// Addresses in the system control space (DDI 0403E, tables B3-4 to B3-11; Cortex-M7 TRM, table 3-1).
enum SystemAddress {
  static let interruptType: UInt32 = 0xE000_E004
  static let auxiliaryControl: UInt32 = 0xE000_E008
  static let timerControl: UInt32 = 0xE000_E010
  static let timerReload: UInt32 = 0xE000_E014
  static let timerCurrent: UInt32 = 0xE000_E018
  static let timerCalibration: UInt32 = 0xE000_E01C
  static let identity: UInt32 = 0xE000_ED00
  static let interruptControl: UInt32 = 0xE000_ED04
  static let vectorTable: UInt32 = 0xE000_ED08
  static let resetControl: UInt32 = 0xE000_ED0C
  static let sleepControl: UInt32 = 0xE000_ED10
  static let configuration: UInt32 = 0xE000_ED14
  static let handlerPriorities: ClosedRange<UInt32> = 0xE000_ED18...0xE000_ED20
  static let handlerControl: UInt32 = 0xE000_ED24
  static let faultStatus: UInt32 = 0xE000_ED28
  static let hardFaultStatus: UInt32 = 0xE000_ED2C
  static let debugFaultStatus: UInt32 = 0xE000_ED30
  static let memoryManagementAddress: UInt32 = 0xE000_ED34
  static let busFaultAddress: UInt32 = 0xE000_ED38
  static let cacheLevels: UInt32 = 0xE000_ED78
  static let cacheType: UInt32 = 0xE000_ED7C
  static let cacheSize: UInt32 = 0xE000_ED80
  static let cacheSelection: UInt32 = 0xE000_ED84
  static let coprocessorAccess: UInt32 = 0xE000_ED88
  static let protectionType: UInt32 = 0xE000_ED90
  static let protectionControl: UInt32 = 0xE000_ED94
  static let protectionRegion: UInt32 = 0xE000_ED98
  /// MPU_RBAR and MPU_RASR, then three more appearances of the pair.
  static let protectionPairs: ClosedRange<UInt32> = 0xE000_ED9C...0xE000_EDB8
  static let debugHalting: UInt32 = 0xE000_EDF0
  static let debugMonitor: UInt32 = 0xE000_EDFC
  static let softwareTrigger: UInt32 = 0xE000_EF00
  static let floatingPointControl: UInt32 = 0xE000_EF34
  static let floatingPointAddress: UInt32 = 0xE000_EF38
  static let floatingPointDefaults: UInt32 = 0xE000_EF3C
  static let mediaFeatures: ClosedRange<UInt32> = 0xE000_EF40...0xE000_EF48
  static let instructionTCM: UInt32 = 0xE000_EF90
  static let dataTCM: UInt32 = 0xE000_EF94
}

extension Machine {
  /// Reads a word of the system control space; reserved ones are zero.
  func readSystemControl(_ address: UInt32) -> UInt32 {
    let block = system.controlBlock
    let core = board.core
    switch address {
    case SystemAddress.interruptType: return UInt32(max(core.interrupts, 1) - 1) / 32 & 15
    case SystemAddress.timerControl...SystemAddress.timerCalibration: return readTimer(address)
    case InterruptController.addresses: return readInterruptController(address)
    case SystemAddress.identity: return core.cpuid
    case SystemAddress.interruptControl: return interruptControlState
    case SystemAddress.vectorTable: return block.vectorTable
    case SystemAddress.resetControl: return 0xFA05_0000 | system.exceptions.grouping << 8
    case SystemAddress.sleepControl: return block.sleepControl
    case SystemAddress.configuration: return block.configuration
    case SystemAddress.handlerPriorities: return priorities(from: handler(address))
    case SystemAddress.handlerControl: return handlerControlState
    case SystemAddress.faultStatus: return block.faultStatus
    case SystemAddress.hardFaultStatus: return block.hardFaultStatus
    case SystemAddress.debugFaultStatus: return block.debugFaultStatus
    case SystemAddress.memoryManagementAddress: return block.memoryManagementAddress
    case SystemAddress.busFaultAddress: return block.busFaultAddress
    case SystemAddress.cacheLevels: return IdentificationRegisters.cacheLevels(core)
    case SystemAddress.cacheType: return IdentificationRegisters.cacheType(core)
    case SystemAddress.cacheSize: return IdentificationRegisters.cacheSize(core, selection: block.cacheSelection)
    case SystemAddress.cacheSelection: return block.cacheSelection
    case SystemAddress.coprocessorAccess: return block.coprocessorAccess
    case SystemAddress.protectionType: return system.protection.type
    case SystemAddress.protectionControl: return system.protection.control
    case SystemAddress.protectionRegion: return UInt32(system.protection.selected)
    case SystemAddress.protectionPairs:
      return address & 7 == 4 ? system.protection.baseRegister : system.protection.attributeRegister
    case SystemAddress.debugHalting: return system.debug.haltingStatus()
    case SystemAddress.debugMonitor: return monitorControl
    case SystemAddress.floatingPointControl...SystemAddress.mediaFeatures.upperBound:
      return system.hasFloatingPoint ? readFloatingPointRegister(address) : 0
    case SystemAddress.instructionTCM, SystemAddress.dataTCM:
      return system.debug.stored.read(address) | tightlyCoupledMemory(address)
    default: return system.debug.stored.read(address)
    }
  }

  /// Writes (part of) a word of the system control space; read-only and reserved ones ignore it.
  func writeSystemControl(_ write: RegisterWrite) {
    let value = write.value
    switch write.address {
    case SystemAddress.timerControl...SystemAddress.timerCalibration: writeTimer(write)
    case InterruptController.addresses: writeInterruptController(write)
    case SystemAddress.interruptControl: writeInterruptControl(value)
    case SystemAddress.vectorTable:
      system.controlBlock.vectorTable = write.merged(into: system.controlBlock.vectorTable) & 0xFFFF_FF80
    case SystemAddress.resetControl: writeResetControl(value)
    case SystemAddress.sleepControl:
      let writable = SleepControl.sleepOnExit | SleepControl.sleepDeep | SleepControl.sendEventOnPending
      system.controlBlock.sleepControl = write.merged(into: system.controlBlock.sleepControl) & writable
    case SystemAddress.configuration:
      let mask = system.controlBlock.configurationMask
      let old = system.controlBlock.configuration
      system.controlBlock.configuration = old & ~mask | write.merged(into: old) & mask
      if system.controlBlock.configuration != old { timingControlWritten() }
    case SystemAddress.handlerPriorities: setPriorities(write, from: handler(write.address))
    case SystemAddress.handlerControl: writeHandlerControl(write)
    case SystemAddress.faultStatus: system.controlBlock.faultStatus &= ~value
    case SystemAddress.hardFaultStatus: system.controlBlock.hardFaultStatus &= ~value
    case SystemAddress.debugFaultStatus: system.controlBlock.debugFaultStatus &= ~value
    case SystemAddress.memoryManagementAddress:
      system.controlBlock.memoryManagementAddress = write.merged(into: system.controlBlock.memoryManagementAddress)
    case SystemAddress.busFaultAddress:
      system.controlBlock.busFaultAddress = write.merged(into: system.controlBlock.busFaultAddress)
    case SystemAddress.cacheSelection:
      if board.core.kind == .cortexM7 { system.controlBlock.cacheSelection = value & 1 }
    case SystemAddress.coprocessorAccess: writeCoprocessorAccess(write)
    case SystemAddress.protectionControl...SystemAddress.protectionPairs.upperBound: writeProtection(write)
    case SystemAddress.debugMonitor: writeMonitorControl(write)
    case SystemAddress.softwareTrigger: pulseInterrupt(Int(value & 0x1FF))
    case SystemAddress.floatingPointControl...SystemAddress.floatingPointDefaults:
      if system.hasFloatingPoint { writeFloatingPointRegister(write) }
    case CacheMaintenanceRegister.addresses: maintainCaches(write)
    case SystemAddress.auxiliaryControl:
      system.debug.stored.write(write)
      auxiliaryControlChanged()
    default: system.debug.stored.write(write)
    }
    updateDeadline()
  }

  /// The first of the four exceptions of a word of SHPR1–SHPR3.
  private func handler(_ address: UInt32) -> Int {
    Int(address - SystemAddress.handlerPriorities.lowerBound) + ExceptionNumber.memoryManagement
  }

  // MARK: ICSR, AIRCR, SHCSR, CPACR

  /// ICSR (B3.2.4).
  private var interruptControlState: UInt32 {
    let exceptions = system.exceptions
    let current = Int(state.pointee.exceptionNumber)
    var value = UInt32(current) | UInt32(exceptions.highestPending) << 12
    var others = exceptions.active
    others[current] = false
    if current != 0 && others.isEmpty { value |= 1 << 11 }
    for word in stride(from: ExceptionNumber.firstInterrupt, to: ExceptionSet.capacity, by: 32)
    where exceptions.pending.word(from: word) != 0 {
      value |= 1 << 22
    }
    if exceptions.pending[ExceptionNumber.systemTick] { value |= 1 << 26 }
    if exceptions.pending[ExceptionNumber.pendableService] { value |= 1 << 28 }
    if exceptions.pending[ExceptionNumber.nonMaskableInterrupt] { value |= 1 << 31 }
    return value
  }

  private func writeInterruptControl(_ value: UInt32) {
    if value & 1 << 31 != 0 { pend(ExceptionNumber.nonMaskableInterrupt) }
    if value & 1 << 28 != 0 { pend(ExceptionNumber.pendableService) }
    if value & 1 << 27 != 0 { system.exceptions.unpend(ExceptionNumber.pendableService) }
    if value & 1 << 26 != 0 { pend(ExceptionNumber.systemTick) }
    if value & 1 << 25 != 0 { system.exceptions.unpend(ExceptionNumber.systemTick) }
  }

  /// AIRCR (B3.2.6): nothing happens without the key. VECTRESET and VECTCLRACTIVE are for debuggers.
  private func writeResetControl(_ value: UInt32) {
    guard value >> 16 == 0x05FA else { return }
    system.exceptions.setGrouping(value >> 8)
    updateProtection()
    if value & 1 << 2 != 0 { system.resetRequested = true }
  }

  private var handlerControlState: UInt32 {
    let exceptions = system.exceptions
    var value: UInt32 = 0
    for row in HandlerControl.active where exceptions.active[row.exception] { value |= 1 << row.bit }
    for row in HandlerControl.pending where exceptions.pending[row.exception] { value |= 1 << row.bit }
    for row in HandlerControl.enabled where exceptions.enabled[row.exception] { value |= 1 << row.bit }
    return value
  }

  private func writeHandlerControl(_ write: RegisterWrite) {
    let value = write.merged(into: handlerControlState)
    for row in HandlerControl.active { setActive(row.exception, value >> row.bit & 1 != 0) }
    for row in HandlerControl.pending {
      if value >> row.bit & 1 != 0 { pend(row.exception) } else { system.exceptions.unpend(row.exception) }
    }
    for row in HandlerControl.enabled { system.exceptions.setEnabled(row.exception, value >> row.bit & 1 != 0) }
  }

  /// CPACR (B3.2.20): CP10 and CP11 only, where there is a floating-point unit.
  private func writeCoprocessorAccess(_ write: RegisterWrite) {
    guard system.hasFloatingPoint else { return }
    let value = write.merged(into: system.controlBlock.coprocessorAccess) & 0x00F0_0000
    guard value != system.controlBlock.coprocessorAccess else { return }
    system.controlBlock.coprocessorAccess = value
    state.pointee.floatingPointReady = false
    blocks.discardAll()
  }

  // MARK: MPU

  private func writeProtection(_ write: RegisterWrite) {
    let old = system.protection
    switch write.address {
    case SystemAddress.protectionControl:
      guard !old.regions.isEmpty else { return }
      system.protection.control = write.merged(into: old.control) & 7
      // Literals are folded into blocks only while no MPU can forbid reading them.
      if system.mpuIsEnabled && old.control & MemoryProtectionUnit.enable == 0 { blocks.discardAll() }
      updateProtection()
    case SystemAddress.protectionRegion:
      system.protection.select(write.merged(into: UInt32(old.selected)) & 0xFF)
    default:
      if write.address & 7 == 4 {
        system.protection.writeBase(write.merged(into: old.baseRegister))
      } else {
        system.protection.writeAttributes(write.merged(into: old.attributeRegister))
      }
    }
    if system.protection.isChecking && system.protection.decidesOtherwise(than: old) { protectionChanged() }
  }

  // MARK: Floating point

  private func readFloatingPointRegister(_ address: UInt32) -> UInt32 {
    let features = IdentificationRegisters.mediaFeatures(board.core)
    return switch address {
    case SystemAddress.floatingPointControl: system.floatingPoint.control
    case SystemAddress.floatingPointAddress: system.floatingPoint.address
    case SystemAddress.floatingPointDefaults: system.floatingPoint.defaultStatusControl
    case SystemAddress.mediaFeatures.lowerBound: features.0
    case SystemAddress.mediaFeatures.upperBound: features.2
    default: features.1
    }
  }

  private func writeFloatingPointRegister(_ write: RegisterWrite) {
    switch write.address {
    case SystemAddress.floatingPointControl:
      system.floatingPoint.control = write.merged(into: system.floatingPoint.control) & FloatingPointControl.writable
    case SystemAddress.floatingPointAddress:
      system.floatingPoint.address = write.merged(into: system.floatingPoint.address) & ~7
    default:
      let old = system.floatingPoint.defaultStatusControl
      system.floatingPoint.defaultStatusControl = write.merged(into: old) & Self.defaultStatusControlMask
    }
    state.pointee.floatingPointReady = false
  }

  /// ITCMCR and DTCMCR: enabled, and the size as a power of two from 512 bytes on (Cortex-M7 TRM, 3.3.15).
  private func tightlyCoupledMemory(_ address: UInt32) -> UInt32 {
    let kind: MemoryRegion.Kind = address == SystemAddress.instructionTCM ? .itcm : .dtcm
    guard board.core.kind == .cortexM7 else { return 0 }
    let size = board.regions.filter { $0.kind == kind }.reduce(0) { $0 + Int($1.size) }
    guard size >= 4096 else { return 0 }
    return UInt32(size.bitWidth - 1 - size.leadingZeroBitCount - 9) << 3
  }
}

import Boards

/// SYSm: the special registers of MRS and MSR (DDI 0403E, table B5-1).
private enum SpecialRegister {
  static let mainStack: UInt8 = 8
  static let processStack: UInt8 = 9
  static let primask: UInt8 = 16
  static let basepri: UInt8 = 17
  static let basepriMax: UInt8 = 18
  static let faultmask: UInt8 = 19
  static let control: UInt8 = 20
}

extension Machine {
  /// MRS (DDI 0403E, B5.2.2). What code may not read reads as zero.
  func readSpecial(_ sysm: UInt8) -> UInt32 {
    switch sysm {
    case 0...7:
      // EPSR always reads as zero.
      return (sysm & 1 != 0 ? UInt32(state.pointee.exceptionNumber) : 0) | (sysm & 4 == 0 ? state.pointee.apsr : 0)
    case SpecialRegister.control: return system.control
    default: break
    }
    guard isPrivileged else { return 0 }
    switch sysm {
    case SpecialRegister.mainStack: return mainStackPointer
    case SpecialRegister.processStack: return processStackPointer
    case SpecialRegister.primask: return system.exceptions.primask ? 1 : 0
    case SpecialRegister.basepri, SpecialRegister.basepriMax: return UInt32(system.exceptions.basepri)
    case SpecialRegister.faultmask: return system.exceptions.faultmask ? 1 : 0
    default: return 0
    }
  }

  /// MSR (DDI 0403E, B5.2.3): bit 1 of `mask` writes N, Z, C, V and Q, bit 0 GE. What code may not write is ignored.
  func writeSpecial(_ sysm: UInt8, mask: UInt8, value: UInt32) {
    if sysm < 8 {
      guard sysm & 4 == 0 else { return }
      let bits: UInt32 = (mask & 2 != 0 ? 0xF800_0000 : 0) | (mask & 1 != 0 ? 0x000F_0000 : 0)
      state.pointee.apsr = state.pointee.apsr & ~bits | value & bits
      return
    }
    guard isPrivileged else { return }
    followTime()
    switch sysm {
    case SpecialRegister.mainStack:
      mainStackPointer = value & ~3
      followStacks(written: .main)
    case SpecialRegister.processStack:
      processStackPointer = value & ~3
      followStacks(written: .process)
    case SpecialRegister.primask: system.exceptions.setPrimask(value & 1 != 0)
    case SpecialRegister.basepri: system.exceptions.setBasepri(UInt8(truncatingIfNeeded: value))
    case SpecialRegister.basepriMax: raiseBasepri(UInt8(truncatingIfNeeded: value))
    case SpecialRegister.faultmask: writeFaultmask(value & 1 != 0)
    case SpecialRegister.control: writeControl(value)
    default: return
    }
    updateDeadline()
  }

  /// CPS (DDI 0403E, B5.2.1): bit 1 of `interruptFlags` is I (PRIMASK), bit 0 is F (FAULTMASK).
  func changeProcessorState(interruptFlags: UInt32, disable: Bool) {
    guard isPrivileged else { return }
    if interruptFlags & 2 != 0 { system.exceptions.setPrimask(disable) }
    if interruptFlags & 1 != 0 { writeFaultmask(disable) }
    updateDeadline()
  }

  /// BASEPRI_MAX only ever raises the priority.
  private func raiseBasepri(_ value: UInt8) {
    let new = value & system.exceptions.priorityMask
    let old = system.exceptions.basepri
    if new != 0 && (new < old || old == 0) { system.exceptions.setBasepri(new) }
  }

  /// FAULTMASK cannot be set at HardFault or NMI priority.
  private func writeFaultmask(_ value: Bool) {
    if value && system.exceptions.executionPriority <= -1 { return }
    setFaultmask(value)
  }

  /// CONTROL: SPSEL changes in Thread mode only; FPCA exists with a floating-point unit only.
  private func writeControl(_ value: UInt32) {
    var writable = Control.unprivileged
    if state.pointee.exceptionNumber == 0 { writable |= Control.processStack }
    if system.hasFloatingPoint { writable |= Control.floatingPointActive }
    changingStack { system.control = system.control & ~writable | value & writable }
    followStacks()
    if system.control & Control.floatingPointActive == 0 { state.pointee.floatingPointReady = false }
  }
}

import Boards

/// Everything of the core that is not in `CoreState` and the register file: exceptions, system registers, timers.
struct SystemState {
  let core: Core
  /// CONTROL: nPRIV (bit 0), SPSEL (bit 1), FPCA (bit 2).
  var control: UInt32 = 0
  /// The stack pointer that is not in use: PSP while MSP is in R13, and the other way round.
  var otherStackPointer: UInt32 = 0
  var exceptions: ExceptionState
  var controlBlock: SystemControlBlock
  var timer = SystemTimer()
  var protection: MemoryProtectionUnit
  var floatingPoint = FloatingPointContext()
  var debug: DebugUnit
  /// The event register (DDI 0403E, B1.5.18).
  var event = false
  /// AIRCR.SYSRESETREQ was written: the core resets before the next instruction.
  var resetRequested = false
  /// What the core sleeps for, while it does.
  var sleep = Sleep.awake
  /// The instruction that sleep is charged to.
  var sleepAddress: UInt32 = 0

  init(core: Core, vectorTable: UInt32) {
    self.core = core
    exceptions = ExceptionState(core: core)
    controlBlock = SystemControlBlock(core: core, vectorTable: vectorTable)
    protection = MemoryProtectionUnit(regionCount: core.mpuRegions)
    debug = DebugUnit(core: core)
  }

  /// CCR.UNALIGN_TRP.
  var trapsUnaligned: Bool { controlBlock.configuration & ConfigurationControl.unalignTrap != 0 }
  /// CCR.DIV_0_TRP.
  var trapsDivideByZero: Bool { controlBlock.configuration & ConfigurationControl.divideByZeroTrap != 0 }

  /// MPU_CTRL.ENABLE.
  var mpuIsEnabled: Bool { protection.control & MemoryProtectionUnit.enable != 0 }

  var hasFloatingPoint: Bool { core.floatingPoint != .none }
}

/// Bits of CONTROL (DDI 0403E, B1.4.4).
enum Control {
  static let unprivileged: UInt32 = 1 << 0
  static let processStack: UInt32 = 1 << 1
  static let floatingPointActive: UInt32 = 1 << 2
}

extension Machine {
  /// Whether R13 is PSP: in Thread mode with CONTROL.SPSEL set.
  var usesProcessStack: Bool {
    state.pointee.exceptionNumber == 0 && system.control & Control.processStack != 0
  }

  var mainStackPointer: UInt32 {
    get { usesProcessStack ? system.otherStackPointer : registers[RegisterFile.stackPointer] }
    set {
      if usesProcessStack {
        system.otherStackPointer = newValue
      } else {
        registers[RegisterFile.stackPointer] = newValue
      }
    }
  }

  var processStackPointer: UInt32 {
    get { usesProcessStack ? registers[RegisterFile.stackPointer] : system.otherStackPointer }
    set {
      if usesProcessStack {
        registers[RegisterFile.stackPointer] = newValue
      } else {
        system.otherStackPointer = newValue
      }
    }
  }

  /// Changes what decides which stack pointer is R13 (mode, CONTROL.SPSEL), and exchanges them if need be.
  func changingStack(_ change: () -> Void) {
    let before = usesProcessStack
    change()
    if usesProcessStack != before { swap(&registers[RegisterFile.stackPointer], &system.otherStackPointer) }
  }

  /// Makes an exception pending; the run loop looks before the next instruction.
  func pend(_ number: Int) {
    guard system.exceptions.pend(number) else { return }
    if system.controlBlock.sleepControl & SleepControl.sendEventOnPending != 0 { system.event = true }
    state.pointee.deadline = 0
  }

  /// Sets or clears an exception's active state; the MPU may stop or start to apply (HFNMIENA).
  func setActive(_ number: Int, _ value: Bool) {
    system.exceptions.setActive(number, value)
    updateProtection()
  }

  func setFaultmask(_ value: Bool) {
    guard system.exceptions.faultmask != value else { return }
    system.exceptions.setFaultmask(value)
    updateProtection()
  }
}

import Boards

/// The registers that govern saving the floating-point context (DDI 0403E, B3.2.21–B3.2.23).
struct FloatingPointContext {
  /// FPCCR; ASPEN and LSPEN are set at reset.
  var control: UInt32 = FloatingPointControl.automaticState | FloatingPointControl.lazyStacking
  /// FPCAR: where a deferred save goes.
  var address: UInt32 = 0
  /// FPDSCR: FPSCR of a new context.
  var defaultStatusControl: UInt32 = 0
}

/// Bits of FPCCR.
enum FloatingPointControl {
  static let automaticState: UInt32 = 1 << 31
  static let lazyStacking: UInt32 = 1 << 30
  static let monitorReady: UInt32 = 1 << 8
  static let busFaultReady: UInt32 = 1 << 6
  static let memoryFaultReady: UInt32 = 1 << 5
  static let hardFaultReady: UInt32 = 1 << 4
  static let thread: UInt32 = 1 << 3
  static let user: UInt32 = 1 << 1
  static let lazyActive: UInt32 = 1 << 0
  static let writable: UInt32 = 0xC000_017B
}

extension Machine {
  /// FPSCR bits that a new context takes from FPDSCR: AHP, DN, FZ, RMode.
  static var defaultStatusControlMask: UInt32 { 0x07C0_0000 }

  /// Whether CPACR lets code use the floating-point unit (DDI 0403E, B3.2.20).
  func floatingPointAccess(privileged: Bool) -> Bool {
    guard system.hasFloatingPoint else { return false }
    return switch system.controlBlock.coprocessorAccess >> 20 & 3 {
    case 3: true
    case 1: privileged
    default: false
    }
  }

  /// What comes before a floating-point instruction (DDI 0403E, B1.5.7, `ExecuteFPCheck()`): checks access, does a
  /// deferred save, and starts a new context where there is none.
  func prepareFloatingPoint() -> Fault? {
    guard floatingPointAccess(privileged: isPrivileged) else { return .noCoprocessor }
    if system.floatingPoint.control & FloatingPointControl.lazyActive != 0, !saveDeferredFloatingPoint() {
      return .lazyFloatingPointSave
    }
    let automatic = system.floatingPoint.control & FloatingPointControl.automaticState != 0
    if automatic && system.control & Control.floatingPointActive == 0 {
      let mask = Self.defaultStatusControlMask
      state.pointee.fpscr = state.pointee.fpscr & ~mask | system.floatingPoint.defaultStatusControl & mask
      system.control |= Control.floatingPointActive
    }
    state.pointee.floatingPointReady = true
    return nil
  }

  /// Leaves room for the floating-point context in a frame and remembers what a later save needs (DDI 0403E, B1.5.7,
  /// `UpdateFPCCR()`).
  func deferFloatingPointSave(frame: UInt32) {
    let exceptions = system.exceptions
    let running = exceptions.executionPriority
    let kept = FloatingPointControl.automaticState | FloatingPointControl.lazyStacking
    var control = system.floatingPoint.control & kept | FloatingPointControl.lazyActive
    if !isPrivileged { control |= FloatingPointControl.user }
    if state.pointee.exceptionNumber == 0 { control |= FloatingPointControl.thread }
    if running > -1 { control |= FloatingPointControl.hardFaultReady }
    if exceptions.canPreempt(ExceptionNumber.memoryManagement, running) {
      control |= FloatingPointControl.memoryFaultReady
    }
    if exceptions.canPreempt(ExceptionNumber.busFault, running) { control |= FloatingPointControl.busFaultReady }
    if exceptions.canPreempt(ExceptionNumber.debugMonitor, running) { control |= FloatingPointControl.monitorReady }
    system.floatingPoint.control = control
    system.floatingPoint.address = (frame &+ StackFrame.basicSize) & ~7
    state.pointee.floatingPointReady = false
  }

  /// Does the deferred save. False: it failed and its exception is to be taken now, before the instruction. If it failed
  /// but the exception cannot be taken yet, that stays pending and the instruction goes on.
  private func saveDeferredFloatingPoint() -> Bool {
    let context = system.floatingPoint
    let privileged = context.control & FloatingPointControl.user == 0
    if let fault = storeFloatingPoint(at: context.address, privileged: privileged) {
      pendLazyFault(fault, control: context.control)
      if stop != nil || system.exceptions.preempting != 0 { return false }
    }
    system.floatingPoint.control &= ~FloatingPointControl.lazyActive
    return true
  }

  /// A failed deferred save is reported as the interrupted context would have had it: FPCCR says which exceptions could
  /// have been taken then (DDI 0403E, B1.5.7).
  private func pendLazyFault(_ fault: StackFault, control: UInt32) {
    system.controlBlock.faultStatus |= FaultStatus.bit(fault, .lazySave)
    let ready = fault == .bus ? FloatingPointControl.busFaultReady : FloatingPointControl.memoryFaultReady
    if control & ready != 0 {
      pend(fault == .bus ? ExceptionNumber.busFault : ExceptionNumber.memoryManagement)
      return
    }
    guard control & FloatingPointControl.hardFaultReady != 0 else {
      stop = .lockup
      return
    }
    system.controlBlock.hardFaultStatus |= HardFaultStatus.forced
    pend(ExceptionNumber.hardFault)
  }

  /// Stores S0–S15 and FPSCR.
  func storeFloatingPoint(at address: UInt32, privileged: Bool) -> StackFault? {
    for index in 0..<16 {
      let value = registers[RegisterFile.floatingPoint + index]
      if let fault = stackStore(address &+ 4 * UInt32(index), value, privileged: privileged) { return fault }
    }
    return stackStore(address &+ 0x40, state.pointee.fpscr, privileged: privileged)
  }

  /// Loads S0–S15 and FPSCR; nothing changes if a load fails.
  func loadFloatingPoint(at address: UInt32, privileged: Bool) -> StackFault? {
    var words: [UInt32] = []
    for index in 0...16 {
      switch stackLoad(address &+ 4 * UInt32(index), privileged: privileged) {
      case .success(let word): words.append(word)
      case .failure(let fault): return fault
      }
    }
    for index in 0..<16 { registers[RegisterFile.floatingPoint + index] = words[index] }
    state.pointee.fpscr = words[16] & 0xF7C0_009F
    return nil
  }
}

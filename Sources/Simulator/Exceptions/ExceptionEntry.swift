import Microarchitecture

extension Machine {
  /// Takes the pending exception of the highest priority if it preempts what is executing. To be called between
  /// instructions, with the address of the next one in R15.
  func takePendingException() -> Bool {
    if system.resetRequested {
      restart()
      return true
    }
    guard system.exceptions.preempting != 0 else { return false }
    enterException()
    return true
  }

  /// A reset that the firmware asked for: the devices start anew as well.
  private func restart() {
    devices = makeDevices()
    reset()
    observer?.didReset()
  }

  /// Exception entry: stacks the interrupted context and starts the handler (DDI 0403E, B1.5.6).
  func enterException() {
    observer?.willTakeException()
    followTime()
    let stacksFloatingPoint =
      system.control & Control.floatingPointActive != 0
      && system.floatingPoint.control & FloatingPointControl.lazyStacking == 0
    let returnValue = pushContext()
    let frame = registers[RegisterFile.stackPointer]
    guard stop == nil else { return }
    var cycles = pipeline.exceptionEntryCycles
    if stacksFloatingPoint { cycles += pipeline.floatingPointStackingCycles }
    cycles += frameStall(
      at: registers[RegisterFile.stackPointer], words: stacksFloatingPoint ? 25 : 8, isStore: true)
    // An exception that became pending while stacking is chosen now if its priority is higher (late arrival).
    advanceDevices(to: now + UInt64(cycles))
    startHandler(returnValue: returnValue, cycles: cycles, frame: frame)
  }

  /// What memory adds to stacking or unstacking a frame, or the floating-point part of one. The vector is read meanwhile,
  /// on another bus (Cortex-M4 TRM 100166, 3.9: the vector is fetched in parallel with stacking).
  func frameStall(at address: UInt32, words: UInt32, isStore: Bool) -> UInt32 {
    guard memorySystem.timesData else { return 0 }
    return memorySystem.access(
      DataAccess(address: address & ~3, size: 4, count: words, isStore: isStore, now: state.pointee.cycles),
      byInstruction: false)
  }

  /// Starts the handler of the pending exception of the highest priority (DDI 0403E, B1.5.6, `ExceptionTaken()`).
  /// `returnValue` becomes LR. `frame` is where the interrupted context was stacked, nil if another handler had done so.
  func startHandler(returnValue: UInt32, cycles: UInt32, frame: UInt32? = nil) {
    var number = system.exceptions.highestPending
    guard number != 0 else { return }
    var vector = vectorWord(system.controlBlock.vectorTable &+ 4 * UInt32(number))
    if vector == nil {
      // A failed vector read is a HardFault, whatever the exception; it cannot help one of its own priority or above.
      system.controlBlock.hardFaultStatus |= HardFaultStatus.vectorTable
      guard system.exceptions.priority(of: number) > -1, system.exceptions.executionPriority > -1 else {
        stop = .lockup
        return
      }
      number = ExceptionNumber.hardFault
      pend(number)
      vector = vectorWord(system.controlBlock.vectorTable &+ 4 * UInt32(number))
    }
    guard let vector else {
      stop = .lockup
      return
    }

    changingStack {
      state.pointee.exceptionNumber = UInt16(number)
      system.control &= ~(Control.processStack | Control.floatingPointActive)
    }
    forgetFetched()
    registers[RegisterFile.linkRegister] = returnValue
    registers[RegisterFile.programCounter] = vector & ~1
    state.pointee.thumb = vector & 1 != 0
    state.pointee.itState = 0
    state.pointee.exclusive = false
    state.pointee.floatingPointReady = false
    system.event = true
    system.exceptions.unpend(number)
    setActive(number, true)
    if let recorder { recordException(recorder, number, at: vector & ~1, frame: frame) }
    followStacks()
    charge(UInt64(cycles), .exception, at: vector & ~1)
    system.debug.countException(cycles: cycles)
    observer?.didTakeException(number)
    updateDeadline()
  }

  /// Stacks the context of the instruction at R15 and returns the EXC_RETURN value that brings it back (DDI 0403E,
  /// B1.5.6, `PushStack()`). A failed store makes the derived exception pending.
  func pushContext() -> UInt32 {
    let extended = system.control & Control.floatingPointActive != 0
    let aligns = extended || system.controlBlock.configuration & ConfigurationControl.stackAlign != 0
    let frameSize: UInt32 = extended ? StackFrame.extendedSize : StackFrame.basicSize
    let stack = registers[RegisterFile.stackPointer]
    let padded = aligns && stack & 4 != 0
    let frame = (stack &- frameSize) & (aligns ? ~7 : ~3)
    registers[RegisterFile.stackPointer] = frame

    let privileged = isPrivileged
    var fault: StackFault?
    func store(_ offset: UInt32, _ value: UInt32) {
      if fault == nil { fault = stackStore(frame &+ offset, value, privileged: privileged) }
    }
    for index in 0..<4 { store(4 * UInt32(index), registers[index]) }
    store(0x10, registers[12])
    store(0x14, registers[RegisterFile.linkRegister])
    store(0x18, registers[RegisterFile.programCounter])
    store(0x1C, state.pointee.xpsr & ~StackFrame.paddingBit | (padded ? StackFrame.paddingBit : 0))

    if let fault { pendStackFault(fault, .stacking) }
    if extended { pushFloatingPoint(frame: frame, privileged: privileged, faulted: fault != nil) }
    followStacks()
    return exceptionReturnValue(extended: extended)
  }

  /// EXC_RETURN for the context executing now (DDI 0403E, table B1-9).
  private func exceptionReturnValue(extended: Bool) -> UInt32 {
    let base: UInt32 = extended ? 0xFFFF_FFE1 : 0xFFFF_FFF1
    guard state.pointee.exceptionNumber == 0 else { return base }
    return base | 8 | (usesProcessStack ? 4 : 0)
  }

  /// Stacks S0–S15 and FPSCR, or only notes where they belong when lazy stacking is on.
  private func pushFloatingPoint(frame: UInt32, privileged: Bool, faulted: Bool) {
    guard system.floatingPoint.control & FloatingPointControl.lazyStacking == 0 else {
      deferFloatingPointSave(frame: frame)
      return
    }
    guard !faulted else { return }
    guard floatingPointAccess(privileged: privileged) else {
      system.controlBlock.faultStatus |= FaultStatus.noCoprocessor
      pendDerived(ExceptionNumber.usageFault)
      return
    }
    if let fault = storeFloatingPoint(at: frame &+ StackFrame.basicSize, privileged: privileged) {
      pendStackFault(fault, .stacking)
    }
  }
}

/// Layout of exception frames (DDI 0403E, figures B1-3 and B1-4).
enum StackFrame {
  static let basicSize: UInt32 = 0x20
  static let extendedSize: UInt32 = 0x68
  /// Bit 9 of the stacked xPSR: a word was left out to align the frame.
  static let paddingBit: UInt32 = 1 << 9
}

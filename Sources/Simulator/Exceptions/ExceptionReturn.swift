extension Machine {
  /// Exception return (DDI 0403E, B1.5.8): what loading an EXC_RETURN value into the PC does in Handler mode. R15 holds
  /// the address of the returning instruction; afterwards that of the next one to execute.
  func exceptionReturn(_ value: UInt32) {
    observer?.willReturnFromException()
    followTime()
    let returning = Int(state.pointee.exceptionNumber)
    let activations = system.exceptions.active.count
    let wasActive = system.exceptions.active[returning]
    let legal = wasActive && isLegal(exceptionReturn: value, activations: activations)
    deactivate(returning)

    guard legal else {
      // The frame stays where it is: the handler of the fault gets the same EXC_RETURN and may return through it.
      system.controlBlock.faultStatus |= FaultStatus.invalidPC
      if pendDerived(ExceptionNumber.usageFault) {
        startHandler(returnValue: 0xF000_0000 | value & 0x0FFF_FFFF, cycles: pipeline.tailChainCycles)
      }
      return
    }
    if system.exceptions.preempting != 0 {
      startHandler(returnValue: value, cycles: pipeline.tailChainCycles)
      return
    }

    let address = registers[RegisterFile.programCounter]
    let cycles = returnCycles(value)
    if interruptsReturn(value, cycles: cycles, at: address) { return }
    charge(UInt64(cycles), .exception, at: address)
    system.debug.countException(cycles: cycles)
    let frame = value & 4 != 0 ? processStackPointer : mainStackPointer
    guard popContext(value) else { return }
    if let recorder { recordReturn(recorder, frame: frame) }
    followStacks()
    observer?.didReturnFromException()
    state.pointee.exclusive = false
    system.event = true
    updateDeadline()
    let sleepsOnExit = system.controlBlock.sleepControl & SleepControl.sleepOnExit != 0
    if sleepsOnExit && value & 8 != 0 && activations == 1 { beginSleep(.onExit, at: address) }
  }

  private func returnCycles(_ value: UInt32) -> UInt32 {
    let pops = value & 0x10 == 0 && system.floatingPoint.control & FloatingPointControl.lazyActive == 0
    // The handler's stack need not be the one that the frame is on.
    let frame = value & 4 != 0 ? processStackPointer : mainStackPointer
    let stack = frameStall(at: frame, words: pops ? 25 : 8, isStore: false)
    return pipeline.exceptionReturnCycles + (pops ? pipeline.floatingPointStackingCycles : 0) + stack
  }

  /// An exception that comes while the frame is being popped is tail-chained: popping is given up (Cortex-M4 TRM 100166,
  /// 3.9).
  private func interruptsReturn(_ value: UInt32, cycles: UInt32, at address: UInt32) -> Bool {
    let start = state.pointee.cycles
    var seen = start
    while true {
      let event = nextEvent
      guard event > seen, event < start + UInt64(cycles) else { return false }
      seen = event
      advanceDevices(to: event)
      guard system.exceptions.preempting != 0 else { continue }
      charge(event - start, .exception, at: address)
      system.debug.countException(cycles: UInt32(event - start))
      startHandler(returnValue: value, cycles: pipeline.tailChainCycles)
      return true
    }
  }

  /// The integrity checks on an EXC_RETURN value (DDI 0403E, B1.5.8). Values that the manual calls UNPREDICTABLE are
  /// taken as illegal.
  private func isLegal(exceptionReturn value: UInt32, activations: Int) -> Bool {
    guard value >> 5 & 0x7F_FFFF == 0x7F_FFFF, value & 0x10 != 0 || system.hasFloatingPoint else { return false }
    switch value & 0xF {
    case 1: return activations > 1
    case 9, 13:
      return activations == 1 || system.controlBlock.configuration & ConfigurationControl.nonBaseThread != 0
    default: return false
    }
  }

  /// Ends an exception's active state (DDI 0403E, B1.5.8, `DeActivate()`). An interrupt whose line is still high is
  /// pending again (B3.4.1).
  private func deactivate(_ number: Int) {
    setActive(number, false)
    if number != ExceptionNumber.nonMaskableInterrupt { setFaultmask(false) }
    if system.exceptions.asserted[number] { pend(number) }
  }

  /// Loads the context that an EXC_RETURN value names from its stack (DDI 0403E, B1.5.8, `PopStack()`). Returns whether
  /// execution goes on there; if not, a derived exception has been taken.
  private func popContext(_ value: UInt32) -> Bool {
    let toThread = value & 8 != 0
    let toProcessStack = value & 4 != 0
    let extended = value & 0x10 == 0
    let frame = toProcessStack ? processStackPointer : mainStackPointer
    let privileged = !toThread || system.control & Control.unprivileged == 0

    var words = SIMD8<UInt32>()
    for index in 0..<8 {
      switch stackLoad(frame &+ 4 * UInt32(index), privileged: privileged) {
      case .success(let word): words[index] = word
      case .failure(let fault):
        return failReturn(value) { pendStackFault(fault, .unstacking) }
      }
    }
    let status = words[7]
    // The manual pops, finds that IPSR contradicts the mode, and pushes the same frame again.
    guard (status & 0x1FF == 0) == toThread else {
      return failReturn(value) {
        system.controlBlock.faultStatus |= FaultStatus.invalidPC
        return pendDerived(ExceptionNumber.usageFault)
      }
    }
    if extended, !popFloatingPoint(value, frame: frame, privileged: privileged) { return false }

    let aligns = extended || system.controlBlock.configuration & ConfigurationControl.stackAlign != 0
    let size = extended ? StackFrame.extendedSize : StackFrame.basicSize
    let padding: UInt32 = aligns && status & StackFrame.paddingBit != 0 ? 4 : 0
    let stack = (frame &+ size) | padding

    changingStack {
      state.pointee.xpsr = status
      system.control &= ~(Control.processStack | Control.floatingPointActive)
      if toProcessStack { system.control |= Control.processStack }
      if extended { system.control |= Control.floatingPointActive }
    }
    registers[RegisterFile.stackPointer] = stack
    for index in 0..<4 { registers[index] = words[index] }
    registers[12] = words[4]
    registers[RegisterFile.linkRegister] = words[5]
    registers[RegisterFile.programCounter] = words[6] & ~1
    forgetFetched()
    state.pointee.floatingPointReady = false
    return true
  }

  /// Takes the exception that `pendFault` makes pending, with the frame left on its stack.
  private func failReturn(_ value: UInt32, pendFault: () -> Bool) -> Bool {
    if pendFault() { startHandler(returnValue: value, cycles: pipeline.tailChainCycles) }
    return false
  }

  /// Restores S0–S15 and FPSCR, unless they were never saved.
  private func popFloatingPoint(_ value: UInt32, frame: UInt32, privileged: Bool) -> Bool {
    if system.floatingPoint.control & FloatingPointControl.lazyActive != 0 {
      system.floatingPoint.control &= ~FloatingPointControl.lazyActive
      return true
    }
    guard floatingPointAccess(privileged: privileged) else {
      return failReturn(value) {
        system.controlBlock.faultStatus |= FaultStatus.noCoprocessor
        return pendDerived(ExceptionNumber.usageFault)
      }
    }
    if let fault = loadFloatingPoint(at: frame &+ StackFrame.basicSize, privileged: privileged) {
      return failReturn(value) { pendStackFault(fault, .unstacking) }
    }
    return true
  }
}

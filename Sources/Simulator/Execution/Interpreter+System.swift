import ThumbISA

extension Machine {
  /// The system instructions. Each is the last of its block.
  @inline(never)
  func executeSystem(_ v: UnsafeMutablePointer<Variant>, _ ip: UnsafeMutablePointer<Operation>, _ cycles: UInt64) {
    state.pointee.cycles = cycles
    currentVariant = v
    currentOperation = ip
    defer { currentVariant = nil }
    switch ip.pointee.code {
    case .cps: changeProcessorState(interruptFlags: ip.pointee.immediate, disable: ip.pointee.extra != 0)
    case .mrs: registers[d(ip)] = readSpecial(UInt8(truncatingIfNeeded: ip.pointee.immediate))
    case .msr:
      writeSpecial(
        UInt8(truncatingIfNeeded: ip.pointee.immediate), mask: UInt8(truncatingIfNeeded: ip.pointee.extra),
        value: registers[n(ip)])
    case .waitForInterrupt: waitForInterrupt(at: address(of: ip, in: v))
    case .waitForEvent: waitForEvent(at: address(of: ip, in: v))
    default: sendEvent()
    }
  }

  private func address(of ip: UnsafeMutablePointer<Operation>, in v: UnsafeMutablePointer<Variant>) -> UInt32 {
    let block = v.pointee.block.takeUnretainedValue()
    return block.address(of: block.instruction(of: ip))
  }

  /// Whether CCR.DIV_0_TRP makes a division by zero fault; if so the fault is noted.
  @inline(never)
  func divisionByZeroFaults() -> Bool {
    guard system.trapsDivideByZero else { return false }
    state.pointee.fault = .divideByZero
    return true
  }

  /// Before the first floating-point instruction after a change of context: a pending lazy save is done, CONTROL.FPCA set.
  /// False if that faulted.
  @inline(never)
  func preparesFloatingPoint(
    _ v: UnsafeMutablePointer<Variant>, _ ip: UnsafeMutablePointer<Operation>, _ cycles: UInt64
  ) -> Bool {
    let savesContext = system.floatingPoint.control & FloatingPointControl.lazyActive != 0
    state.pointee.cycles = cycles
    currentVariant = v
    currentOperation = ip
    defer { currentVariant = nil }
    state.pointee.fault = prepareFloatingPoint()
    keepFetched(v, instruction: v.pointee.block.takeUnretainedValue().instruction(of: ip))
    if savesContext, system.floatingPoint.control & FloatingPointControl.lazyActive == 0 {
      let save =
        pipeline.floatingPointStackingCycles
        + frameStall(at: system.floatingPoint.address, words: 17, isStore: true)
      add(UInt64(save), .exception, to: v, ip)
      system.debug.countException(cycles: save)
      state.pointee.cycles &+= UInt64(save)
    }
    return state.pointee.fault == nil
  }
}

extension Machine {
  /// Lets the run loop look, a moment after a fault, whether its handler only spins, so that not much time is simulated
  /// in vain.
  func lookForSpinningHandler() {
    runLimit = min(runLimit, state.pointee.cycles + 1000)
    updateDeadline()
  }

  /// The fault handler that the core spins in, if it does: HardFault, MemManage, BusFault or UsageFault active, and the
  /// next instruction a branch to itself, as default handlers have. The firmware will never come back from it.
  var spinningFaultHandler: Int? {
    let exception = Int(state.pointee.exceptionNumber)
    guard (3...6).contains(exception) else { return nil }
    let code = bytes(at: registers[RegisterFile.programCounter], limit: 4)
    // B . in its two encodings, T2 and T4 (DDI 0403E, A7.7.12).
    return code.starts(with: [0xFE, 0xE7]) || code == [0xFF, 0xF7, 0xFE, 0xBF] ? exception : nil
  }
}

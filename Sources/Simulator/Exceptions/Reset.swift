import Boards

extension Machine {
  /// Resets the core (DDI 0403E, B1.5.5): stack pointer and program counter come from the vector table. Peripherals
  /// are reset with it; memory and the cycle counter keep their values. Registers that the manual leaves UNKNOWN are
  /// zero. A vector table that cannot be read locks the core up.
  func reset() {
    let cycles = state.pointee.cycles
    let debug = system.debug
    registers.update(repeating: 0, count: RegisterFile.count)
    state.pointee = CoreState()
    state.pointee.cycles = cycles
    system = SystemState(core: board.core, vectorTable: initialVectorTable)
    // The debug components have a reset of their own, at power-on only (DDI 0403E, C1.4).
    system.debug = debug
    system.debug.resetMonitor()
    devices = makeDevices()
    memorySystem.reset()
    forgetFetched()
    branchPredictor?.reset()
    pipelineState = pipeline.initialState
    executesAgain = false
    system.debug.stored.clear(SystemAddress.auxiliaryControl)
    auxiliaryControlChanged()
    timingControlReset()
    memory.forgetEntries()
    blocks.forgetChains()

    let table = system.controlBlock.vectorTable
    guard let stack = vectorWord(table), let start = vectorWord(table &+ 4) else {
      stop = .lockup
      return
    }
    registers[RegisterFile.stackPointer] = stack & ~3
    registers[RegisterFile.linkRegister] = .max
    registers[RegisterFile.programCounter] = start & ~1
    state.pointee.thumb = start & 1 != 0
    if let recorder { recordReset(recorder) }
    updateDeadline()
  }

  /// ACTLR (Cortex-M7 TRM, DDI 0489, 3.3.1): DISBTACALLOC and DISBTACREAD take the branch target cache out of use.
  func auxiliaryControlChanged() {
    branchPredictor?.isTargetCacheEnabled = system.debug.stored.read(SystemAddress.auxiliaryControl) & 0x6000 == 0
  }

  /// A word of the vector table. The MPU does not apply (DDI 0403E, B3.5.2: vector reads use the default map).
  func vectorWord(_ address: UInt32) -> UInt32? {
    memory.place(of: address, size: 4).map { Self.load(memory.host($0), size: 4) }
  }
}

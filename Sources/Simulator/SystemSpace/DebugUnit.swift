import Boards

/// What the firmware sees of the debug components (DDI 0403E, part C): the cycle counter and the instrumentation ports
/// work; breakpoints and watchpoints keep what is written and do nothing, no debugger being there.
struct DebugUnit {
  /// DEMCR without its MON_EN and MON_PEND bits, which are exception state.
  var monitor: UInt32 = 0
  private var wasReset = true

  // DWT
  private(set) var watchpointControl: UInt32 = 0
  /// Whether CYCCNT counts: CYCCNTENA and TRCENA.
  private var isCounting = false
  /// CYCCNT while it stands still; while it counts, its distance from the cycle counter.
  private var cycleBase: UInt32 = 0
  /// CPICNT, EXCCNT, SLEEPCNT, LSUCNT, FOLDCNT. While CPICNT, LSUCNT and FOLDCNT count: their distance from the sum over
  /// all instructions.
  private var profileCounters: [UInt8] = Array(repeating: 0, count: 5)
  var watchpointLocked: Bool
  let hasWatchpointLock: Bool

  // ITM
  var stimulusEnable: UInt32 = 0
  var stimulusPrivilege: UInt32 = 0
  var traceControl: UInt32 = 0
  var instrumentationLocked = true

  /// Registers that only keep what is written to them.
  var stored: StoredRegisters

  init(core: Core) {
    // The Cortex-M7's DWT is locked until software unlocks it; the Cortex-M4's has no lock.
    hasWatchpointLock = core.kind == .cortexM7
    watchpointLocked = hasWatchpointLock
    stored = StoredRegisters(core: core)
  }

  // MARK: Core debug

  static let traceEnable: UInt32 = 1 << 24

  /// DEMCR bits that a reset of the core clears.
  mutating func resetMonitor() {
    monitor &= Self.traceEnable | 0x7F1
    wasReset = true
  }

  /// DHCSR (C1.6.2): halting debug is off. S_RESET_ST is set until read; registers are accessible, instructions retire.
  mutating func haltingStatus() -> UInt32 {
    defer { wasReset = false }
    return (wasReset ? 1 << 25 : 0) | 1 << 24 | 1 << 16
  }

  // MARK: Cycle and profile counters

  func cycleCount(at now: UInt64) -> UInt32 {
    isCounting ? UInt32(truncatingIfNeeded: now) &- cycleBase : cycleBase
  }

  mutating func setCycleCount(_ value: UInt32, at now: UInt64) {
    cycleBase = isCounting ? UInt32(truncatingIfNeeded: now) &- value : value
  }

  /// DEMCR or DWT_CTRL changes: the counters start or stop with their values kept.
  /// - Parameter sums: over the instructions before the one that writes; not asked for if nothing counts them.
  mutating func changeControls(
    at now: UInt64, sums: () -> InstructionEvents, _ change: (inout DebugUnit) -> Void
  ) {
    let count = cycleCount(at: now)
    var known: InstructionEvents?
    func exchange(_ debug: inout DebugUnit) {
      for index in Self.instructionCounters where debug.isProfiling(index) {
        let all = known ?? sums()
        known = all
        debug.profileCounters[index] = Self.sum(index, all) &- debug.profileCounters[index]
      }
    }
    exchange(&self)
    change(&self)
    exchange(&self)
    isCounting = watchpointControl & 1 != 0 && monitor & Self.traceEnable != 0
    setCycleCount(count, at: now)
  }

  /// CPICNT, LSUCNT and FOLDCNT, by their places in `profileCounters`.
  private static let instructionCounters = [0, 3, 4]

  private static func sum(_ index: Int, _ sums: InstructionEvents) -> UInt8 {
    switch index {
    case 0: UInt8(truncatingIfNeeded: sums.otherCycles)
    case 3: UInt8(truncatingIfNeeded: sums.loadStoreCycles)
    default: UInt8(truncatingIfNeeded: sums.folded)
    }
  }

  /// Whether a profile counter counts: TRCENA and its enable bit in DWT_CTRL.
  private func isProfiling(_ index: Int) -> Bool {
    monitor & Self.traceEnable != 0 && watchpointControl >> UInt32(17 + index) & 1 != 0
  }

  /// - Parameter sums: over the instructions before the one that reads.
  func profileCount(_ index: Int, sums: () -> InstructionEvents) -> UInt8 {
    guard Self.instructionCounters.contains(index), isProfiling(index) else { return profileCounters[index] }
    return Self.sum(index, sums()) &- profileCounters[index]
  }

  mutating func setProfileCount(_ index: Int, _ value: UInt8, sums: () -> InstructionEvents) {
    let counts = Self.instructionCounters.contains(index) && isProfiling(index)
    profileCounters[index] = counts ? Self.sum(index, sums()) &- value : value
  }

  /// DWT_CTRL; a profile counter starts from zero when its event is enabled (C1.8.7–C1.8.11).
  mutating func setWatchpointControl(_ value: UInt32) {
    let started = value & ~watchpointControl
    for index in 0..<5 where started >> UInt32(17 + index) & 1 != 0 { profileCounters[index] = 0 }
    watchpointControl = value & 0x007F_1FFF
  }

  mutating func countException(cycles: UInt32) { count(1, UInt8(truncatingIfNeeded: cycles)) }
  mutating func countSleep(cycles: UInt64) { count(2, UInt8(truncatingIfNeeded: cycles)) }

  private mutating func count(_ index: Int, _ cycles: UInt8) {
    if isProfiling(index) { profileCounters[index] &+= cycles }
  }
}

/// The key that opens a component's registers to software, and LSR (DDI 0403E, D4.2).
private enum SoftwareLock {
  static let key: UInt32 = 0xC5AC_CE55
  static func status(locked: Bool) -> UInt32 { locked ? 3 : 1 }
}

extension Machine {
  // MARK: DEMCR

  /// DEMCR (C1.6.5).
  var monitorControl: UInt32 {
    system.debug.monitor
      | (system.exceptions.enabled[ExceptionNumber.debugMonitor] ? 1 << 16 : 0)
      | (system.exceptions.pending[ExceptionNumber.debugMonitor] ? 1 << 17 : 0)
  }

  func writeMonitorControl(_ write: RegisterWrite) {
    let value = write.merged(into: monitorControl)
    system.debug.changeControls(at: now, sums: { instructionEvents }) { $0.monitor = value & 0x010C_07F1 }
    system.exceptions.setEnabled(ExceptionNumber.debugMonitor, value & 1 << 16 != 0)
    if value & 1 << 17 != 0 {
      pend(ExceptionNumber.debugMonitor)
    } else {
      system.exceptions.unpend(ExceptionNumber.debugMonitor)
    }
  }

  // MARK: DWT

  func readWatchpointUnit(_ address: UInt32) -> UInt32 {
    switch address {
    // Four comparators, all counters.
    case 0xE000_1000: return 4 << 28 | system.debug.watchpointControl
    case 0xE000_1004:
      recorder?.expect(.cycleCounterRead)
      return system.debug.cycleCount(at: now)
    case 0xE000_1008...0xE000_1018:
      return UInt32(system.debug.profileCount(Int(address - 0xE000_1008) / 4) { instructionEvents })
    case 0xE000_1FB4:
      return system.debug.hasWatchpointLock ? SoftwareLock.status(locked: system.debug.watchpointLocked) : 0
    default: return system.debug.stored.read(address)
    }
  }

  func writeWatchpointUnit(_ write: RegisterWrite) {
    if write.address == 0xE000_1FB0 {
      system.debug.watchpointLocked = system.debug.hasWatchpointLock && write.value != SoftwareLock.key
      return
    }
    guard !system.debug.watchpointLocked else { return }
    switch write.address {
    case 0xE000_1000:
      let value = write.merged(into: system.debug.watchpointControl)
      system.debug.changeControls(at: now, sums: { instructionEvents }) { $0.setWatchpointControl(value) }
    case 0xE000_1004:
      recorder?.expect(.cycleCounterWrite)
      system.debug.setCycleCount(write.merged(into: system.debug.cycleCount(at: now)), at: now)
    case 0xE000_1008...0xE000_1018:
      system.debug.setProfileCount(
        Int(write.address - 0xE000_1008) / 4, UInt8(write.value & 0xFF), sums: { instructionEvents })
    default: system.debug.stored.write(write)
    }
  }

  // MARK: ITM

  func readInstrumentation(_ address: UInt32) -> UInt32 {
    switch address {
    // A stimulus port is always ready to take data.
    case 0xE000_0000...0xE000_007C: 1
    case 0xE000_0E00: system.debug.stimulusEnable
    case 0xE000_0E40: system.debug.stimulusPrivilege
    case 0xE000_0E80: system.debug.traceControl
    case 0xE000_0FB4: SoftwareLock.status(locked: system.debug.instrumentationLocked)
    default: 0
    }
  }

  func writeInstrumentation(_ write: RegisterWrite, size: UInt32, privileged: Bool) {
    if write.address <= 0xE000_007C {
      writeStimulus(write, size: size, privileged: privileged)
      return
    }
    guard privileged else { return }
    if write.address == 0xE000_0FB0 {
      system.debug.instrumentationLocked = write.value != SoftwareLock.key
      return
    }
    guard !system.debug.instrumentationLocked else { return }
    switch write.address {
    case 0xE000_0E00: system.debug.stimulusEnable = write.merged(into: system.debug.stimulusEnable)
    case 0xE000_0E40: system.debug.stimulusPrivilege = write.merged(into: system.debug.stimulusPrivilege) & 15
    case 0xE000_0E80: system.debug.traceControl = write.merged(into: system.debug.traceControl) & 0x007F_0F1F
    default: break
    }
  }

  /// A stimulus port gives out what is written if the ITM and the port are enabled; unprivileged code may use those
  /// whose group of eight ITM_TPR leaves open (C1.7.3, C1.7.5).
  private func writeStimulus(_ write: RegisterWrite, size: UInt32, privileged: Bool) {
    let debug = system.debug
    let port = (write.address & 0x7F) >> 2
    let value = write.value >> write.lanes.trailingZeroBitCount
    // A marker need not wait for a debugger to enable the ITM.
    recorder?.expect(.stimulus(port: Int(port), value: value))
    guard debug.monitor & DebugUnit.traceEnable != 0, debug.traceControl & 1 != 0,
      debug.stimulusEnable >> port & 1 != 0, privileged || debug.stimulusPrivilege >> (port >> 3) & 1 == 0
    else { return }
    itmWrite(port: Int(port), value: value, size: size)
  }
}

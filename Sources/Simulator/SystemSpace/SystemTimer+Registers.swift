extension Machine {
  func readTimer(_ address: UInt32) -> UInt32 {
    synchronizeTimer(at: now)
    switch address {
    case SystemAddress.timerControl: return system.timer.readControl()
    case SystemAddress.timerReload: return system.timer.reload
    case SystemAddress.timerCurrent: return system.timer.current
    default: return timerCalibration
    }
  }

  func writeTimer(_ write: RegisterWrite) {
    synchronizeTimer(at: now)
    switch write.address {
    case SystemAddress.timerControl: system.timer.writeControl(write.value, at: now)
    case SystemAddress.timerReload: system.timer.writeReload(write.merged(into: system.timer.reload))
    case SystemAddress.timerCurrent: system.timer.clearCurrent()
    default: break
    }
  }

  /// SYST_CALIB (B3.3.6): the reload value for 10 ms on the reference clock, SKEW if that is not exact.
  private var timerCalibration: UInt32 {
    let ticks = board.clock / 800
    guard ticks > 0, ticks <= 0x100_0000 else { return 1 << 30 }
    return UInt32(ticks - 1) | (board.clock % 800 == 0 ? 0 : 1 << 30)
  }
}

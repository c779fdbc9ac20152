/// SysTick (DDI 0403E, B3.3), computed when someone looks: between looks only the cycle counter moves.
struct SystemTimer {
  private(set) var enabled = false
  private(set) var interrupts = false
  /// CSR.CLKSOURCE: the core clock, or else the external reference, which is the core clock divided by 8 (as STM32
  /// parts have it; RM0090, 6.2).
  private(set) var usesCoreClock = false
  private(set) var countFlag = false
  private(set) var reload: UInt32 = 0
  private var value: UInt32 = 0
  /// The tick up to which `value` is right.
  private var lastTick: UInt64 = 0

  private var divider: UInt64 { usesCoreClock ? 1 : 8 }
  private var period: UInt64 { UInt64(reload) + 1 }

  /// Counts up to a cycle. Returns whether the exception is to become pending.
  mutating func advance(to cycle: UInt64) -> Bool {
    let tick = cycle / divider
    guard tick > lastTick else { return false }
    let ticks = tick - lastTick
    lastTick = tick
    guard enabled else { return false }

    // Ticks since the counter was last zero, of which the first reloads it.
    let first = UInt64(value)
    if ticks < first {
      value -= UInt32(ticks)
      return false
    }
    let past = ticks - first
    var reachedZero = first > 0
    if reload == 0 {
      value = 0
    } else {
      reachedZero = reachedZero || past >= period
      let phase = past % period
      value = phase == 0 ? 0 : UInt32(period - phase)
    }
    if reachedZero { countFlag = true }
    return reachedZero && interrupts
  }

  /// The cycle at which the exception next becomes pending, `UInt64.max` if never. `advance` must be up to date.
  var nextInterrupt: UInt64 {
    guard enabled, interrupts else { return .max }
    if value > 0 { return (lastTick + UInt64(value)) * divider }
    return reload == 0 ? .max : (lastTick + period) * divider
  }

  // MARK: Registers, after `advance`

  /// SYST_CSR; reading it clears COUNTFLAG.
  mutating func readControl() -> UInt32 {
    defer { countFlag = false }
    return (countFlag ? 1 << 16 : 0) | (usesCoreClock ? 4 : 0) | (interrupts ? 2 : 0) | (enabled ? 1 : 0)
  }

  mutating func writeControl(_ new: UInt32, at cycle: UInt64) {
    enabled = new & 1 != 0
    interrupts = new & 2 != 0
    usesCoreClock = new & 4 != 0
    lastTick = cycle / divider
  }

  mutating func writeReload(_ new: UInt32) { reload = new & 0xFF_FFFF }

  var current: UInt32 { value }

  /// SYST_CVR: any write clears it, and COUNTFLAG.
  mutating func clearCurrent() {
    value = 0
    countFlag = false
  }
}

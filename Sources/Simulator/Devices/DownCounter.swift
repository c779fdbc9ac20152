/// A counter that is decremented every `divisor` core cycles, reaches zero, stays there for one count, and starts again
/// from `reload`. It is brought up to date only when something asks, however many cycles have passed.
struct DownCounter {
  /// The count at cycle `anchor`.
  private(set) var value: UInt32
  private var anchor: UInt64 = 0
  /// Where counting starts again after zero; with 0 it stays at zero.
  var reload: UInt32
  /// Core cycles for each count.
  private(set) var divisor: UInt64 = 1
  /// Stop at zero instead of starting again.
  var isOneShot = false
  private(set) var isRunning = false

  init(value: UInt32 = 0, reload: UInt32 = 0) {
    self.value = value
    self.reload = reload
  }

  /// Counts up to cycle `now`. Returns whether the count went from one to zero on the way, once or more often.
  mutating func advance(to now: UInt64) -> Bool {
    guard isRunning, now > anchor else { return false }
    var counts = (now - anchor) / divisor
    anchor += counts * divisor
    if counts < UInt64(value) {
      value -= UInt32(counts)
      return false
    }
    let reachedZero = value > 0
    counts -= UInt64(value)
    value = 0
    if isOneShot || reload == 0 {
      isRunning = false
      return reachedZero
    }
    guard counts > 0 else { return reachedZero }
    // The first count since zero is the reload itself, so a period is `reload + 1` counts.
    let sinceReload = counts - 1
    value = reload - UInt32(sinceReload % (UInt64(reload) + 1))
    return reachedZero || sinceReload >= UInt64(reload)
  }

  /// The cycle at which the count next goes from one to zero, `UInt64.max` if never.
  var nextZero: UInt64 {
    guard isRunning else { return .max }
    if value > 0 { return anchor + UInt64(value) * divisor }
    return isOneShot || reload == 0 ? .max : anchor + (UInt64(reload) + 1) * divisor
  }

  mutating func run(from now: UInt64) {
    if !isRunning { anchor = now }
    isRunning = true
  }

  mutating func halt() { isRunning = false }

  mutating func set(value: UInt32, at now: UInt64) {
    self.value = value
    anchor = now
  }

  mutating func set(divisor: UInt64, at now: UInt64) {
    guard divisor != self.divisor else { return }
    self.divisor = divisor
    anchor = now
  }
}

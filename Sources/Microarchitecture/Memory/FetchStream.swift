/// Uncached fetching, word after word: the core asks for the next before it needs it, until its buffer is full, and starts
/// anew after a branch.
struct FetchStream {
  /// The unit that would continue the stream.
  private(set) var next: UInt32 = .max
  /// When the last unit arrived, in time to be used that cycle, and since when the next is being fetched.
  private(set) var arrived: UInt64 = 0
  /// When the core last took a unit from here.
  private(set) var used: UInt64 = 0
  /// When the next unit arrives, and when the buffer will be full.
  private var nextArrives: UInt64 = 0
  private var full: UInt64 = 0
  /// Cycles by which units after the next are late.
  private var owed: UInt64 = 0

  /// Fetches a unit: gives the cycles that the core waits.
  /// - Parameters:
  ///   - cost: wait states of its transfer, which takes one cycle more.
  ///   - ahead: units that the core's buffer holds.
  ///   - free: when the bus is free.
  @inline(__always)
  mutating func fetch(_ unit: UInt32, now: UInt64, cost: UInt64, ahead: UInt64, free: UInt64) -> UInt64 {
    if unit == next {
      // A core that was busy has at most its buffer full.
      let most = ahead &* (cost &+ 1)
      arrived = max(arrived &+ cost &+ 1, now > most ? now &- most : 0)
    } else {
      arrived = max(now, free) &+ cost
      owed = 0
    }
    next = unit &+ 1
    let wait = arrived > now ? arrived &- now : 0
    arrived &+= owed
    owed = 0
    nextArrives = arrived &+ cost &+ 1
    full = arrived &+ (ahead &+ 1) &* (cost &+ 1)
    used = now &+ wait
    return wait
  }

  /// Something else has the bus: fetches under way and to come are late, until the buffer is full.
  @inline(__always)
  mutating func yield(at time: UInt64, for cycles: UInt64) {
    guard time < full else { return }
    if time < nextArrives {
      arrived &+= cycles
      nextArrives &+= cycles
    } else {
      owed &+= cycles
    }
    full &+= cycles
  }

  /// Notes a unit that was fetched otherwise.
  mutating func delivered(_ unit: UInt32, at time: UInt64) {
    reset()
    (next, used) = (unit &+ 1, time)
    arrived = time
  }

  /// Whether the core asks again for what it was given last, that very cycle: an instruction that was fetched, and is only
  /// now executed.
  @inline(__always)
  func repeats(_ unit: UInt32, now: UInt64) -> Bool { unit &+ 1 == next && now == used }

  mutating func reset() { self = FetchStream() }
}

/// What the core sleeps for (DDI 0403E, B1.5.17–B1.5.19).
enum Sleep {
  case awake
  /// WFI.
  case interrupt
  /// WFE.
  case event
  /// Return to Thread mode with SCR.SLEEPONEXIT set: as WFI.
  case onExit
}

extension Machine {
  /// WFI: the core sleeps, from the end of the instruction on, until an exception would be taken if PRIMASK were zero.
  func waitForInterrupt(at address: UInt32) { beginSleep(.interrupt, at: address) }

  /// WFE: the core sleeps unless the event register is set, which it clears.
  func waitForEvent(at address: UInt32) { beginSleep(.event, at: address) }

  /// SEV.
  func sendEvent() { system.event = true }

  var isAsleep: Bool { system.sleep != .awake }

  func beginSleep(_ sleep: Sleep, at address: UInt32) {
    system.sleep = sleep
    system.sleepAddress = address
    state.pointee.deadline = 0
  }

  /// Sleeps, to be called between instructions while `isAsleep`: time skips from event to event until the core wakes, up
  /// to `runLimit`, or for a bounded number of events. The cycles are charged to the instruction that began the sleep.
  /// Stops the run where nothing can ever end the sleep.
  func continueSleeping() {
    for _ in 0..<4096 {
      advanceDevices()
      if stop != nil || endSleep() { break }
      let time = now
      if time >= runLimit { break }
      let next = nextEvent
      if next == .max {
        stop = .sleepsForever
        break
      }
      let cycles = max(min(next, runLimit), time + 1) - time
      charge(cycles, .sleep, at: system.sleepAddress)
      system.debug.countSleep(cycles: cycles)
    }
    updateDeadline()
  }

  /// Wakes the core if there is a reason (DDI 0403E, B1.5.18 and B1.5.19). Returns whether it is awake.
  private func endSleep() -> Bool {
    let woken: Bool
    switch system.sleep {
    case .awake: return true
    case .interrupt, .onExit: woken = system.exceptions.wouldWake
    case .event:
      woken = system.event || system.exceptions.preempting != 0
      if system.event { system.event = false }
    }
    if woken || system.resetRequested { system.sleep = .awake }
    return system.sleep == .awake
  }
}

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
  /// WFI: sleeps until an exception would be taken if PRIMASK were zero. Time skips to the next event, charged to the
  /// instruction at R15.
  func waitForInterrupt() { beginSleep(.interrupt) }

  /// WFE: sleeps unless the event register is set, which it clears.
  func waitForEvent() { beginSleep(.event) }

  /// SEV.
  func sendEvent() { system.event = true }

  /// Whether the core is asleep still: a sleep that outlasts many events, or the run's limit, is given back to the run
  /// loop, which goes on with `continueSleeping()`.
  var isAsleep: Bool { system.sleep != .awake }

  func beginSleep(_ sleep: Sleep) {
    system.sleep = sleep
    continueSleeping()
  }

  /// Sleeps on: until woken, until the cycle limit, or for a bounded number of events. Stops the run where nothing can
  /// ever end the sleep.
  func continueSleeping() {
    for _ in 0..<4096 {
      if endSleep() { break }
      let time = now
      if time >= runLimit { break }
      let next = min(nextEvent, runLimit)
      if next == .max {
        stop = .sleepsForever
        break
      }
      let cycles = max(next, time + 1) - time
      charge(cycles, .sleep, at: registers[RegisterFile.programCounter])
      system.debug.countSleep(cycles: cycles)
      advanceDevices()
    }
    updateDeadline()
  }

  /// Wakes the core if there is a reason. Returns whether it is awake.
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

extension Machine {
  /// The cycle at which SysTick or a device next does something by itself.
  var nextEvent: UInt64 {
    var next = system.timer.nextInterrupt
    for device in devices { next = min(next, device.nextEvent) }
    return next
  }

  /// Sets when the run loop looks up: at once if an exception is to be taken, otherwise at the next event or limit.
  func updateDeadline() {
    if system.exceptions.preempting != 0 || system.resetRequested {
      state.pointee.deadline = 0
    } else {
      state.pointee.deadline = min(nextEvent, runLimit)
    }
  }

  /// Lets SysTick and the devices do what is due.
  func advanceDevices() { advanceDevices(to: now) }

  func advanceDevices(to time: UInt64) {
    synchronizeTimer(at: time)
    for device in devices where device.nextEvent <= time { device.advance(to: time) }
    updateDeadline()
  }

  /// Brings SysTick up to a time; makes its exception pending if it has counted to zero.
  func synchronizeTimer(at time: UInt64) {
    if system.timer.advance(to: time) { pend(ExceptionNumber.systemTick) }
  }

  // MARK: Interrupt lines

  /// Sets the level of an interrupt line. A rising edge makes the interrupt pending; a line still high when the handler
  /// returns makes it pending again (DDI 0403E, B3.4.1).
  func setInterruptLevel(_ irq: Int, _ high: Bool) {
    guard let number = interruptException(irq), system.exceptions.asserted[number] != high else { return }
    system.exceptions.setAsserted(number, high)
    if high { pend(number) }
  }

  /// Makes an interrupt pending once.
  func pulseInterrupt(_ irq: Int) {
    if let number = interruptException(irq) { pend(number) }
  }

  private func interruptException(_ irq: Int) -> Int? {
    let number = ExceptionNumber.firstInterrupt + irq
    return irq >= 0 && number < ExceptionSet.capacity && system.exceptions.implemented[number] ? number : nil
  }
}

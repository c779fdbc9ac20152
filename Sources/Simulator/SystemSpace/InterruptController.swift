/// The NVIC's registers (DDI 0403E, B3.4): one bit, or one priority byte, for each external interrupt.
enum InterruptController {
  static let addresses: ClosedRange<UInt32> = 0xE000_E100...0xE000_E4EF
  static let setEnable: ClosedRange<UInt32> = 0xE000_E100...0xE000_E13F
  static let clearEnable: ClosedRange<UInt32> = 0xE000_E180...0xE000_E1BF
  static let setPending: ClosedRange<UInt32> = 0xE000_E200...0xE000_E23F
  static let clearPending: ClosedRange<UInt32> = 0xE000_E280...0xE000_E2BF
  static let active: ClosedRange<UInt32> = 0xE000_E300...0xE000_E33F
  static let priorities: ClosedRange<UInt32> = 0xE000_E400...0xE000_E4EF

  /// The exception of bit 0 of a word in one of the bit arrays.
  static func firstException(_ address: UInt32) -> Int {
    ExceptionNumber.firstInterrupt + Int(address & 0x3F) * 8
  }
}

extension Machine {
  func readInterruptController(_ address: UInt32) -> UInt32 {
    let first = InterruptController.firstException(address)
    switch address {
    case InterruptController.setEnable, InterruptController.clearEnable:
      return system.exceptions.enabled.word(from: first)
    case InterruptController.setPending, InterruptController.clearPending:
      return system.exceptions.pending.word(from: first)
    case InterruptController.active: return system.exceptions.active.word(from: first)
    case InterruptController.priorities: return priorities(from: prioritized(address))
    default: return 0
    }
  }

  func writeInterruptController(_ write: RegisterWrite) {
    let numbers = exceptions(in: write)
    switch write.address {
    case InterruptController.setEnable:
      for number in numbers { system.exceptions.setEnabled(number, true) }
    case InterruptController.clearEnable:
      for number in numbers { system.exceptions.setEnabled(number, false) }
    case InterruptController.setPending:
      for number in numbers { pend(number) }
    case InterruptController.clearPending:
      // A line that is high keeps its interrupt pending until the handler runs (B3.4.1).
      for number in numbers where !system.exceptions.asserted[number] || system.exceptions.active[number] {
        system.exceptions.unpend(number)
      }
    case InterruptController.priorities: setPriorities(write, from: prioritized(write.address))
    default: break
    }
  }

  /// Four priority bytes as a word, the lowest exception in the lowest byte; those without one read as zero.
  func priorities(from first: Int) -> UInt32 {
    (0..<4).reduce(0) { word, index in
      let number = first + index
      guard number < ExceptionSet.capacity else { return word }
      return word | UInt32(max(system.exceptions.priority(of: number), 0)) << UInt32(8 * index)
    }
  }

  func setPriorities(_ write: RegisterWrite, from first: Int) {
    for index in 0..<4 where write.lanes >> UInt32(8 * index) & 0xFF != 0 && first + index < ExceptionSet.capacity {
      system.exceptions.setPriority(UInt8(write.value >> UInt32(8 * index) & 0xFF), of: first + index)
    }
    updateProtection()
  }

  private func prioritized(_ address: UInt32) -> Int {
    ExceptionNumber.firstInterrupt + Int(address - InterruptController.priorities.lowerBound)
  }

  /// The exceptions whose bits are set in a write to a bit array.
  private func exceptions(in write: RegisterWrite) -> [Int] {
    let first = InterruptController.firstException(write.address)
    return (0..<32).filter { write.value >> UInt32($0) & 1 != 0 && first + $0 < ExceptionSet.capacity }
      .map { first + $0 }
  }
}

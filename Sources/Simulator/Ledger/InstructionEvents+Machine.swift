extension BlockCache {
  /// Sums over the instructions of whole blocks executed so far.
  var events: InstructionEvents {
    var sum = settledEvents
    for (variant, schedule) in schedules {
      sum += InstructionEvents(variant.pointee, schedule: schedule, block: variant.pointee.block.takeUnretainedValue())
    }
    return sum
  }
}

extension Machine {
  /// Sums over all instructions before the one being executed.
  var instructionEvents: InstructionEvents {
    var sum = blocks.events
    if let variant = currentVariant, let operation = currentOperation, let schedule = blocks.schedules[variant] {
      let block = variant.pointee.block.takeUnretainedValue()
      sum += InstructionEvents(0..<block.instruction(of: operation), of: block, schedule: schedule)
    }
    return sum
  }
}

import Microarchitecture
import ThumbISA

// Instructions of many cycles that an exception does not wait for (DDI 0403E, B1.5.10; Cortex-M4 TRM 100166, 3.3.1: load
// and store multiples continue where they were interrupted, doubles and divisions start anew).

/// What becomes of an instruction that an exception interrupts.
enum Interruptibility {
  case restarts, continues
}

extension Instruction {
  /// Nil: the exception waits until the instruction is complete.
  var interruptibility: Interruptibility? {
    switch opcode {
    case .ldm, .ldmdb, .stm, .stmdb: .continues
    case .ldrdImmediate, .ldrdLiteral, .strdImmediate, .sdiv, .udiv, .vldm, .vldmdb, .vstm, .vstmdb: .restarts
    default: nil
    }
  }

  /// The same LDM or STM with only those registers from `first` on.
  func continuing(at first: UInt8) -> Instruction {
    var rest = self
    rest.immediate &= UInt32.max << UInt32(first & 15)
    return rest
  }
}

/// EPSR.ICI, which shares its bits with IT: the first register still to be transferred.
enum InterruptibleState {
  static func bits(next register: Int) -> UInt8 { UInt8(register & 15) << 4 }

  /// The register, if the bits are not an IT state (IT has its low bits clear only outside an IT block).
  static func next(_ bits: UInt8) -> UInt8? { bits & 0xF == 0 && bits != 0 ? bits >> 4 : nil }
}

extension Machine {
  /// Whether an event that falls into the instruction about to be executed alone interrupts it. If so, the cycles until
  /// then are charged, nothing is transferred, and R15 stays: the registers and memory that a continued instruction would
  /// have dealt with already are dealt with when it is executed again, in fewer cycles.
  func interrupts(_ v: UnsafeMutablePointer<Variant>) -> Bool {
    let block = v.pointee.block.takeUnretainedValue()
    guard let issued = block.instructions.first, let behaviour = issued.instruction.interruptibility else {
      return false
    }
    let start = state.pointee.cycles
    let end = start &+ v.pointee.cycles
    var seen = start
    while true {
      let event = nextEvent
      guard event > seen, event < end else { return false }
      seen = event
      advanceDevices(to: event)
      if system.exceptions.preempting != 0 {
        charge(event - start, .dataWait, at: issued.address)
        if behaviour == .continues, block.key.itState & 0xF == 0 {
          state.pointee.itState = continuation(issued.instruction, after: event - start, from: block.key.itState)
        }
        pipelineState = pipeline.initialState
        return true
      }
    }
  }

  /// ICI after so many cycles of a load or store multiple: one cycle goes before the first transfer.
  private func continuation(_ instruction: Instruction, after cycles: UInt64, from bits: UInt8) -> UInt8 {
    let first = InterruptibleState.next(bits) ?? 0
    var left = instruction.continuing(at: first).immediate & 0xFFFF
    for _ in 1..<max(cycles, 1) where left.nonzeroBitCount > 1 { left &= left &- 1 }
    let next = left.trailingZeroBitCount
    return InterruptibleState.bits(next: next)
  }
}

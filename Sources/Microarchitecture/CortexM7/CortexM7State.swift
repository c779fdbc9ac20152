/// What of a Cortex-M7's past decides what comes next, in the cycle in which the last instruction issued if that left the
/// younger slot open, else at the beginning of the next. Times are relative to that cycle and forgotten once they cannot
/// matter, so that equal futures are equal states.
struct CortexM7State: Hashable, Sendable {
  /// Readiness of r0 to r14, and of the FPSCR in the program counter's place. See `Readiness`.
  var core = SIMD16<UInt8>(repeating: 0)
  /// Readiness of S0 to S31.
  var fp = SIMD32<UInt8>(repeating: 0)
  /// Fetched windows of the predicted path in the queue, the one in which the next instruction begins among them.
  var windows: UInt8 = 1
  /// Cycles since the flags were set, up to a number after which nothing cares.
  var flagsAge: UInt8
  /// Instructions to come that are in an IT block.
  var conditionalInstructions: UInt8 = 0
  /// Cycles since a double-precision multiply-accumulate held the issue stage, up to 2.
  var sinceDoubleMultiplyAccumulate: UInt8 = 2
  /// Cycles since a single-precision multiply-accumulate issued, up to a number after which nothing cares.
  var sinceMultiplyAccumulate: UInt8
  /// The instruction in the older slot, while the younger is open.
  var older: CortexM7Pairing?

  init(_ costs: CortexM7Costs) {
    flagsAge = CortexM7IssueStage.oldestFlags(costs)
    sinceMultiplyAccumulate = UInt8(costs.fpAfterMultiplyAccumulate) + 1
  }
}

/// The Cortex-M7's issue stage: takes instructions one after the other and says what each costs.
struct CortexM7IssueStage {
  let costs: CortexM7Costs
  let readiness: Readiness
  var state: CortexM7State

  /// What one instruction costs and how it issued.
  struct Result {
    var fetchWait: UInt32 = 0
    var operandWait: UInt32 = 0
    /// Cycles for which the instruction holds the issue stage, less one if it is the younger of a pair.
    var issue: UInt32 = 0
    var note: IssueNote = []
    /// Cycles from the setting of the flags to this instruction, as far as they are counted.
    var flagsAge: UInt8 = 0
  }

  /// After this age of the flags, nothing depends on it.
  static func oldestFlags(_ costs: CortexM7Costs) -> UInt8 { UInt8(max(costs.earlyFlags, costs.flagsToUse)) }

  /// Issues an instruction.
  /// - Parameter leaves: the instruction branches: what is fetched next lies elsewhere.
  mutating func issue(_ traits: CortexM7Traits, at address: UInt32, size: UInt32, leaves: Bool) -> Result {
    var result = Result()
    let window = address / costs.fetchBytes
    let needed = (address &+ size &- 1) / costs.fetchBytes &- window &+ 1
    let consumed = leaves ? needed : (address &+ size) / costs.fetchBytes &- window
    let isConditional = state.conditionalInstructions > 0

    if let older = state.older {
      if older.admits(traits.pairing) && !isBarredFromYoungerSlot(traits) && state.windows >= needed
        && waits(traits, isConditional) == 0
      {
        result.note = note(of: traits, behind: older)
      } else {
        nextCycle()
      }
    }
    let isYounger = result.note.contains(.paired)
    var cycles = traits.cycles
    if isYounger {
      // The first of its cycles is the older's.
      result.issue = cycles - 1
    } else {
      while state.windows < needed {
        nextCycle()
        result.fetchWait += 1
      }
      result.operandWait = UInt32(waits(traits, isConditional))
      for _ in 0..<result.operandWait { nextCycle() }
      if traits.isDoubleMultiplyAccumulate && state.sinceDoubleMultiplyAccumulate <= 1 {
        cycles = costs.vfmaDoubleChained
      }
      result.issue = cycles
    }
    result.flagsAge = state.flagsAge
    state.windows -= UInt8(consumed)
    let core = coreResult(of: traits, isConditional: isConditional, isYounger: isYounger)
    finish(traits, core: core, cycles: cycles, isConditional: isConditional, isYounger: isYounger)
    return result
  }

  /// VLDR, VSTR and VMOV of one register, shortly after a single-precision multiply-accumulate.
  private func isBarredFromYoungerSlot(_ traits: CortexM7Traits) -> Bool {
    traits.pairing.contains(.fpTransfer) && UInt32(state.sinceMultiplyAccumulate) <= costs.fpAfterMultiplyAccumulate
  }

  private func note(of traits: CortexM7Traits, behind older: CortexM7Pairing) -> IssueNote {
    var note: IssueNote = .paired
    if traits.isMemoryAccess { note.insert(.younger) }
    if traits.pairing.contains(.load) && older.contains(.load) { note.insert(.pairedAccess) }
    return note
  }

  // MARK: Operands

  /// Cycles until every operand is there.
  private func waits(_ traits: CortexM7Traits, _ isConditional: Bool) -> Int {
    var longest = 0
    for (use, registers) in traits.coreUses { longest = max(longest, coreWait(registers, use)) }
    for (use, registers) in traits.fpUses {
      var rest = registers
      while rest != 0 {
        longest = max(longest, readiness.wait(state.fp[rest.trailingZeroBitCount], use))
        rest &= rest - 1
      }
    }
    // A predicted branch does not wait for its condition.
    if traits.readsFlags || (isConditional && !traits.isBranch) {
      longest = max(longest, Int(costs.flagsToUse) - Int(state.flagsAge))
    }
    if traits.waitsBehindMultiplyAccumulate {
      longest = max(longest, Int(costs.fpAfterMultiplyAccumulate) + 1 - Int(state.sinceMultiplyAccumulate))
    }
    return longest
  }

  private func coreWait(_ registers: UInt16, _ use: OperandUse) -> Int {
    var longest = 0
    var rest = registers
    while rest != 0 {
      longest = max(longest, readiness.wait(state.core[rest.trailingZeroBitCount], use))
      rest &= rest - 1
    }
    return longest
  }

  /// Whether an instruction finds all that it needs to execute in the early ALU, in the cycle in which it issues.
  private func executesEarly(_ traits: CortexM7Traits, isConditional: Bool, isYounger: Bool) -> Bool {
    if isConditional || traits.readsFlags { return false }
    switch traits.early {
    case .never: return false
    case .adder: return !isYounger && traits.coreUses.allSatisfy { coreWait($0.registers, .earlyALU) == 0 }
    case .shifter:
      if isYounger && state.older?.leavesEarlyShifter == false { return false }
      return traits.coreUses.allSatisfy { coreWait($0.registers, .shifter) == 0 }
    }
  }

  private func coreResult(of traits: CortexM7Traits, isConditional: Bool, isYounger: Bool) -> ResultKind {
    executesEarly(traits, isConditional: isConditional, isYounger: isYounger) ? .earlyALU : traits.coreResult
  }

  // MARK: Time

  /// Records results over the cycles that the instruction holds the issue stage, and leaves the state as the next finds it.
  private mutating func finish(
    _ traits: CortexM7Traits, core: ResultKind, cycles: UInt32, isConditional: Bool, isYounger: Bool
  ) {
    if isConditional { state.conditionalInstructions -= 1 }
    if traits.conditionalInstructions > 0 { state.conditionalInstructions = traits.conditionalInstructions }
    // LDM with its base in the list loads the base last.
    write(core: traits.baseWritten, .addressUpdate)
    var coreLeft = traits.coreWritten & ~traits.baseWritten
    var fpLeft = traits.fpWritten
    for cycle in 0..<cycles {
      if cycle > 0 { nextCycle() }
      if cycle + 1 == cycles {
        write(core: coreLeft, core)
        write(fp: fpLeft, traits.fpResult)
      } else {
        for _ in 0..<traits.loadsPerCycle {
          write(core: coreLeft & ~(coreLeft &- 1), core)
          coreLeft &= coreLeft &- 1
          write(fp: fpLeft & ~(fpLeft &- 1), traits.fpResult)
          fpLeft &= fpLeft &- 1
        }
      }
    }
    if traits.writesFlags && !(isConditional && traits.writesFlagsOutsideIT) { state.flagsAge = 0 }
    if traits.isSingleMultiplyAccumulate { state.sinceMultiplyAccumulate = 0 }
    if traits.isDoubleMultiplyAccumulate { state.sinceDoubleMultiplyAccumulate = 0 }
    if isYounger || traits.pairing.contains(.alone) {
      nextCycle()
    } else {
      state.older = traits.pairing
    }
  }

  private mutating func write(core registers: UInt16, _ kind: ResultKind) {
    var rest = registers
    while rest != 0 {
      state.core[rest.trailingZeroBitCount] = readiness.ofKind[kind.rawValue]
      rest &= rest - 1
    }
  }

  private mutating func write(fp registers: UInt32, _ kind: ResultKind) {
    var rest = registers
    while rest != 0 {
      state.fp[rest.trailingZeroBitCount] = readiness.ofKind[kind.rawValue]
      rest &= rest - 1
    }
  }

  /// Moves on to the next cycle, in which nothing has issued yet.
  private mutating func nextCycle() {
    state.older = nil
    for register in 0..<16 where state.core[register] != 0 {
      state.core[register] = readiness.next[Int(state.core[register])]
    }
    if state.fp != SIMD32(repeating: 0) {
      for register in 0..<32 { state.fp[register] = readiness.next[Int(state.fp[register])] }
    }
    if UInt32(state.windows) < costs.fetchQueue { state.windows += 1 }
    state.flagsAge = min(state.flagsAge + 1, Self.oldestFlags(costs))
    state.sinceMultiplyAccumulate = min(state.sinceMultiplyAccumulate + 1, UInt8(costs.fpAfterMultiplyAccumulate) + 1)
    state.sinceDoubleMultiplyAccumulate = min(state.sinceDoubleMultiplyAccumulate + 1, 2)
  }
}

import Microarchitecture

extension Machine {
  // MARK: From block to block

  /// The variant that follows by falling through or by a branch with a known target, chained for the next time. Nil if
  /// it cannot be entered without the outer loop; the core state is then exact.
  @inline(never)
  func follow(
    _ v: UnsafeMutablePointer<Variant>, taken: Bool, cycles: UInt64
  ) -> UnsafeMutablePointer<Variant>? {
    // The block is the variant's own, so its references need not be counted here.
    let (address, itState, transfers) = v.pointee.block._withUnsafeGuaranteedRef { block in
      (
        taken ? block.target ?? 0 : block.key.address &+ block.size,
        taken ? 0 : block.itStates[block.instructions.count],
        block.transfers.intersection(taken ? .taken : .next)
      )
    }
    let pipelineState = taken ? v.pointee.takenExit : v.pointee.exit
    if let recorder {
      if !transfers.isEmpty {
        return followRecorded(v, recorder, transfers, to: address, itState: itState, pipelineState, cycles: cycles)
      }
    }
    guard !v.pointee.isSingle, let next = enter(address, itState: itState, pipelineState: pipelineState) else {
      arrive(at: address, itState: itState, pipelineState: pipelineState, cycles: cycles)
      return nil
    }
    blocks.chain(v, taken: taken, to: next)
    return next
  }

  @inline(never)
  func followIndirect(
    _ v: UnsafeMutablePointer<Variant>, target: UInt32, cycles: UInt64
  ) -> UnsafeMutablePointer<Variant>? {
    if let recorder {
      recordBranch(v, recorder, to: target, cycles: cycles)
      if !v.pointee.isSingle, let next = known(target, v.pointee.takenExit) { return next }
    }
    guard !v.pointee.isSingle, let next = enter(target, itState: 0, pipelineState: v.pointee.takenExit) else {
      arrive(at: target, itState: 0, pipelineState: v.pointee.takenExit, cycles: cycles)
      return nil
    }
    blocks.jumpCaches[BlockCache.jumpIndex(target, privileged: isPrivileged)] = next
    return next
  }

  /// A variant to enter at an address, made if need be; nil if fetching there faults or blocks have to be freed first.
  func enter(
    _ address: UInt32, itState: UInt8, pipelineState: PipelineState
  ) -> UnsafeMutablePointer<Variant>? {
    let key = Block.Key(address: address, itState: itState, privileged: isPrivileged, single: false)
    guard !blocks.isFull, !watchedAddresses.contains(address), let block = try? block(key) else { return nil }
    return blocks.variant(of: block, entering: pipelineState)
  }

  /// A block by its key, built if need be.
  func block(_ key: Block.Key) throws(Fault) -> Block {
    if let known = blocks.block(key) {
      if mayFetch(known) { return known }
      blocks.discard(known)
    }
    let block = try buildBlock(key)
    blocks.insert(block)
    return block
  }

  /// Decoding checked the right to fetch, but the MPU may have withdrawn it since (and with it the chains), from the
  /// whole block or a part.
  private func mayFetch(_ block: Block) -> Bool {
    guard system.protection.isChecking else { return true }
    return stride(from: 0, to: block.size, by: 2).allSatisfy { offset in
      checkFetch(block.key.address &+ offset, privileged: block.key.privileged) == nil
    }
  }

  // MARK: Leaving the hot loop

  /// Makes the core state exact at an instruction boundary.
  func arrive(at address: UInt32, itState: UInt8, pipelineState state: PipelineState, cycles: UInt64) {
    registers[RegisterFile.programCounter] = address
    self.state.pointee.itState = itState
    self.state.pointee.cycles = cycles
    self.pipelineState = state
  }

  /// The next block would reach past the deadline.
  func stop(before v: UnsafeMutablePointer<Variant>, cycles: UInt64) {
    let block = v.pointee.block.takeUnretainedValue()
    arrive(at: block.key.address, itState: block.key.itState, pipelineState: v.pointee.entry, cycles: cycles)
  }

  /// BX, BLX or a load of the program counter with a value that is not just an address: bit 0 clear leaves Thumb state,
  /// which faults at the target; EXC_RETURN in Handler mode returns from the exception.
  func leaveByExchange(_ v: UnsafeMutablePointer<Variant>, target: UInt32, cycles: UInt64) {
    let block = v.pointee.block.takeUnretainedValue()
    guard state.pointee.exceptionNumber != 0, target >= 0xF000_0000 else {
      v.pointee.takenCount &+= 1
      forgetFetched()
      if let recorder { recordBranch(v, recorder, to: target & ~1, cycles: cycles &+ v.pointee.takenCycles) }
      arrive(
        at: target & ~1, itState: 0, pipelineState: v.pointee.takenExit, cycles: cycles &+ v.pointee.takenCycles)
      state.pointee.thumb = target & 1 != 0
      return
    }
    // No branch: what refilling takes is part of the return.
    v.pointee.count &+= 1
    arrive(at: target & ~1, itState: 0, pipelineState: v.pointee.exit, cycles: cycles &+ v.pointee.cycles)
    registers[RegisterFile.programCounter] = block.address(of: block.instructions.count - 1)
    pipelineState = pipeline.initialState
    exceptionReturn(target)
  }

  /// Leaves a block other than by its last branch: by an exception that its last instruction raises, at a fault, or
  /// after an instruction that changed what must be looked at.
  func leave(_ v: UnsafeMutablePointer<Variant>, at ip: UnsafeMutablePointer<Operation>, _ edge: Edge, cycles: UInt64) {
    let block = v.pointee.block.takeUnretainedValue()
    let index = block.instruction(of: ip)
    switch edge {
    case .nextUnchained:
      v.pointee.count &+= 1
      let count = block.instructions.count
      // The instruction may have entered a handler's rules, but it is not a branch.
      arrive(
        at: block.address(of: count), itState: block.itStates[count], pipelineState: v.pointee.exit,
        cycles: cycles &+ v.pointee.cycles)
      if let recorder { recordLeaving(v, recorder, after: count) }
    case .raise:
      leavePart(v, block, instructions: index, cycles: cycles)
      pipelineState = pipeline.initialState
      raise(RaiseCode(rawValue: ip.pointee.extra) ?? .undefinedInstruction, at: ip, of: v, index: index)
    case .fault where executesAgain:
      // It did not: there was no time for it in the block.
      uncount(v, block, before: ip, instruction: index)
      leavePart(v, block, instructions: index, cycles: cycles)
    case .fault:
      leavePart(v, block, instructions: index, cycles: cycles)
      pipelineState = pipeline.initialState
      let fault = state.pointee.fault ?? .undefinedInstruction
      state.pointee.fault = nil
      raise(fault)
    case .again:
      uncount(v, block, before: ip, instruction: index)
      leavePart(v, block, instructions: index, cycles: cycles)
      executesAgain = true
    default:
      leavePart(v, block, instructions: index + 1, cycles: cycles)
      // Loading the stack pointer clears its low bits; the operation for that has not run.
      registers[RegisterFile.stackPointer] &= ~3
      followStacks()
      if let recorder { recordLeaving(v, recorder, after: index + 1) }
    }
  }

  /// Accounts for the first instructions of a block that is left early, and stands after them.
  private func leavePart(_ v: UnsafeMutablePointer<Variant>, _ block: Block, instructions count: Int, cycles: UInt64) {
    var total = cycles
    if let schedule = blocks.schedules[v] {
      for charge in schedule.charges where charge.instruction < count { total &+= UInt64(charge.cycles) }
      settled.settle(0..<count, of: block, schedule: schedule)
    }
    let entry = v.pointee.entry
    let exit = count == 0 ? entry : pipeline.schedule(Array(block.instructions[..<count]), entering: entry).exit
    arrive(at: block.address(of: count), itState: block.itStates[count], pipelineState: exit, cycles: total)
  }

  private func raise(
    _ code: RaiseCode, at ip: UnsafeMutablePointer<Operation>, of v: UnsafeMutablePointer<Variant>, index: Int
  ) {
    let block = v.pointee.block.takeUnretainedValue()
    let number = ip.pointee.immediate
    switch code {
    case .supervisorCall:
      // The instruction is complete: the return address is that of the next.
      passInstruction(v, block, index)
      raise(.supervisorCall)
    case .breakpoint where number == 0xAB:
      guard semihost() else { return raise(.breakpoint(UInt8(truncatingIfNeeded: number))) }
      passInstruction(v, block, index)
    case .breakpoint: raise(.breakpoint(UInt8(truncatingIfNeeded: number)))
    case .undefinedInstruction: raise(.undefinedInstruction)
    case .noCoprocessor: raise(.noCoprocessor)
    case .invalidState: raise(.invalidState)
    }
  }

  /// Accounts for one more instruction, which was left by itself, and stands after it.
  private func passInstruction(_ v: UnsafeMutablePointer<Variant>, _ block: Block, _ index: Int) {
    if let schedule = blocks.schedules[v] {
      for charge in schedule.charges where charge.instruction == index {
        state.pointee.cycles &+= UInt64(charge.cycles)
      }
      settled.settle(index..<index + 1, of: block, schedule: schedule)
    }
    registers[RegisterFile.programCounter] = block.address(of: index + 1)
    state.pointee.itState = block.itStates[index + 1]
  }

  // MARK: Charges that depend on data

  /// Adds to the cycle counter and the ledger, outside blocks.
  func charge(_ cycles: UInt64, _ cause: Cause, at address: UInt32) {
    guard cycles != 0 else { return }
    state.pointee.cycles &+= cycles
    settled.charge(cycles, cause, at: address)
  }

  /// Notes what a division costs by its operands, and gives it.
  @inline(never)
  func chargeDivision(
    _ dividend: UInt32, _ divisor: UInt32, isSigned: Bool, _ v: UnsafeMutablePointer<Variant>,
    _ ip: UnsafeMutablePointer<Operation>
  ) -> UInt64 {
    let a = isSigned ? Int32(bitPattern: dividend).magnitude : dividend
    let b = isSigned ? Int32(bitPattern: divisor).magnitude : divisor
    let cycles = UInt64(
      pipeline.divideCycles(dividendBits: 32 - a.leadingZeroBitCount, divisorBits: 32 - b.leadingZeroBitCount))
    add(cycles, .issue, to: v, ip)
    return cycles
  }

  func add(
    _ cycles: UInt64, _ cause: Cause, to v: UnsafeMutablePointer<Variant>, _ ip: UnsafeMutablePointer<Operation>
  ) {
    let index = v.pointee.block.takeUnretainedValue().instruction(of: ip)
    v.pointee.charges[index * Cause.allCases.count + Int(cause.rawValue)] &+= cycles
  }
}

import Firmware
import Microarchitecture
import ThumbISA

// Where the recorder is told what happens. Blocks that end in a call, or from which control runs into another function, are
// not chained while it is there, so that the interpreter's loop itself has nothing to ask.

extension Machine {
  /// Records calls and accesses from now on. To be called before the first instruction.
  func startRecording(_ image: FirmwareImage, _ options: RecordingOptions) {
    let recorder = CallRecorder(image: image, options: options)
    if options.countsAccesses {
      let counts = AccessCounts(board)
      blocks.accessCounts = counts
      (memoryOfPage, accessStride) = (counts.memoryOfPage, counts.stride)
    }
    if options.followsMemory {
      startFollowing(recorder, MemoryFollower(image: image, recorder: recorder, registers: registers))
    }
    recordedParts = .init(repeating: .init(), count: options.layers.count + 2)
    ownedRecorder = recorder
    recordReset(recorder)
  }

  /// What was recorded so far. Only between blocks.
  func recordSoFar() -> ExecutionRecord? {
    guard let recorder else { return nil }
    var record = recorder.result(cycles: state.pointee.cycles)
    takePart()
    record.parts = Array(recordedParts.dropLast())
    record.memories = blocks.accessCounts?.memories ?? []
    record.memory = memoryFollower?.result(cycles: state.pointee.cycles)
    return record
  }

  /// Moves what was counted to its part.
  private func takePart() {
    let index = currentPart < 0 ? recordedParts.count - 1 : Int(currentPart)
    recordedParts[index] += blocks.takeSettled()
  }

  @inline(__always)
  private func changePart(_ recorder: CallRecorder) {
    if recorder.part != currentPart { movePart(recorder) }
  }

  @inline(never)
  private func movePart(_ recorder: CallRecorder) {
    takePart()
    currentPart = recorder.part
  }

  private func arrived(_ recorder: CallRecorder, at address: UInt32, cycles: UInt64) {
    if recorder.markedAddresses.contains(address) { recorder.arrive(at: address, cycles: cycles) }
  }

  // MARK: Between blocks

  /// How a block may lead to another function or a marker.
  func transfers(_ last: PlacedInstruction, next: UInt32) -> Transfers {
    guard let recorder else { return [] }
    var transfers: Transfers = []
    if let target = last.instruction.branchTarget(at: last.address) {
      if last.instruction.opcode == .bl {
        transfers.insert(.call)
      } else if crosses(recorder, last.address, target) {
        transfers.insert(.takenCrosses)
      }
      if recorder.markedAddresses.contains(target) { transfers.insert(.takenMarked) }
    }
    if crosses(recorder, last.address, next) { transfers.insert(.nextCrosses) }
    if recorder.markedAddresses.contains(next) { transfers.insert(.nextMarked) }
    return transfers
  }

  /// Whether a block has to end before an address, so that what is recorded there is seen.
  func isBoundary(after last: UInt32, at address: UInt32) -> Bool {
    guard let recorder else { return false }
    return recorder.markedAddresses.contains(address) || crosses(recorder, last, address)
  }

  private func crosses(_ recorder: CallRecorder, _ from: UInt32, _ to: UInt32) -> Bool {
    recorder.table.extent(of: from) != recorder.table.extent(of: to)
  }

  /// As `follow`, for a way of leaving that is not chained.
  @inline(never)
  func followRecorded(
    _ v: UnsafeMutablePointer<Variant>, _ recorder: CallRecorder, _ transfers: Transfers, to address: UInt32,
    itState: UInt8, _ pipelineState: PipelineState, cycles: UInt64
  ) -> UnsafeMutablePointer<Variant>? {
    record(v, recorder, transfers, to: address, cycles: cycles)
    let isSingle = v.pointee.isSingle
    if !isSingle, itState == 0, let next = known(address, pipelineState) { return next }
    guard !isSingle, let next = enter(address, itState: itState, pipelineState: pipelineState) else {
      arrive(at: address, itState: itState, pipelineState: pipelineState, cycles: cycles)
      return nil
    }
    if itState == 0 { blocks.jumpCaches[BlockCache.jumpIndex(address, privileged: isPrivileged)] = next }
    return next
  }

  private func record(
    _ v: UnsafeMutablePointer<Variant>, _ recorder: CallRecorder, _ transfers: Transfers, to address: UInt32,
    cycles: UInt64
  ) {
    let stack = registers[RegisterFile.stackPointer]
    let site = v.pointee.branchAddress
    if transfers.contains(.call) {
      recorder.call(from: site, to: address, returnAddress: end(of: v), stackPointer: stack, cycles: cycles)
    } else if !transfers.isDisjoint(with: [.takenCrosses, .nextCrosses]) {
      recorder.jump(from: site, to: address, stackPointer: stack, cycles: cycles)
    }
    if shadow != nil { shadowCall(address) }
    if !transfers.isDisjoint(with: [.takenMarked, .nextMarked]) { arrived(recorder, at: address, cycles: cycles) }
    changePart(recorder)
  }

  /// The address after a block.
  private func end(of v: UnsafeMutablePointer<Variant>) -> UInt32 {
    v.pointee.block._withUnsafeGuaranteedRef { $0.key.address &+ $0.size }
  }

  /// The variant that was entered at an address the last time, if its entry state fits.
  func known(_ address: UInt32, _ entry: PipelineState) -> UnsafeMutablePointer<Variant>? {
    guard let next = blocks.jumpCaches[BlockCache.jumpIndex(address, privileged: isPrivileged)],
      next.pointee.address == address, next.pointee.entry == entry
    else { return nil }
    return next
  }

  /// A branch to a computed address.
  func recordBranch(_ v: UnsafeMutablePointer<Variant>, _ recorder: CallRecorder, to target: UInt32, cycles: UInt64) {
    let stack = registers[RegisterFile.stackPointer]
    let site = v.pointee.branchAddress
    if v.pointee.branch == .indirectCall {
      recorder.call(from: site, to: target, returnAddress: end(of: v), stackPointer: stack, cycles: cycles)
    } else {
      recorder.branch(from: site, to: target, stackPointer: stack, cycles: cycles)
    }
    if shadow != nil { v.pointee.branch == .return ? shadowReturn() : shadowCall(target) }
    if !recorder.markedAddresses.isEmpty { arrived(recorder, at: target, cycles: cycles) }
    changePart(recorder)
  }

  /// A block was left early or unchained, after so many of its instructions; R15 is the next one's address.
  func recordLeaving(_ v: UnsafeMutablePointer<Variant>, _ recorder: CallRecorder, after count: Int) {
    let block = v.pointee.block.takeUnretainedValue()
    let cycles = state.pointee.cycles
    if count == block.instructions.count {
      let transfers = block.transfers.intersection(.next)
      if !transfers.isEmpty {
        record(v, recorder, transfers, to: registers[RegisterFile.programCounter], cycles: cycles)
      }
    }
    if !recorder.pending.isEmpty {
      recorder.meetPending(cycles: cycles)
      changePart(recorder)
    }
  }

  // MARK: Exceptions

  func recordReset(_ recorder: CallRecorder) {
    let start = registers[RegisterFile.programCounter]
    recorder.begin(at: start, stackPointer: registers[RegisterFile.stackPointer], cycles: state.pointee.cycles)
    followReset()
    arrived(recorder, at: start, cycles: state.pointee.cycles)
    changePart(recorder)
  }

  func recordException(_ recorder: CallRecorder, _ number: Int, at vector: UInt32, frame: UInt32?) {
    recorder.enterException(
      number, at: vector, frame: frame, stackPointer: registers[RegisterFile.stackPointer],
      cycles: state.pointee.cycles)
    arrived(recorder, at: vector, cycles: state.pointee.cycles)
    changePart(recorder)
  }

  func recordReturn(_ recorder: CallRecorder, frame: UInt32) {
    let address = registers[RegisterFile.programCounter]
    recorder.resume(
      frame: frame, at: address, stackPointer: registers[RegisterFile.stackPointer], cycles: state.pointee.cycles)
    arrived(recorder, at: address, cycles: state.pointee.cycles)
    changePart(recorder)
  }

  // MARK: Accesses

  /// Counts a data access by its memory.
  @inline(__always)
  func count(_ address: UInt32, _ v: UnsafeMutablePointer<Variant>, _ ip: Position) {
    let memory = Int(memoryOfPage.unsafelyUnwrapped[Int(address >> 12)])
    let index = Int(ip.pointee.second & 0xFFFF)
    v.pointee.accesses.unsafelyUnwrapped[index &* accessStride &+ memory] &+= 1
  }

  /// An instruction that was left to be executed again has not made the accesses that were counted before it.
  func uncount(
    _ v: UnsafeMutablePointer<Variant>, _ block: Block, before ip: UnsafeMutablePointer<Operation>, instruction: Int
  ) {
    guard let counters = v.pointee.accesses, let memoryOfPage else { return }
    var position = ip - block.operations
    while position > 0 {
      position -= 1
      guard block.instructionOfOperation[position] == instruction else { return }
      let operation = block.operations[position]
      let address: UInt32
      switch operation.code {
      case .countRI: address = registers[Int(operation.n)] &+ operation.immediate
      case .countRR: address = registers[Int(operation.n)] &+ registers[Int(operation.m)] &<< UInt32(operation.extra)
      default: continue
      }
      counters[instruction &* accessStride &+ Int(memoryOfPage[Int(address >> 12)])] &-= 1
    }
  }

  /// Counts what an instruction's fetch or access has missed.
  @inline(never)
  func countMisses(since before: (fetch: UInt64, data: UInt64), _ v: UnsafeMutablePointer<Variant>, _ ip: Position) {
    let now = memorySystem.misses
    guard now != before, let counters = v.pointee.accesses else { return }
    let index = v.pointee.block.takeUnretainedValue().instruction(of: ip)
    counters[index &* accessStride &+ accessStride &- 2] &+= now.fetch &- before.fetch
    counters[index &* accessStride &+ accessStride &- 1] &+= now.data &- before.data
  }
}

extension ExecutionRecord.Part {
  static func += (sum: inout Self, other: Self) {
    sum.ledger += other.ledger
    for (address, more) in other.accesses {
      guard var known = sum.accesses[address] else {
        sum.accesses[address] = more
        continue
      }
      for memory in known.loads.indices {
        known.loads[memory] += more.loads[memory]
        known.stores[memory] += more.stores[memory]
        known.bytesLoaded[memory] += more.bytesLoaded[memory]
        known.bytesStored[memory] += more.bytesStored[memory]
      }
      known.fetchMisses += more.fetchMisses
      known.dataMisses += more.dataMisses
      sum.accesses[address] = known
    }
  }
}

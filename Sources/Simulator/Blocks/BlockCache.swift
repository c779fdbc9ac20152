import Microarchitecture

/// All decoded blocks and their variants, and how they are found: chained, by the jump cache, by key.
final class BlockCache {
  let memory: AddressSpace
  let pipeline: any PipelineModel
  private(set) var blocks: [Block.Key: Block] = [:]
  /// Blocks by the page of memory that they depend on.
  private var blocksOfPage: [PageKey: [Block]] = [:]
  /// Blocks that were invalidated while they may be executing.
  private var retired: [Block] = []
  /// What retired blocks, blocks left early, and events between blocks have counted.
  var settled = Ledger()
  /// Schedules of variants, by where the variant is.
  private(set) var schedules: [UnsafeMutablePointer<Variant>: Schedule] = [:]
  /// Variants whose `next` or `takenNext` is the key.
  private var predecessors: [UnsafeMutablePointer<Variant>: [UnsafeMutablePointer<Variant>]] = [:]
  /// Recently used variants by address: one table for each privilege, the unprivileged first.
  let jumpCaches: UnsafeMutablePointer<UnsafeMutablePointer<Variant>?>
  /// Tables of the same size that stay empty.
  let noJumps: UnsafeMutablePointer<UnsafeMutablePointer<Variant>?>
  /// Counts the variants' accesses, if they are recorded.
  var accessCounts: AccessCounts?
  /// What was taken out of `settled` by `takeSettled`.
  private var taken = InstructionEvents()
  static let jumpCacheSize = 1 << 12
  /// What the variants held take up, in instructions, with a block's fixed cost counted as eight of them.
  private var weight = 0
  /// A few hundred megabytes on the host: more than the code of any real image comes to, whatever a guest executes.
  private static let weightLimit = 3 << 19

  private struct PageKey: Hashable {
    var memory: Int
    var page: UInt32
  }

  init(memory: AddressSpace, pipeline: any PipelineModel) {
    self.memory = memory
    self.pipeline = pipeline
    jumpCaches = .allocate(capacity: 2 * Self.jumpCacheSize)
    jumpCaches.initialize(repeating: nil, count: 2 * Self.jumpCacheSize)
    noJumps = .allocate(capacity: 2 * Self.jumpCacheSize)
    noJumps.initialize(repeating: nil, count: 2 * Self.jumpCacheSize)
  }

  deinit {
    jumpCaches.deallocate()
    noJumps.deallocate()
  }

  @inline(__always)
  static func jumpIndex(_ address: UInt32, privileged: Bool) -> Int {
    Int(address >> 1) & (jumpCacheSize - 1) | (privileged ? jumpCacheSize : 0)
  }

  func block(_ key: Block.Key) -> Block? { blocks[key] }

  func insert(_ block: Block) {
    blocks[block.key] = block
    for place in block.places {
      for page in (place.offset >> AddressSpace.pageBits)...((place.offset + place.size - 1) >> AddressSpace.pageBits) {
        blocksOfPage[PageKey(memory: place.memory, page: page), default: []].append(block)
      }
      memory.markCode(AddressSpace.Place(memory: place.memory, offset: place.offset), size: place.size)
    }
  }

  /// The variant of a block for an entry state, scheduled when it is first wanted.
  func variant(of block: Block, entering state: PipelineState) -> UnsafeMutablePointer<Variant> {
    for variant in block.variants where variant.pointee.entry == state { return variant }
    let schedule = pipeline.schedule(block.instructions, entering: state)
    let cycles = schedule.charges.reduce(0) { $0 + UInt64($1.cycles) }
    let taken = cycles + schedule.takenCharges.reduce(0) { $0 + UInt64($1.cycles) }
    // A last instruction that takes no cycle (IT) must not slip in before an event that is due at its start.
    let endsFree = schedule.charges.last?.instruction != block.instructions.count - 1
    let sums = block.instructions.count * Cause.allCases.count
    let charges = UnsafeMutablePointer<UInt64>.allocate(capacity: sums)
    charges.initialize(repeating: 0, count: sums)
    let elapsed = Self.elapsed(schedule, instructions: block.instructions.count)
    let notes = UnsafeMutablePointer<UInt8>.allocate(capacity: block.instructions.count)
    for index in block.instructions.indices {
      notes[index] = index < schedule.notes.count ? schedule.notes[index].rawValue : 0
    }
    let variant = UnsafeMutablePointer<Variant>.allocate(capacity: 1)
    variant.initialize(
      to: Variant(
        operations: block.operations, cycles: cycles, takenCycles: taken,
        worstCycles: max(cycles, taken) + block.worstDynamicCycles + (endsFree ? 1 : 0), address: block.key.address,
        entry: state,
        exit: schedule.exit, takenExit: schedule.takenExit, charges: charges, elapsed: elapsed,
        notes: notes, accesses: accessCounts?.make(block), misprediction: schedule.misprediction,
        isSingle: block.key.single, branch: block.branch,
        branchAddress: block.instructions[block.instructions.count - 1].address, branchTarget: block.target ?? 0,
        block: .passUnretained(block)))
    block.variants.append(variant)
    schedules[variant] = schedule
    weight += Self.weight(of: block)
    return variant
  }

  /// For each instruction, and for the end, the scheduled cycles before it.
  private static func elapsed(_ schedule: Schedule, instructions count: Int) -> UnsafeMutablePointer<UInt32> {
    let elapsed = UnsafeMutablePointer<UInt32>.allocate(capacity: count + 1)
    elapsed.initialize(repeating: 0, count: count + 1)
    for charge in schedule.charges { elapsed[charge.instruction + 1] += charge.cycles }
    for index in 0..<count { elapsed[index + 1] += elapsed[index] }
    return elapsed
  }

  /// Charges of the first `count` instructions of a variant that was left early.
  func charges(of variant: UnsafeMutablePointer<Variant>, first count: Int) -> [Charge] {
    schedules[variant]?.charges.filter { $0.instruction < count } ?? []
  }

  private static func weight(of block: Block) -> Int { block.instructions.count + 8 }

  // MARK: Forgetting

  /// Whether it is time to forget everything, lest the host's memory run out. New blocks wait until that is done.
  var isFull: Bool { weight >= Self.weightLimit }

  /// Drops blocks that depend on bytes about to change. True if there were any.
  func invalidate(_ place: AddressSpace.Place, size: UInt32) -> Bool {
    let page = PageKey(memory: place.memory, page: place.offset >> AddressSpace.pageBits)
    guard let candidates = blocksOfPage[page] else { return false }
    let hit = candidates.filter { block in
      block.places.contains {
        $0.memory == place.memory && $0.offset < place.offset + size && place.offset < $0.offset + $0.size
      }
    }
    guard !hit.isEmpty else { return false }
    hit.forEach(retire)
    return true
  }

  /// Drops one block.
  func discard(_ block: Block) { retire(block) }

  /// Drops everything decoded, for example because the FPU was switched on.
  func discardAll() {
    // First, so that no block need be taken out of them one by one.
    forgetChains()
    blocksOfPage.removeAll()
    blocks.values.forEach(retire)
  }

  /// Times that `forgetChains` was called.
  private(set) var chainsForgotten = 0

  /// Forgets what follows what, so that every block is looked up, and its address checked, again.
  func forgetChains() {
    chainsForgotten &+= 1
    jumpCaches.update(repeating: nil, count: 2 * Self.jumpCacheSize)
    for variant in schedules.keys {
      variant.pointee.next = nil
      variant.pointee.takenNext = nil
    }
    predecessors.removeAll()
  }

  /// Notes what follows a variant.
  func chain(_ variant: UnsafeMutablePointer<Variant>, taken: Bool, to next: UnsafeMutablePointer<Variant>) {
    if taken { variant.pointee.takenNext = next } else { variant.pointee.next = next }
    predecessors[next, default: []].append(variant)
  }

  /// Makes sure that nothing leads to a variant any more.
  private func unchain(_ variant: UnsafeMutablePointer<Variant>) {
    for before in predecessors.removeValue(forKey: variant) ?? [] {
      if before.pointee.next == variant { before.pointee.next = nil }
      if before.pointee.takenNext == variant { before.pointee.takenNext = nil }
    }
    for privileged in [false, true] {
      let index = Self.jumpIndex(variant.pointee.address, privileged: privileged)
      if jumpCaches[index] == variant { jumpCaches[index] = nil }
    }
  }

  /// Takes a variant that is about to be freed out of the lists of those that it leads to.
  private func forgetSuccessors(of variant: UnsafeMutablePointer<Variant>) {
    for next in [variant.pointee.next, variant.pointee.takenNext] {
      if let next { predecessors[next]?.removeAll { $0 == variant } }
    }
  }

  private func retire(_ block: Block) {
    guard blocks[block.key] === block else { return }
    blocks[block.key] = nil
    block.variants.forEach(unchain)
    for place in block.places {
      for page in (place.offset >> AddressSpace.pageBits)...((place.offset + place.size - 1) >> AddressSpace.pageBits) {
        blocksOfPage[PageKey(memory: place.memory, page: page)]?.removeAll { $0 === block }
      }
    }
    retired.append(block)
  }

  /// Frees invalidated blocks, and all when there are too many. Only while none is executing.
  func freeRetired() {
    if isFull { discardAll() }
    guard !retired.isEmpty else { return }
    for block in retired {
      for variant in block.variants {
        forgetSuccessors(of: variant)
        if let schedule = schedules.removeValue(forKey: variant) {
          settled.settle(variant.pointee, schedule: schedule, block: block)
          accessCounts?.settle(variant.pointee, block)
          weight -= Self.weight(of: block)
        }
      }
    }
    retired.removeAll()
  }

  /// Moves what the variants have counted to `settled`, which then has everything. Only between blocks.
  func settleAll() {
    for (variant, schedule) in schedules {
      let block = variant.pointee.block.takeUnretainedValue()
      settled.settle(variant.pointee, schedule: schedule, block: block)
      accessCounts?.settle(variant.pointee, block)
      variant.pointee.count = 0
      variant.pointee.takenCount = 0
      variant.pointee.charges.update(repeating: 0, count: block.instructions.count * Cause.allCases.count)
    }
  }

  /// Everything counted since it was taken the last time. Only between blocks.
  func takeSettled() -> ExecutionRecord.Part {
    settleAll()
    taken += settled.events
    var part = ExecutionRecord.Part()
    part.ledger = settled
    part.accesses = accessCounts?.take() ?? [:]
    settled = Ledger()
    return part
  }

  /// Sums over what is settled, taken or not.
  var settledEvents: InstructionEvents {
    var sum = settled.events
    sum += taken
    return sum
  }

  /// Instructions issued so far by whole blocks.
  func instructionCount() -> UInt64 {
    schedules.keys.reduce(settledEvents.instructions) { sum, variant in
      let count = variant.pointee.block.takeUnretainedValue().instructions.count
      return sum + (variant.pointee.count + variant.pointee.takenCount) * UInt64(count)
    }
  }
}

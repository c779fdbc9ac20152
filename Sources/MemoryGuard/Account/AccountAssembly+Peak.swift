import Simulator

extension AccountAssembly {
  /// What stacks and heap take of each memory, and the totals.
  mutating func addUse() {
    for index in account.memories.indices {
      let memory = account.memories[index]
      let whole = UInt64(memory.address)..<UInt64(memory.address) + UInt64(memory.size)
      let sections = memory.sections.map { UInt64($0.address)..<UInt64($0.address) + UInt64($0.size) }
      let lasting = zip(memory.sections, sections).filter { $0.0.use != .reserve }.map(\.1)
      let stacks = stackRanges { $0.reserve?.isWithin != true }.map { $0.clamped(to: whole) }
      let heap = heapRange.map { [$0.clamped(to: whole)] } ?? []
      let declared = (account.stacks.compactMap(\.reserve) + [account.heap?.reserve].compactMap { $0 })
        .filter(\.isDeclared).map { (UInt64($0.address)..<$0.end).clamped(to: whole) }
      account.memories[index].stackBytes = Spans.covered(stacks)
      account.memories[index].heapBytes = account.heap?.reserve?.isWithin == true ? 0 : Spans.covered(heap)
      account.memories[index].reservedBytes = Spans.covered(sections + declared)
      let used = Spans.covered(lasting + stacks + heap)
      account.memories[index].usedBytes = used
      account.memories[index].remainingBytes = Int64(memory.size) - Int64(used)
      if memory.role == .flash {
        account.totals.flashBytes += used
        account.totals.flashSize += memory.kind == "rom" ? 0 : UInt64(memory.size)
      } else {
        account.totals.staticBytes += Spans.covered(lasting)
        account.totals.ramBytes += used
        // External memory may be there or not: it counts where it is used.
        if used > 0 || !BoardFits.isApart(kind: memory.kind, name: memory.name) {
          account.totals.ramSize += UInt64(memory.size)
        }
      }
    }
  }

  private func stackRanges(_ isIncluded: (MemoryAccount.Stack) -> Bool) -> [Range<UInt64>] {
    account.stacks.filter(isIncluded).map { UInt64($0.lowest)..<UInt64($0.lowest) + UInt64($0.highWaterBytes) }
  }

  private var heapRange: Range<UInt64>? {
    account.heap.map { UInt64($0.address)..<UInt64($0.address) + $0.extentBytes }
  }

  /// Whether tensors are followed: otherwise their memory counts as static.
  private var followsTensors: Bool { account.arena != nil && !record.layers.isEmpty }

  /// Sections in RAM without what of them is counted as stack, heap or tensors.
  private var lastingBytes: UInt64 {
    var excluded = account.stacks.compactMap { stack -> Range<UInt64>? in
      guard let reserve = stack.reserve, reserve.basis == .object || reserve.basis == .section else { return nil }
      return UInt64(reserve.address)..<reserve.end
    }
    if let reserve = account.heap?.reserve, reserve.isWithin { excluded.append(UInt64(reserve.address)..<reserve.end) }
    if followsTensors, let arena = account.arena {
      excluded += arena.tensors.map { UInt64($0.address)..<UInt64($0.address) + UInt64($0.size) }
    }
    var sum: UInt64 = 0
    for section in account.memories.filter({ $0.role == .ram }).flatMap(\.sections) where section.use != .reserve {
      let whole = UInt64(section.address)..<UInt64(section.address) + UInt64(section.size)
      sum += UInt64(whole.count) - Spans.covered(excluded.map { $0.clamped(to: whole) })
    }
    return sum
  }

  mutating func addPeak() {
    let lasting = lastingBytes
    func isInBlock(_ index: Int) -> Bool {
      account.stacks.indices.contains(index) && account.stacks[index].reserve?.basis == .block
    }
    let stacks = record.stacks.indices.map { index -> UInt64 in
      guard !isInBlock(index), record.peak.stackBytes.indices.contains(index) else { return 0 }
      return UInt64(record.peak.stackBytes[index])
    }
    let tensors = followsTensors ? record.peak.tensorBytes : 0
    let deepest = record.stacks.indices.reduce(UInt64(0)) {
      $0 + (isInBlock($1) ? 0 : UInt64(record.stacks[$1].peakBytes))
    }
    account.peak = .init(
      bytes: lasting + stacks.reduce(0, +) + record.peak.heapBytes + tensors,
      moment: moment(record.peak.cycle, record.peak.calls), staticBytes: lasting, stackBytes: stacks,
      heapBytes: record.peak.heapBytes, tensorBytes: tensors,
      sumOfMaxima: lasting + deepest + (account.heap?.peakBytes ?? 0)
        + (followsTensors ? account.arena?.peakBytes ?? 0 : 0))
  }

  // MARK: Over time

  mutating func addTimeline() {
    guard !record.intervals.isEmpty else { return }
    let each = max(record.intervalCycles, 1)
    let heap = heapByInterval(each)
    let tensors = tensorsByInterval(each)
    account.timeline.intervals = record.intervals.indices.map { index in
      let lowest = record.intervals[index].lowest
      let stacks = record.stacks.indices.map { stack -> UInt32 in
        guard stack < lowest.count, let low = lowest[stack] else { return 0 }
        let top = record.stacks[stack].top
        return low <= top ? top - low : 0
      }
      return .init(stackBytes: stacks, heapBytes: heap[index], tensorBytes: tensors[index])
    }
  }

  /// The most bytes of live blocks within each interval.
  private func heapByInterval(_ each: UInt64) -> [UInt64] {
    var events: [(cycle: UInt64, bytes: Int64)] = []
    for block in record.blocks {
      events.append((block.allocated, Int64(block.size)))
      if let freed = block.freed { events.append((freed, -Int64(block.size))) }
    }
    // What is freed in the same cycle is gone first: realloc gives back and takes at once.
    events.sort { ($0.cycle, $0.bytes) < ($1.cycle, $1.bytes) }
    var most: [UInt64] = []
    var (live, next) = (Int64(0), 0)
    for index in record.intervals.indices {
      var highest = live
      let end = UInt64(index + 1) * each
      while next < events.count, events[next].cycle < end || index == record.intervals.count - 1 {
        live += events[next].bytes
        highest = max(highest, live)
        next += 1
      }
      most.append(UInt64(max(highest, 0)))
    }
    return most
  }

  private func tensorsByInterval(_ each: UInt64) -> [UInt64] {
    var most = [UInt64](repeating: 0, count: record.intervals.count)
    guard let notes = builder.layers, followsTensors, let arena = account.arena else { return most }
    let inRAM = notes.tensors.filter { tensor in
      arena.tensors.contains { $0.name == tensor.name && $0.address == canonical(tensor.address) }
    }
    let bytes = Self.bytesByLayer(notes.layers.count, inRAM)
    func note(_ bytes: UInt64, from start: UInt64, to end: UInt64) {
      let (first, last) = (Int(clamping: start / each), Int(clamping: end / each))
      guard bytes > 0, first < most.count, first <= last else { return }
      for index in first...min(last, most.count - 1) { most[index] = max(most[index], bytes) }
    }
    for pass in layerPasses(notes) {
      let order = pass.sorted { $0.value.start < $1.value.start }
      for (position, (layer, span)) in order.enumerated() {
        note(bytes[layer], from: span.start, to: span.end)
        // Between layers there is what a later one still uses.
        guard position + 1 < order.count else { continue }
        let kept = Spans.covered(
          inRAM.filter { $0.first <= layer && layer < $0.last }
            .map { UInt64($0.address)..<UInt64($0.address) + UInt64($0.size) })
        note(kept, from: span.end, to: order[position + 1].value.start)
      }
    }
    return most
  }
}

import Simulator

extension AccountAssembly {
  mutating func addHeap() {
    guard let heap = record.heap else { return }
    let isEmpty = heap.end <= heap.start
    let first = canonical(heap.start)
    let end = isEmpty ? UInt64(first) : UInt64(canonical(heap.end - 1)) + 1
    let reserve = heapReserve(from: first)
    // The allocator's own books stand before the lowest block.
    let start = min(first, reserve.map { $0.isDeclared && $0.address <= first ? $0.address : first } ?? first)
    let extent = end > UInt64(start) ? end - UInt64(start) : 0
    account.heap = .init(
      memory: memory(at: start).map { account.memories[$0].name }, address: start, extentBytes: extent,
      reserve: reserve, remainingBytes: reserve.map { Int64($0.end) - Int64(UInt64(start) + extent) },
      peakBytes: heap.peakBytes, peakBlocks: heap.peakBlocks, peak: moment(heap.peakCycle, heap.peakCalls),
      allocations: heap.allocations, frees: heap.frees, failures: heap.failures, liveBytes: heap.liveBytes,
      liveBlocks: heap.liveBlocks, blocks: blocks(), blocksAreCut: record.blocksAreCut)
  }

  private func blocks() -> [MemoryAccount.Heap.Block] {
    var callers: [UInt32: CodePlace] = [:]
    return record.blocks.map { block in
      let caller = callers[block.caller] ?? builder.places.place(at: block.caller)
      callers[block.caller] = caller
      return .init(
        address: canonical(block.address), size: block.size, allocatedCycle: block.allocated, freedCycle: block.freed,
        caller: caller)
    }
  }

  /// An object or a section that it lies in; what the linker script says; up to the main stack's limit; else all there is.
  private func heapReserve(from start: UInt32) -> MemoryAccount.Reserve? {
    if let object = object(at: start) { return object }
    if let section = section(at: start) {
      return .init(basis: .section, address: section.address, size: section.size, name: section.name)
    }
    let limits = builder.limits
    guard let stretch = freeStretch(around: start) else { return nil }
    let low = limits.heapStart.flatMap { place in
      let address = canonical(place.address)
      return address <= start && UInt64(address) >= stretch.lowerBound ? (address, place.name) : nil
    }
    let from = low?.0 ?? start
    if let limit = limits.heapLimit, canonical(limit.address &- 1) >= start {
      let end = UInt64(canonical(limit.address &- 1)) + 1
      if end <= stretch.upperBound {
        let name = low.map { "\($0.1) … \(limit.name)" } ?? "up to \(limit.name)"
        return .init(basis: .linker, address: from, size: UInt32(end - UInt64(from)), name: name)
      }
    }
    if let section = reserveSection(around: start, for: "heap", notFor: "stack") { return section }
    if let stack = mainStackLimit(within: stretch), stack.address > start {
      return .init(basis: stack.basis, address: from, size: stack.address - from, name: "up to \(stack.name)")
    }
    return .init(
      basis: .undeclared, address: from, size: UInt32(clamping: stretch.upperBound - UInt64(from)), name: nil)
  }

  private func mainStackLimit(within stretch: Range<UInt64>) -> (
    address: UInt32, basis: MemoryAccount.Reserve.Basis, name: String
  )? {
    if let size = builder.stackSize {
      guard let main = record.stacks.first(where: { $0.pointer == .main }) else { return nil }
      let top = UInt64(canonical(main.top &- 1)) + 1
      guard top <= stretch.upperBound, top > stretch.lowerBound + UInt64(size) else { return nil }
      return (UInt32(top - UInt64(size)), .option, "the main stack's --stack-size")
    }
    guard let limit = builder.limits.stackLimit, stretch.contains(UInt64(canonical(limit.address))) else { return nil }
    return (canonical(limit.address), .linker, limit.name)
  }

  /// A section that only keeps room, by its name for this and not for that.
  func reserveSection(around address: UInt32, for word: String, notFor other: String) -> MemoryAccount.Reserve? {
    let section = account.memories.flatMap(\.sections).first {
      $0.use == .reserve && address >= $0.address && address - $0.address < $0.size
        && $0.name.lowercased().contains(word) && !$0.name.lowercased().contains(other)
    }
    return section.map { .init(basis: .linker, address: $0.address, size: $0.size, name: $0.name) }
  }
}

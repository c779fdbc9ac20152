import ReportFormats
import Simulator

extension AccountAssembly {
  mutating func addStacks() {
    // Reserves of process stacks within one object depend on one another.
    let tops = record.stacks.map { UInt64(canonical($0.top &- 1)) + 1 }
    var names: [String: Int] = [:]
    for (index, stack) in record.stacks.enumerated() {
      let top = tops[index]
      let lowest = top - UInt64(stack.peakBytes)
      let reserve = stack.pointer == .main ? mainReserve(stack, top, tops) : processReserve(stack, top, tops)
      let peak = moment(stack.cycle, stack.calls, peakOf: stack)
      var name = stack.pointer == .main ? "main stack" : "process stack"
      if stack.pointer == .process, let task = peak.calls.last(where: { $0.kind == .task }) {
        name += " of \(task.place.function)"
      }
      names[name, default: 0] += 1
      if let count = names[name], count > 1 { name += " (\(count))" }
      account.stacks.append(
        .init(
          name: name, pointer: stack.pointer == .main ? .main : .process,
          memory: memory(at: UInt32(top - 1)).map { account.memories[$0].name }, top: UInt32(truncatingIfNeeded: top),
          lowest: UInt32(truncatingIfNeeded: lowest), highWaterBytes: stack.peakBytes, reserve: reserve,
          remainingBytes: reserve.map { Int64(lowest) - Int64($0.address) }, peak: peak))
    }
  }

  /// By the option, the linker's symbols, an object or a section around it; else down to what lies below.
  private func mainReserve(_ stack: MemoryRecord.Stack, _ top: UInt64, _ tops: [UInt64]) -> MemoryAccount.Reserve? {
    if let size = builder.stackSize {
      let low = top - min(UInt64(size), top)
      return .init(basis: .option, address: UInt32(low), size: UInt32(clamping: top - low), name: "--stack-size")
    }
    if let limit = builder.limits.stackLimit {
      let address = UInt64(canonical(limit.address))
      // The symbols are of this stack if it begins where they end.
      let end = builder.limits.stackTop.map { UInt64(canonical($0.address &- 1)) + 1 } ?? top
      if address < top, top <= end, memory(at: UInt32(top - 1)) != nil {
        return .init(
          basis: .linker, address: UInt32(address), size: UInt32(top - address), name: limit.name)
      }
    }
    let last = UInt32(top - 1)
    if let object = object(at: last) { return split(object, top, tops) }
    if let section = reserveSection(around: last, for: "stack", notFor: "heap") { return section }
    return undeclared(top, tops)
  }

  /// A block of the heap, an object or a section around it; else down to what lies below.
  private func processReserve(_ stack: MemoryRecord.Stack, _ top: UInt64, _ tops: [UInt64]) -> MemoryAccount.Reserve? {
    let last = UInt32(top - 1)
    let block = account.heap?.blocks.last {
      last >= $0.address && last - $0.address < $0.size && $0.allocatedCycle <= stack.cycle
        && ($0.freedCycle ?? .max) > stack.cycle
    }
    if let block {
      return .init(basis: .block, address: block.address, size: block.size, name: block.caller.function)
    }
    if let object = object(at: last) { return split(object, top, tops) }
    if let section = section(at: last) {
      let whole = MemoryAccount.Reserve(
        basis: .section, address: section.address, size: section.size, name: section.name)
      return split(whole, top, tops)
    }
    if let section = reserveSection(around: last, for: "stack", notFor: "heap") { return section }
    return undeclared(top, tops)
  }

  /// The part of an object that is this stack's, where it holds several: an array of stacks, or a structure with one in it
  /// for each task. What lies between the highest stack and the object's end is taken to lie above each.
  private func split(_ object: MemoryAccount.Reserve, _ top: UInt64, _ tops: [UInt64]) -> MemoryAccount.Reserve {
    let inside = tops.filter { $0 > UInt64(object.address) && $0 <= object.end }
    guard let highest = inside.max(), let below = inside.filter({ $0 < top }).max() else {
      // The lowest of several ends at its own top.
      var own = object
      own.size = inside.count > 1 ? UInt32(top - UInt64(object.address)) : object.size
      return own
    }
    let above = object.end - highest
    let start = below + above < top ? below + above : below
    return .init(basis: object.basis, address: UInt32(start), size: UInt32(top - start), name: object.name)
  }

  /// From the top down to the next section, the heap or another stack.
  private func undeclared(_ top: UInt64, _ tops: [UInt64]) -> MemoryAccount.Reserve? {
    guard let stretch = freeStretch(around: UInt32(top - 1)) else { return nil }
    var low = stretch.lowerBound
    if let heap = account.heap, heap.reserve?.isWithin != true {
      let end = UInt64(heap.address) + heap.extentBytes
      if end <= top { low = max(low, end) }
    }
    for other in tops where other < top && other > low { low = other }
    return .init(basis: .undeclared, address: UInt32(low), size: UInt32(clamping: top - low), name: nil)
  }

  // MARK: What went wrong

  mutating func addWarnings() {
    for stack in account.stacks {
      guard let reserve = stack.reserve, let remaining = stack.remainingBytes, remaining < 0 else { continue }
      let over = MemoryText.bytes(UInt64(-remaining))
      let low = FormatText.address(stack.lowest)
      let limit = FormatText.address(reserve.address)
      account.warnings.append(
        reserve.isDeclared
          ? "the \(stack.name) went \(over) beyond its reserve: down to \(low), its limit is \(limit) (\(reserve.words))"
          : "the \(stack.name) went \(over) into what lies below it: down to \(low), data end at \(limit)")
    }
    if let heap = account.heap, let reserve = heap.reserve, let remaining = heap.remainingBytes, remaining < 0 {
      account.warnings.append(
        "the heap went \(MemoryText.bytes(UInt64(-remaining))) beyond its reserve: its limit is "
          + "\(FormatText.address(UInt32(clamping: reserve.end))) (\(reserve.words))")
    }
    if let heap = account.heap, heap.failures > 0 {
      let count = heap.failures == 1 ? "1 allocation was" : "\(FormatText.grouped(heap.failures)) allocations were"
      account.warnings.append("\(count) refused: the heap was full")
    }
    addMeetings()
    addNotes()
  }

  /// A stack that is not part of the heap and has been where the heap is.
  private mutating func addMeetings() {
    guard let heap = account.heap, heap.extentBytes > 0 else { return }
    let extent = UInt64(heap.address)..<UInt64(heap.address) + heap.extentBytes
    for stack in account.stacks where stack.reserve?.isWithin != true {
      let used = UInt64(stack.lowest)..<UInt64(stack.lowest) + UInt64(stack.highWaterBytes)
      let common = used.clamped(to: extent)
      guard !common.isEmpty else { continue }
      account.warnings.append(
        "the \(stack.name) and the heap have used the same \(MemoryText.bytes(UInt64(common.count))) from "
          + "\(FormatText.address(UInt32(common.lowerBound))) on")
    }
  }

  private mutating func addNotes() {
    if record.blocksAreCut {
      account.notes.append(
        "blocks are kept of the first \(FormatText.grouped(UInt64(record.blocks.count))) allocations: the map shows "
          + "none after them; the heap's figures are of all")
    }
    if record.layersAreCut { account.notes.append("the map shows tensors of the first calls of layers only") }
    if report.clocks.count > 1 {
      account.notes.append(
        "the core clock changed on the way: times of moments are cycles at \(TextLayout.frequency(report.clock))")
    }
    for stack in account.stacks where stack.pointer == .main && stack.reserve?.basis == .undeclared {
      account.notes.append(
        "nothing says how large the main stack may grow: neither symbols of the linker script nor --stack-size; what "
          + "remains is all that is free below it")
    }
  }
}

extension MemoryAccount.Reserve {
  /// What says so: `__StackLimit … __StackTop, by the linker script`.
  var words: String {
    let name = self.name.map(TextLayout.printable)
    switch basis {
    case .linker: return name.map { "linker: \($0)" } ?? "linker"
    case .option: return name ?? "option"
    case .object: return name.map { "object \($0)" } ?? "object"
    case .block: return name.map { "heap block of \($0)" } ?? "heap block"
    case .section: return name.map { "section \($0)" } ?? "section"
    case .undeclared: return "not declared"
    }
  }
}

import Boards
import Firmware
import Simulator

extension Judge {
  // MARK: Stacks

  func stackLimit(at stackPointer: UInt32, isProcessStack: Bool) -> UInt32 {
    // A stack in a variable or a block ends where that begins.
    if stackPointer > 0, let entry = objects.entry(at: stackPointer - 1) { return entry.range.lowerBound }
    if let number = heap.live(around: stackPointer &- 1) { return heap.blocks[Int(number)].address }
    let top = machine.initialStackPointer
    guard !isProcessStack, stackPointer <= top, board.location(of: stackPointer &- 1)?.region == stackRegion else {
      return 0
    }
    if let size = options.stackSize { return top - min(size, top) }
    if let limit = linker.stackLimit?.address, limit < top { return limit }
    return max(dataEnd, heapEndInStackRegion)
  }

  private var stackRegion: Int? { board.location(of: machine.initialStackPointer &- 1)?.region }

  private var heapEndInStackRegion: UInt32 {
    let end = machine.heap.upperBound
    guard end > 0, board.location(of: end &- 1)?.region == stackRegion, end <= machine.initialStackPointer else {
      return 0
    }
    return end
  }

  func stackFell(to stackPointer: UInt32, isProcessStack: Bool, programCounter: UInt32) {
    let limit = stackLimit(at: max(stackPointer, 1), isProcessStack: isProcessStack)
    overflow(
      to: stackPointer, limit: machine.stackLimit, isProcessStack: isProcessStack, programCounter: programCounter,
      meetsHeap: limit != 0 && stackPointer < heapEndInStackRegion)
  }

  private func overflow(
    to stackPointer: UInt32, limit: UInt32, isProcessStack: Bool, programCounter: UInt32, meetsHeap: Bool
  ) {
    let below = limit - stackPointer
    if var known = overflows[limit] {
      known.lowest = min(known.lowest, stackPointer)
      known.violation.count += 1
      // A runaway recursion falls again and again; its calls are noted as often as they double.
      if below / 2 >= known.noted {
        known.noted = below
        known.calls = machine.calls(at: programCounter)
      }
      overflows[limit] = known
      return
    }
    let calls = machine.calls(at: programCounter)
    let kind: Violation.Kind = meetsHeap ? .heapMeetsStack : .stackOverflow
    var violation = Violation(
      kind: kind, access: .none, address: stackPointer, size: below, instruction: machine.text(at: programCounter),
      stack: places.places(of: calls), object: stackObject(limit, isProcessStack: isProcessStack), cycle: machine.cycle)
    // A variable far below has nothing to do with it.
    let near = objects.neighbours(of: stackPointer).last {
      $0.range.lowerBound <= stackPointer && UInt64(stackPointer) < UInt64($0.range.upperBound) + 256
    }
    violation.nearest = near.map(objects.object)
    if let nearest = violation.nearest {
      violation.distance = nearest.distance(to: stackPointer)
    }
    overflows[limit] = Overflow(
      isProcessStack: isProcessStack, limit: limit, lowest: stackPointer, noted: max(below, 1), calls: calls,
      kind: kind,
      violation: violation)
  }

  private func stackObject(_ limit: UInt32, isProcessStack: Bool) -> Violation.Object {
    if let entry = objects.entry(at: limit) { return objects.object(entry) }
    let top = isProcessStack ? limit : machine.initialStackPointer
    return Violation.Object(
      kind: .region, name: isProcessStack ? "process stack" : "main stack", address: limit, size: top &- limit)
  }

  /// The run may end here.
  func noteDeepest() {
    for (limit, overflow) in overflows where machine.stackPointer < limit && machine.stackPointer <= overflow.lowest {
      overflows[limit]?.calls = machine.calls(at: overflow.calls.programCounter)
    }
  }

  /// Reports stacks that overflowed, now that they will not fall deeper.
  func finishStacks() {
    for overflow in overflows.values.sorted(by: { $0.violation.cycle < $1.violation.cycle }) {
      var violation = overflow.violation
      violation.size = overflow.limit - overflow.lowest
      violation.frames = frames(overflow.calls, top: violation.object.map { $0.address &+ $0.size } ?? .max)
      violation.notes.append(
        "the stack fell to \(hexadecimal(overflow.lowest)), \(count(Int(overflow.limit - overflow.lowest), "byte")) below its limit "
          + "\(hexadecimal(overflow.limit))")
      groups.add(ViolationKey(kind: overflow.kind, place: overflow.limit), occurrences: violation.count) {
        violation.count = 1
        return violation
      }
    }
  }

  /// The frames on a stack, the innermost first; those outside of it are on another.
  private func frames(_ calls: CallStack, top: UInt32) -> [Violation.FrameSize] {
    var address = calls.programCounter
    let onStack = calls.frames.prefix { $0.stackPointer <= top }
    return onStack.enumerated().map { index, frame in
      defer { address = frame.callSite ?? frame.function }
      var place = places.places(of: address).last ?? CodePlace(address: address, function: places.name(of: address))
      if index > 0, frame.symbol != nil { place.function = places.name(of: frame) }
      return Violation.FrameSize(place: place, bytes: calls.bytes(ofFrame: index))
    }
  }

  // MARK: The heap

  /// The calls that led to an allocator, without its own.
  private func calls(from caller: UInt32) -> CallStack {
    var calls = machine.calls(at: caller)
    if let inner = calls.frames.prefix(8).lastIndex(where: { $0.callSite == caller }) {
      calls.stackPointer = calls.frames[inner].stackPointer
      calls.frames.removeFirst(inner + 1)
    }
    return calls
  }

  private func report(
    _ kind: Violation.Kind, _ address: UInt32, _ object: Violation.Object?, caller: UInt32, key: UInt32, note: String
  ) {
    groups.add(ViolationKey(kind: kind, place: caller, object: key)) {
      var violation = Violation(
        kind: kind, access: .free, address: address, size: 0, instruction: machine.text(at: caller),
        stack: places.places(of: calls(from: caller)), object: object, cycle: machine.cycle, notes: [note])
      describe(&violation)
      return violation
    }
  }

  /// When an allocator returns, functions that had jumped to it are gone from the calls, so they are noted before.
  func willAllocate(caller: UInt32) { allocatorCalls = (caller, calls(from: caller)) }

  private func callsOfAllocator(_ caller: UInt32) -> CallStack {
    if let noted = allocatorCalls, noted.caller == caller { return noted.calls }
    return calls(from: caller)
  }

  func willFree(_ address: UInt32, reallocates: Bool, caller: UInt32) {
    guard heap.live(at: address) == nil else { return }
    let what = reallocates ? "realloc" : "free"
    if heap.live(around: address) == nil, let number = heap.gone(around: address, exactly: true) {
      return report(
        .doubleFree, address, block(number), caller: caller, key: number,
        note: "\(what) was given a block that had been freed")
    }
    var object: Violation.Object?
    var why = "is not an address that an allocator gave"
    if let number = heap.live(around: address) {
      object = block(number)
      why = "lies within a block, and is not its beginning"
    } else if let entry = objects.entry(at: address) {
      object = objects.object(entry)
      why = "is a variable"
    } else if let variable = frameVariables(around: address..<address &+ 1).first {
      object = variable
      why = "is a local variable"
    }
    report(.badFree, address, object, caller: caller, key: object?.address ?? 0, note: "what \(what) was given \(why)")
  }

  func didAllocate(_ address: UInt32, size: UInt32, caller: UInt32) -> UInt32 {
    let low = min(machine.heap.isEmpty ? address : machine.heap.lowerBound, address)
    let end = address &+ max(size, 1)
    machine.heap = low..<max(machine.heap.upperBound, end > low ? end : low)
    return heap.allocate(address, size: size, calls: callsOfAllocator(caller))
  }

  func didFree(_ address: UInt32, caller: UInt32) -> UInt32? {
    heap.free(address, calls: callsOfAllocator(caller))
  }

  func didMoveHeapEnd(to address: UInt32, caller: UInt32) {
    let stack = machine.mainStackPointer
    let start = machine.heap.isEmpty ? dataEnd : machine.heap.lowerBound
    guard board.location(of: stack)?.region == stackRegion, start < stack, address > stack else { return }
    report(
      .heapMeetsStack, .none, address, address - stack, at: caller,
      notes: ["the heap's end was moved to \(hexadecimal(address)), above the stack pointer \(hexadecimal(stack))"])
  }

  // MARK: Layers

  func didEnterLayer(_ now: Int) {
    layer = now
    machine.forgetBounds()
  }

  func didLeaveLayer(_ ended: Int, outer: Int?) {
    // What the last layer leaves is the result.
    if ended + 1 < layerCount {
      for tensor in tensors where tensor.last == ended {
        for (address, count) in parts(of: tensor, notIn: tensors.filter { $0.first <= ended && $0.last > ended }) {
          machine.setWritten(false, address, count: count)
        }
      }
    }
    layer = outer
    machine.forgetBounds()
  }

  private func parts(of tensor: LayerNotes.Tensor, notIn live: [LayerNotes.Tensor]) -> [(UInt32, UInt32)] {
    var address = tensor.address
    let end = tensor.address + tensor.size
    var parts: [(UInt32, UInt32)] = []
    for other in live.sorted(by: { $0.address < $1.address }) where other.address + other.size > address {
      guard other.address < end else { break }
      if other.address > address { parts.append((address, other.address - address)) }
      address = max(address, other.address + other.size)
    }
    if address < end { parts.append((address, end - address)) }
    return parts
  }

  // MARK: Leaks

  /// Blocks that are live at the end, and that nothing points to any more (as LeakSanitizer and Valgrind's Memcheck tell
  /// leaks: by what can be reached from registers, variables and running stacks).
  func findLeaks() {
    let numbers = heap.liveNumbers
    guard !numbers.isEmpty else { return }
    var reached: Set<UInt32> = []
    var open: [UInt32] = []
    func follow(_ value: UInt32) {
      guard let number = heap.live(around: value), reached.insert(number).inserted else { return }
      open.append(number)
    }
    for register in 4..<12 { follow(machine.registers[register]) }
    let dead = max(dataEnd, heapEndInStackRegion)..<max(machine.mainStackPointer, dataEnd, heapEndInStackRegion)
    machine.forEachWrittenWord { address, value in
      guard self.machine.heap.contains(value), !dead.contains(address) else { return }
      if self.machine.heap.contains(address) { return }
      follow(value)
    }
    while let number = open.popLast() {
      let block = heap.blocks[Int(number)]
      var address = (block.address + 3) & ~3
      while address &+ 4 <= block.address &+ block.size {
        if machine.isWritten(address), let value = machine.word(at: address) { follow(value) }
        address += 4
      }
    }
    for number in numbers where !reached.contains(number) {
      let block = heap.blocks[Int(number)]
      let object = self.block(number)
      groups.add(ViolationKey(kind: .leak, place: block.allocated.programCounter, object: number)) {
        Violation(
          kind: .leak, access: .none, address: block.address, size: block.size,
          instruction: machine.text(at: block.allocated.programCounter),
          stack: object.allocated.isEmpty ? [CodePlace(address: 0, function: "?")] : object.allocated, object: object,
          cycle: machine.cycle, notes: ["nothing points to the block any more"])
      }
    }
  }

  func leftBlock(_ access: CheckedAccess, block number: UInt32) {
    let known = heap.blocks[Int(number)]
    if known.isLive, endsInLastWord(access, of: known.address..<known.address &+ known.size) { return }
    report(known.isLive ? .heapBounds : .useAfterFree, access, object: block(number), key: number)
  }
}

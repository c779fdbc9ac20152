import Firmware

/// Follows calls, returns, jumps between functions, exceptions and context switches, and gives every cycle to the path
/// that was running: the calling context tree of `ExecutionRecord`.
///
/// The stack of calls is kept beside the firmware's own. A return is a branch to a frame's return address; what else goes
/// to another function is a jump, which keeps the caller's return address (a tail call). A branch that leaves the stack
/// pointer above where frames began has left those frames (longjmp). An exception's frames stand on their own; what it
/// interrupted is found again by where its exception frame lies on the stack, so a handler that returns through another
/// stack resumes another task.
final class CallRecorder {
  struct Frame {
    var node: Int32
    var function: Int32
    var returnAddress: UInt32
    /// Stack pointer on entry, and so after the return.
    var stackPointer: UInt32
    /// The context's clock on entry.
    var start: UInt64
    /// To be restored on return; see `part`.
    var partBefore: Int32
    /// Entered by a jump: it returns where the frame below would have returned.
    var isJump: Bool
    /// Whether its call was counted, being within the markers.
    var isCounted: Bool
    /// A number that no other frame has, higher than that of the frames outside it.
    var serial: UInt32
    /// Index in `MemoryFollower.layers` of a layer's call; -1 for what is none.
    var span: Int32 = -1
  }

  /// A stack of calls: the main program, a task, or a handler.
  struct Context {
    var frames: [Frame] = []
    /// Cycles while it ran.
    var clock: UInt64 = 0
    var part: Int32 = 0
    var stackBase: UInt32 = 0
    /// Where what a handler interrupted was stacked: a key of `suspended`.
    var interrupted: UInt32?
    /// Calls of allocators that it is within; see `CallRecorder+Memory`.
    var allocation = AllocatorCalls()
  }

  struct Node {
    var record: ExecutionRecord.Node
    /// The address that was entered; tells siblings from one call site apart.
    var target: UInt32
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1
  }

  /// More nodes and deeper stacks than a program has that is not running away; what comes after that belongs to the path
  /// that led there.
  private static let mostNodes = 1 << 20
  private static let mostFrames = 1 << 16

  // A machine is used by one thread at a time, and nothing here calls out, so accesses cannot overlap unseen.
  @exclusivity(unchecked) private(set) var table: FunctionTable
  @exclusivity(unchecked) private(set) var nodes: [Node] = []
  @exclusivity(unchecked) private var roots: [Int32] = []
  @exclusivity(unchecked) var context = Context()
  /// What exceptions interrupted, by the address of the exception frame.
  @exclusivity(unchecked) private(set) var suspended: [UInt32: Context] = [:]
  @exclusivity(unchecked) private var timeline = Timeline()
  /// Up to which cycle all cycles have been given away.
  @exclusivity(unchecked) private(set) var mark: UInt64 = 0
  @exclusivity(unchecked) private var current: Int32 = -1
  @exclusivity(unchecked) private(set) var isRecording: Bool
  @exclusivity(unchecked) private var record = ExecutionRecord()
  @exclusivity(unchecked) private var passStart: UInt64 = 0
  /// Set by an access that is a marker, until its instruction is complete.
  @exclusivity(unchecked) private(set) var pending: [Marker] = []

  /// Follows stacks and the heap, if that was asked for.
  // It is the machine's.
  @exclusivity(unchecked) unowned(unsafe) var follower: MemoryFollower?
  @exclusivity(unchecked) var snapshots = CallSnapshots()

  let options: RecordingOptions
  private let layers: [UInt32: Int32]
  private let watched: [UInt32: Int]
  let markedAddresses: Set<UInt32>

  init(image: FirmwareImage, options: RecordingOptions) {
    self.options = options
    table = FunctionTable(image)
    layers = Dictionary(
      options.layers.enumerated().map { ($1 & ~1, Int32($0) + 1) }, uniquingKeysWith: { first, _ in first })
    watched = Dictionary(
      options.watched.enumerated().map { ($1 & ~1, $0) }, uniquingKeysWith: { first, _ in first })
    record.callCycles = .init(repeating: [], count: options.watched.count)
    var marked: Set<UInt32> = []
    for case .address(let address)? in [options.from, options.to] { marked.insert(address & ~1) }
    markedAddresses = marked
    isRecording = options.from == nil
  }

  /// Where a layer's function is.
  func layerAddress(_ layer: Int) -> UInt32 { options.layers[layer] & ~1 }

  /// The part of the run that cycles belong to now: 0 for no layer, else the layer's number plus one; -1 for none at all.
  var part: Int32 { isRecording ? context.part : -1 }

  @exclusivity(unchecked) private var latestSerial: UInt32 = 0

  /// Frames by their numbers, the latest of each slot: (number, function, stack pointer on entry).
  @exclusivity(unchecked) private var latestFrames: [(serial: UInt32, function: Int32, stackPointer: UInt32)] = []

  /// Keeps what is known of frames for a while after they have returned.
  func rememberFrames() { latestFrames = Array(repeating: (0, 0, 0), count: 1 << 14) }

  private func nextSerial(_ function: Int32, _ stackPointer: UInt32) -> UInt32 {
    latestSerial = (latestSerial &+ 1) & Origin.identityMask
    if !latestFrames.isEmpty {
      latestFrames[Int(latestSerial) & (latestFrames.count - 1)] = (latestSerial, function, stackPointer)
    }
    return latestSerial
  }

  /// See `CheckedMachine.frameBefore`.
  func frameBefore(_ serial: UInt32) -> (function: UInt32, stackPointer: UInt32)? {
    guard !latestFrames.isEmpty else { return nil }
    let frame = latestFrames[Int(serial) & (latestFrames.count - 1)]
    return frame.serial == serial ? (table.functions[Int(frame.function)].address, frame.stackPointer) : nil
  }

  // MARK: Time

  @inline(__always)
  private func settle(_ cycles: UInt64) {
    let delta = cycles &- mark
    if isRecording && current >= 0 && delta != 0 {
      nodes[Int(current)].record.selfCycles &+= delta
      context.clock &+= delta
      timeline.run(current, from: mark, to: cycles)
    }
    mark = cycles
  }

  /// Goes on in a node, from the cycle on up to which is settled.
  @inline(__always)
  private func go(to node: Int32) {
    guard node != current else { return }
    current = node
    if options.changeLimit != 0 { noteChange() }
  }

  private func noteChange() {
    let change = ExecutionRecord.Change(cycle: mark, node: isRecording ? current : -1)
    if record.changes.last?.cycle == mark {
      record.changes[record.changes.count - 1] = change
    } else if record.changes.count < options.changeLimit {
      record.changes.append(change)
    } else {
      record.changesAreCut = true
    }
  }

  // MARK: Calls and returns

  func call(from site: UInt32, to target: UInt32, returnAddress: UInt32, stackPointer: UInt32, cycles: UInt64) {
    settle(cycles)
    push(.call, site, target, returnAddress, stackPointer)
  }

  private func push(
    _ kind: ExecutionRecord.Node.Kind, _ site: UInt32, _ target: UInt32, _ returnAddress: UInt32,
    _ stackPointer: UInt32
  ) {
    guard context.frames.count < Self.mostFrames else { return }
    let node = child(of: current, kind, site, target)
    let function = nodes[Int(node)].record.function
    let layer = layers.isEmpty ? nil : layers[table.functions[function].address]
    context.frames.append(
      Frame(
        node: node, function: Int32(function), returnAddress: returnAddress, stackPointer: stackPointer,
        start: context.clock, partBefore: context.part, isJump: kind == .jump, isCounted: isRecording,
        serial: nextSerial(Int32(function), stackPointer)))
    if let layer { context.part = layer }
    if let follower { didPush(follower, layer: layer) }
    if isRecording {
      nodes[Int(node)].record.calls &+= 1
      timeline.note(depth: context.frames.count, stackBytes: context.stackBase &- stackPointer, at: mark)
    }
    go(to: node)
  }

  private func child(of parent: Int32, _ kind: ExecutionRecord.Node.Kind, _ site: UInt32, _ target: UInt32) -> Int32 {
    var before: Int32 = -1
    var node = nodes[Int(parent)].firstChild
    while node >= 0 {
      if nodes[Int(node)].target == target && nodes[Int(node)].record.callSite == site { break }
      before = node
      node = nodes[Int(node)].nextSibling
    }
    if node < 0 {
      guard nodes.count < Self.mostNodes else { return parent }
      return add(kind, target, parent: parent, site)
    }
    if before >= 0 {
      // The one used last is looked at first.
      nodes[Int(before)].nextSibling = nodes[Int(node)].nextSibling
      nodes[Int(node)].nextSibling = nodes[Int(parent)].firstChild
      nodes[Int(parent)].firstChild = node
    }
    return node
  }

  private func add(_ kind: ExecutionRecord.Node.Kind, _ target: UInt32, parent: Int32?, _ site: UInt32) -> Int32 {
    let function = Int(table.function(at: target, isCalled: true))
    let node = Int32(nodes.count)
    nodes.append(
      Node(
        record: .init(kind: kind, function: function, parent: parent.map(Int.init), callSite: site), target: target))
    if let parent {
      nodes[Int(node)].nextSibling = nodes[Int(parent)].firstChild
      nodes[Int(parent)].firstChild = node
    } else {
      roots.append(node)
    }
    return node
  }

  /// A branch whose target was computed: a return, a jump, or a branch within the function.
  func branch(from site: UInt32, to target: UInt32, stackPointer: UInt32, cycles: UInt64) {
    if let top = context.frames.last {
      if top.returnAddress == target && top.stackPointer == stackPointer {
        settle(cycles)
        pop()
        return
      }
      if stackPointer <= top.stackPointer, isWithin(top, target) { return }
    }
    settle(cycles)
    leave(to: target, from: site, stackPointer: stackPointer)
  }

  /// A branch to another function, or running into it.
  func jump(from site: UInt32, to target: UInt32, stackPointer: UInt32, cycles: UInt64) {
    settle(cycles)
    leave(to: target, from: site, stackPointer: stackPointer)
  }

  private func isWithin(_ frame: Frame, _ address: UInt32) -> Bool {
    guard table.functions[Int(frame.function)].address != address else { return false }
    if let extent = table.extent(of: address) {
      return extent.lowerBound == UInt64(table.functions[Int(frame.function)].address)
    }
    return table.function(at: address, isCalled: false) == frame.function
  }

  private func leave(to target: UInt32, from site: UInt32, stackPointer: UInt32) {
    // A return past frames that were left without returning.
    for index in context.frames.indices.reversed() {
      let frame = context.frames[index]
      if frame.stackPointer > stackPointer { break }
      if frame.returnAddress == target && frame.stackPointer == stackPointer {
        unwind(to: index)
        return pop()
      }
    }
    // The stack pointer is above where these began: they are gone (longjmp).
    while context.frames.count > 1, let top = context.frames.last, top.stackPointer < stackPointer { drop() }
    guard let top = context.frames.last else { return enterRoot(.task, target, stackPointer) }
    if isWithin(top, target) { return go(to: top.node) }
    // Back into a function that jumped here, or to its beginning again.
    for index in context.frames.indices.reversed() {
      let frame = context.frames[index]
      if table.functions[Int(frame.function)].address == target, frame.isJump {
        unwind(to: index)
        let again = context.frames[index].node
        if isRecording { nodes[Int(again)].record.calls &+= 1 }
        return go(to: again)
      }
      if isWithin(frame, target) {
        unwind(to: index)
        return go(to: context.frames[index].node)
      }
      if !frame.isJump { break }
    }
    // The program may branch into the function from which a frame below called, without its return address (longjmp to
    // a function that uses no stack).
    if table.extent(of: target).map({ $0.lowerBound != UInt64(target) }) ?? false,
      let frame = context.frames.lastIndex(where: { isWithin($0, target) })
    {
      unwind(to: frame)
      return go(to: context.frames[frame].node)
    }
    push(.jump, site, target, top.returnAddress, top.stackPointer)
  }

  /// Leaves the innermost frame, and those whose return it was as well.
  private func pop() {
    context.allocation.isReturning = true
    while context.frames.count > 1 {
      let wasJump = context.frames[context.frames.count - 1].isJump
      drop()
      if !wasJump { break }
    }
    context.allocation.isReturning = false
    if context.allocation.hasReturned, let follower { finishAllocation(follower) }
    if let top = context.frames.last { stand(on: top) }
  }

  /// Goes on in a frame that was there before.
  @inline(__always)
  private func stand(on frame: Frame) {
    timeline.shrink(depth: context.frames.count, stackBytes: context.stackBase &- frame.stackPointer)
    go(to: frame.node)
  }

  private func unwind(to index: Int) {
    while context.frames.count > index + 1 { drop() }
  }

  private func drop() {
    if context.frames.count <= snapshots.pendingDepth { takeSnapshots(in: context.frames.count) }
    guard let frame = context.frames.popLast() else { return }
    if let follower { didDrop(frame, follower) }
    context.part = frame.partBefore
    guard isRecording, frame.isCounted else { return }
    let cycles = context.clock &- frame.start
    table.returned(frame.function, after: cycles)
    if !watched.isEmpty, let index = watched[table.functions[Int(frame.function)].address] {
      record.callCycles[index].append(cycles)
    }
  }

  // MARK: Contexts

  private func enterRoot(_ kind: ExecutionRecord.Node.Kind, _ address: UInt32, _ stackPointer: UInt32) {
    let known = roots.first { nodes[Int($0)].record.kind == kind && nodes[Int($0)].target == address }
    let node = known ?? add(kind, address, parent: nil, 0)
    let function = Int32(nodes[Int(node)].record.function)
    if snapshots.pendingDepth > 0 { takeSnapshots(in: 0) }
    context = Context()
    context.stackBase = stackPointer
    let layer = layers.isEmpty ? nil : layers[table.functions[Int(function)].address]
    context.frames.append(
      Frame(
        node: node, function: function, returnAddress: .max, stackPointer: stackPointer, start: 0, partBefore: 0,
        isJump: false, isCounted: isRecording, serial: nextSerial(function, stackPointer)))
    context.part = layer ?? 0
    if isRecording {
      nodes[Int(node)].record.calls &+= 1
      timeline.note(depth: 1, stackBytes: 0, at: mark)
    }
    go(to: node)
  }

  /// A reset: everything begins anew.
  func begin(at address: UInt32, stackPointer: UInt32, cycles: UInt64) {
    settle(cycles)
    suspended.removeAll()
    enterRoot(.reset, address, stackPointer)
  }

  /// A handler starts.
  /// - Parameter frame: where the interrupted context was stacked; nil if the handler follows another (tail-chaining), so that
  ///   what was interrupted stays so.
  func enterException(_ number: Int, at vector: UInt32, frame: UInt32?, stackPointer: UInt32, cycles: UInt64) {
    settle(cycles)
    var interrupted = context.interrupted
    if let frame {
      if snapshots.pendingDepth > 0 { takeSnapshots(in: 0) }
      suspended[frame] = context
      interrupted = frame
    } else {
      finishContext()
    }
    enterRoot(.exception(number), vector, stackPointer)
    context.interrupted = interrupted
  }

  /// A handler has returned to the context stacked at `frame`.
  func resume(frame: UInt32, at address: UInt32, stackPointer: UInt32, cycles: UInt64) {
    settle(cycles)
    finishContext()
    guard let interrupted = suspended.removeValue(forKey: frame), let top = interrupted.frames.last else {
      return enterRoot(.task, address, stackPointer)
    }
    context = interrupted
    stand(on: top)
    // The handler may have changed where to go on.
    if !isWithin(top, address), table.functions[Int(top.function)].address != address {
      leave(to: address, from: address, stackPointer: stackPointer)
    }
  }

  /// The running handler has returned, and all its calls with it.
  private func finishContext() { while !context.frames.isEmpty { drop() } }

  // MARK: Markers

  /// The next instruction is at a marked address.
  func arrive(at address: UInt32, cycles: UInt64) { meet(.address(address), cycles: cycles) }

  /// The instruction being executed is a marker.
  func expect(_ marker: Marker) {
    if matches(options.from, marker) || matches(options.to, marker) { pending.append(marker) }
  }

  /// The instruction is complete.
  func meetPending(cycles: UInt64) {
    let markers = pending
    pending.removeAll()
    for marker in markers { meet(marker, cycles: cycles) }
  }

  private func meet(_ marker: Marker, cycles: UInt64) {
    if isRecording, matches(options.to, marker) {
      settle(cycles)
      record.passCycles.append(cycles &- passStart)
      isRecording = false
      if options.changeLimit != 0 { noteChange() }
    }
    // Without `from` recording does not begin a second time.
    if !isRecording, matches(options.from, marker) {
      settle(cycles)
      isRecording = true
      passStart = cycles
      if case .address(let address) = marker { countCall(of: address) }
      if options.changeLimit != 0 { noteChange() }
    }
  }

  /// A function at whose beginning recording begins was called too, just before.
  private func countCall(of address: UInt32) {
    guard var top = context.frames.last, !top.isCounted, top.start == context.clock,
      nodes[Int(top.node)].target == address & ~1
    else { return }
    nodes[Int(top.node)].record.calls &+= 1
    top.isCounted = true
    context.frames[context.frames.count - 1] = top
  }

  private func matches(_ asked: Marker?, _ marker: Marker) -> Bool {
    switch (asked, marker) {
    case (.address(let one)?, .address(let other)): one & ~1 == other & ~1
    case (.stimulus(let port, let value)?, .stimulus(let written, let data)):
      port == written && (value == nil || value == data)
    case (.cycleCounterRead?, .cycleCounterRead), (.cycleCounterWrite?, .cycleCounterWrite): true
    default: false
    }
  }

  // MARK: The result

  /// What was recorded, but for the parts.
  func result(cycles: UInt64) -> ExecutionRecord {
    settle(cycles)
    var result = record
    result.functions = table.functions
    result.nodes = nodes.map(\.record)
    result.intervalCycles = timeline.intervalCycles
    result.intervals = timeline.intervals
    return result
  }
}

// MARK: - Frames

extension CallRecorder {
  /// The number of the innermost frame.
  var currentSerial: UInt32 { context.frames.last?.serial ?? 0 }

  /// Whether a frame has not been left yet.
  func isLive(_ serial: UInt32) -> Bool {
    find(serial, in: context) != nil || suspended.values.contains { find(serial, in: $0) != nil }
  }

  /// A frame that has not been left: its function's address and its stack pointer on entry, and an address of its code.
  func frame(_ serial: UInt32, programCounter: UInt32) -> (
    function: UInt32, stackPointer: UInt32, programCounter: UInt32
  )? {
    for candidate in [context] + Array(suspended.values) {
      guard let index = find(serial, in: candidate) else { continue }
      let frame = candidate.frames[index]
      let next = index + 1 < candidate.frames.count ? nodes[Int(candidate.frames[index + 1].node)].record.callSite : nil
      return (table.functions[Int(frame.function)].address, frame.stackPointer, next ?? programCounter)
    }
    return nil
  }

  /// Numbers rise from the outermost frame to the innermost.
  private func find(_ serial: UInt32, in context: Context) -> Int? {
    let next = context.frames.partitioningIndex { $0.serial >= serial }
    guard next < context.frames.count, context.frames[next].serial == serial else { return nil }
    return next
  }
}

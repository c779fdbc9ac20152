// What the recorder of calls tells of and to the follower of memory: which calls were running when a stack was at its
// lowest, and calls of allocators and layers.

/// Stacks of calls to be remembered, each in a slot of its own that a later one takes over.
///
/// A stack reaches new depths thousands of times in a recursion, so what runs is only copied when the first of its frames
/// is left, or another context goes on.
struct CallSnapshots {
  struct Snapshot {
    /// The frames of the context, then of what it interrupted.
    var contexts: [[CallRecorder.Frame]] = []
    /// How many frames the context has, until they are copied.
    var depth = 0
    var programCounter: UInt32 = 0
    var stackPointer: UInt32 = 0
    var isSet = false
  }

  var slots: [Snapshot] = []
  /// Slots whose frames have not been copied yet, and the most frames of theirs; 0 if there are none.
  var pending: [Int] = []
  var pendingDepth = 0
}

/// Calls of allocators that a context is within.
struct AllocatorCalls {
  /// The outermost call, if there is one, and the index of its frame.
  var request: AllocationRequest?
  var frame = Int.max
  /// The same for what moves the heap's end, which allocators call.
  var endRequest: AllocationRequest?
  var endFrame = Int.max
  /// Whether frames are being left by returning, not by longjmp and kin; then what has returned.
  var isReturning = false
  var returned: AllocationRequest?
  var returnedEnd: AllocationRequest?

  var hasReturned: Bool { returned != nil || returnedEnd != nil }
}

extension CallRecorder {
  // MARK: Stacks of calls

  /// The calls that are running: of the running context, then of what it interrupted.
  /// - Parameters:
  ///   - programCounter: the instruction being executed.
  ///   - stackPointer: the stack pointer after it.
  func callStack(programCounter: UInt32, stackPointer: UInt32) -> CallStack {
    callStack(contexts(), programCounter, stackPointer)
  }

  /// Frames of the running context, and of those that it and they interrupted.
  private func contexts() -> [[Frame]] {
    var contexts = [context.frames]
    var next = context.interrupted
    // Handlers nest no deeper than there are priorities, but frames lie where the firmware puts its stack.
    while contexts.count < 256, let key = next, let outer = suspended[key] {
      contexts.append(outer.frames)
      next = outer.interrupted
    }
    return contexts
  }

  private func callStack(_ contexts: [[Frame]], _ programCounter: UInt32, _ stackPointer: UInt32) -> CallStack {
    var frames: [CallStack.Frame] = []
    for context in contexts {
      for frame in context.reversed() {
        let node = nodes[Int(frame.node)].record
        let function = table.functions[Int(frame.function)]
        frames.append(
          CallStack.Frame(
            kind: node.kind, function: function.address, symbol: function.symbol,
            callSite: node.parent == nil ? nil : node.callSite, stackPointer: frame.stackPointer))
      }
    }
    return CallStack(frames: frames, programCounter: programCounter, stackPointer: stackPointer)
  }

  /// A slot for calls to be remembered.
  func addSnapshot() -> Int {
    snapshots.slots.append(CallSnapshots.Snapshot())
    return snapshots.slots.count - 1
  }

  /// Remembers the calls that are running, in place of what the slot held.
  func noteSnapshot(_ slot: Int, programCounter: UInt32, stackPointer: UInt32) {
    let depth = context.frames.count
    if snapshots.slots[slot].depth == 0 { snapshots.pending.append(slot) }
    snapshots.slots[slot].depth = depth
    snapshots.slots[slot].programCounter = programCounter
    snapshots.slots[slot].stackPointer = stackPointer
    snapshots.slots[slot].isSet = true
    snapshots.pendingDepth = max(snapshots.pendingDepth, depth)
    if depth == 0 { takeSnapshots(in: 0) }
  }

  /// Copies the frames of what is to be remembered.
  /// - Parameter depth: the number of frames of those whose innermost frame is about to be left; 0 for all.
  func takeSnapshots(in depth: Int) {
    let contexts = contexts()
    var left: [Int] = []
    snapshots.pendingDepth = 0
    for slot in snapshots.pending {
      let frames = snapshots.slots[slot].depth
      if frames < depth {
        left.append(slot)
        snapshots.pendingDepth = max(snapshots.pendingDepth, frames)
        continue
      }
      snapshots.slots[slot].contexts = contexts
      // Calls that came later are no part of it.
      if frames < contexts[0].count { snapshots.slots[slot].contexts[0] = Array(contexts[0].prefix(frames)) }
      snapshots.slots[slot].depth = 0
    }
    snapshots.pending = left
  }

  /// What a slot remembers; nil if nothing was noted.
  func snapshot(_ slot: Int) -> CallStack? {
    let snapshot = snapshots.slots[slot]
    guard snapshot.isSet else { return nil }
    var contexts = snapshot.contexts
    if snapshot.depth > 0 {
      contexts = self.contexts()
      contexts[0] = Array(contexts[0].prefix(snapshot.depth))
    }
    return callStack(contexts, snapshot.programCounter, snapshot.stackPointer)
  }

  // MARK: Allocators and layers

  /// Whether what runs is, or was called by, an allocator. A handler that interrupts one is not within it.
  var isInsideAllocator: Bool { context.allocation.request != nil }

  /// A frame was entered.
  func didPush(_ follower: MemoryFollower, layer: Int32?) {
    // What is called will lower the stack pointer.
    if mark >= follower.watch.pointee.end { follower.reachNow(mark) }
    let index = context.frames.count - 1
    if let layer { context.frames[index].span = follower.enterLayer(Int(layer) - 1, cycle: mark) }
    let frame = context.frames[index]
    guard let allocator = follower.allocator(ofFunction: frame.function, table) else { return }
    let site = nodes[Int(frame.node)].record.callSite
    if follower.movesEnd(allocator) {
      guard context.allocation.endRequest == nil else { return }
      context.allocation.endRequest = follower.request(allocator, caller: site)
      context.allocation.endFrame = index
    } else if context.allocation.request == nil {
      context.allocation.request = follower.begin(allocator, caller: site, cycle: mark)
      context.allocation.frame = index
    }
  }

  /// A frame was left.
  func didDrop(_ frame: Frame, _ follower: MemoryFollower) {
    let index = context.frames.count
    if frame.span >= 0 { follower.leaveLayer(frame.span, cycle: mark) }
    if index == context.allocation.frame {
      if context.allocation.isReturning { context.allocation.returned = context.allocation.request }
      context.allocation.request = nil
      context.allocation.frame = .max
    }
    if index == context.allocation.endFrame {
      if context.allocation.isReturning { context.allocation.returnedEnd = context.allocation.endRequest }
      context.allocation.endRequest = nil
      context.allocation.endFrame = .max
    }
  }

  /// Allocators have returned to what called them.
  func finishAllocation(_ follower: MemoryFollower) {
    let (request, end) = (context.allocation.returned, context.allocation.returnedEnd)
    context.allocation.returned = nil
    context.allocation.returnedEnd = nil
    if let end { follower.finishMove(end) }
    if let request { follower.finish(request, cycle: mark) }
  }
}

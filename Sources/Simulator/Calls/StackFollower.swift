/// What the interpreter compares the stack pointer with: it looks closer when it is not among `span` + 1 values from
/// `lowest` on.
struct StackWatch {
  var lowest: UInt32
  var span: UInt32
  /// The cycle from which on the time is to be told before the stack pointer changes.
  var end: UInt64

  /// Lets any value pass.
  mutating func letPass() { (lowest, span) = (0, .max) }
}

/// How an instruction has changed the stack pointer.
enum StackChange: UInt8 {
  /// By adding to it, or storing below it: it stays on its stack.
  case relative
  /// It became what another register holds: the stack may be another, but dynamic arrays are made that way as well.
  case moved
  /// It was loaded from memory, or written as a special register: where to go on, on whatever stack that is.
  case loaded
}

/// Follows the stack pointers: which stacks there are, and how deep they get.
///
/// A stack is recognised when a pointer is set to a value between its lowest and its top. A value elsewhere begins a new
/// stack when a kernel writes it, as soon as code or a handler's return uses it; the top is the highest value seen, so the
/// first frame that a kernel lays out for a task is part of its stack.
struct StackFollower {
  struct Followed {
    var stack: MemoryRecord.Stack
    /// Slot of the calls at its lowest.
    var snapshot: Int
    /// The stack pointer, now or when it was last in use.
    var current: UInt32
    /// The least within the running interval.
    var intervalLowest: UInt32
    /// The global or heap block that its top is in.
    var object: Range<UInt64>?
    /// Its memory was freed: no pointer goes back to it.
    var isGone = false

    var depth: UInt64 { UInt64(stack.top &- current) }
    var contains: ClosedRange<UInt32> { stack.lowest...stack.top }
  }

  /// More than any kernel has tasks. Values that would begin yet another are not followed.
  static let mostStacks = 1 << 10
  /// The largest exception frame (DDI 0403E, figure B1-4): by so much a kernel may move a pointer beyond its stack.
  private static let frameBytes: UInt32 = 0x68
  /// By so much a pointer may be moved down without leaving its stack, if that is not in another object.
  private static let pageBytes: UInt32 = 4096

  var stacks: [Followed] = []
  /// Indices in `stacks` of what the main and the process stack pointer are on; nil while that is not known.
  private(set) var main: Int?
  private(set) var process: Int?
  /// What the process stack pointer was set to, if no stack is known to be there.
  private var unknownProcess: UInt32?
  private(set) var usesProcess = false
  /// The stack that is in use.
  var active: Int? { usesProcess ? process : main }
  /// Bytes in use of all others.
  private(set) var otherBytes: UInt64 = 0

  // MARK: Looking at the pointers

  /// What was found out: the stack that is deeper than ever.
  typealias Deeper = Int

  /// A reset has set the main stack pointer.
  mutating func reset(to value: UInt32, _ objects: (UInt32) -> Range<UInt64>?, addSnapshot: () -> Int) {
    (main, process, unknownProcess, usesProcess) = (nil, nil, nil, false)
    let known = stacks.firstIndex { $0.stack.pointer == .main && $0.stack.top == value }
    main = known ?? add(.main, value, objects, addSnapshot)
    for index in stacks.indices { stacks[index].current = stacks[index].stack.top }
    otherBytes = 0
  }

  /// A special register was written: the pointer may be on another stack now.
  mutating func write(
    _ pointer: MemoryRecord.Stack.Pointer, _ value: UInt32, _ objects: (UInt32) -> Range<UInt64>?,
    addSnapshot: () -> Int
  ) {
    let before = pointer == .main ? main : process
    let found = find(value, from: before, .loaded, objects)
    if pointer == .process {
      process = found
      unknownProcess = found == nil ? value : nil
    } else {
      main = found ?? add(.main, value, objects, addSnapshot)
    }
  }

  /// The running code has set the stack pointer itself.
  mutating func change(
    to value: UInt32, _ change: StackChange, _ objects: (UInt32) -> Range<UInt64>?, addSnapshot: () -> Int
  ) {
    guard change != .relative, let before = active else { return }
    let found = find(value, from: before, change, objects)
    guard found != before else { return }
    let next = found ?? add(usesProcess ? .process : .main, value, objects, addSnapshot)
    if usesProcess { process = next } else { main = next }
  }

  /// Takes note of both pointers, the one in use and the other.
  /// - Parameter found: is told of stacks that are deeper than ever.
  mutating func look(
    main mainPointer: UInt32, process processPointer: UInt32, usesProcess: Bool, _ objects: (UInt32) -> Range<UInt64>?,
    addSnapshot: () -> Int, found: (Deeper) -> Void
  ) {
    self.usesProcess = usesProcess
    if usesProcess, process == nil {
      process = add(.process, processPointer, objects, addSnapshot)
      if let process, let written = unknownProcess, written < processPointer,
        processPointer - written <= Self.frameBytes
      {
        // Where the first frame was that a kernel had laid out for it.
        stacks[process].stack.lowest = written
        stacks[process].intervalLowest = written
        found(process)
      }
      unknownProcess = nil
    }
    if let main { place(main, at: mainPointer, found) }
    if let process {
      place(process, at: process == main ? min(mainPointer, processPointer) : processPointer, found)
    }
    sumOthers()
  }

  /// Before time goes on: where the pointers are, whatever that is worth otherwise.
  mutating func take(main mainPointer: UInt32, process processPointer: UInt32) {
    if let main { stacks[main].current = mainPointer }
    if let process { stacks[process].current = process == main ? min(mainPointer, processPointer) : processPointer }
  }

  /// A kernel has saved registers below the process stack pointer, down to an address.
  /// - Returns: whether that is so.
  mutating func save(at address: UInt32, found: (Deeper) -> Void) -> Bool {
    guard let process, !usesProcess, address < stacks[process].current,
      stacks[process].current - address <= Self.frameBytes
    else { return false }
    place(process, at: address, found)
    sumOthers()
    return true
  }

  /// The stack's memory was freed.
  mutating func free(_ memory: Range<UInt64>) {
    for index in stacks.indices where memory.contains(UInt64(stacks[index].stack.top &- 1)) {
      stacks[index].isGone = true
      stacks[index].current = stacks[index].stack.top
    }
    sumOthers()
  }

  private mutating func place(_ index: Int, at value: UInt32, _ found: (Deeper) -> Void) {
    stacks[index].current = value
    if value > stacks[index].stack.top { stacks[index].stack.top = value }
    if value < stacks[index].intervalLowest { stacks[index].intervalLowest = value }
    if value < stacks[index].stack.lowest {
      stacks[index].stack.lowest = value
      found(index)
    }
  }

  private mutating func sumOthers() {
    otherBytes = 0
    for index in stacks.indices where index != active { otherBytes += stacks[index].depth }
  }

  // MARK: Which stack

  private func find(
    _ value: UInt32, from before: Int?, _ change: StackChange, _ objects: (UInt32) -> Range<UInt64>?
  ) -> Int? {
    if change == .moved, let before, stacks[before].contains.contains(value) { return before }
    // One that has outgrown its memory contains values of its neighbour, whose top is nearer.
    var nearest: Int?
    for (index, followed) in stacks.enumerated() where !followed.isGone && followed.contains.contains(value) {
      if nearest.map({ followed.stack.top < stacks[$0].stack.top }) ?? true { nearest = index }
    }
    if let nearest { return nearest }
    guard let before else { return nil }
    let stack = stacks[before].stack
    let object = objects(value &- 1)
    let isInObject = object == stacks[before].object
    let allowed = change == .moved ? Self.pageBytes : Self.frameBytes
    if value > stack.top { return isInObject && value - stack.top <= Self.frameBytes ? before : nil }
    let from = stacks[before].current
    if value < from, from - value <= allowed, isInObject || change == .moved { return before }
    // Far below: within the stack's own object, or in none, where the main stack and the heap are.
    return change == .moved && (isInObject || object == nil) ? before : nil
  }

  private mutating func add(
    _ pointer: MemoryRecord.Stack.Pointer, _ value: UInt32, _ objects: (UInt32) -> Range<UInt64>?,
    _ addSnapshot: () -> Int
  ) -> Int? {
    guard stacks.count < Self.mostStacks else { return nil }
    let stack = MemoryRecord.Stack(
      pointer: pointer, top: value, lowest: value, cycle: 0,
      calls: CallStack(frames: [], programCounter: 0, stackPointer: value))
    stacks.append(
      Followed(
        stack: stack, snapshot: addSnapshot(), current: value, intervalLowest: value, object: objects(value &- 1)))
    return stacks.count - 1
  }
}

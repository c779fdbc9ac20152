/// A call of an allocator, from its beginning on.
struct AllocationRequest {
  var role: Allocator.Role
  /// Whether the user named the function.
  var isNamed: Bool
  /// Bytes asked for; more than a block can have if their product overflows.
  var size: UInt64 = 0
  /// The block that is to be freed or resized; 0 if there is none.
  var address: UInt32 = 0
  /// The instruction that called.
  var caller: UInt32
  /// What tells the block to be resized from later ones at its address; nil if it is not known.
  var serial: UInt64?
}

/// Follows the heap: what allocators were asked for and what they gave.
struct HeapFollower {
  /// How many blocks are kept for `MemoryRecord.blocks`.
  static let mostRecords = 1 << 16

  private(set) var live = HeapBlocks()
  private(set) var heap = MemoryRecord.Heap()
  private(set) var records: [MemoryRecord.Block] = []
  private(set) var recordsAreCut = false
  /// Whether an allocator was called.
  private(set) var isUsed = false
  private var lowest = UInt32.max
  private var highestEnd: UInt64 = 0
  private var movedEnd: UInt32?
  private var serial: UInt64 = 0

  /// Bytes of live blocks.
  var bytes: UInt64 { live.bytes }

  // MARK: Requests

  /// What a call asks for.
  /// - Parameter argument: gives the function's arguments, as far as they are in registers.
  static func request(
    _ allocator: Allocator, isNamed: Bool, caller: UInt32, argument: (Int) -> UInt32
  ) -> AllocationRequest {
    var request = AllocationRequest(role: allocator.role, isNamed: isNamed, caller: caller)
    func at(_ index: Int) -> UInt32 { argument(allocator.firstArgument + index) }
    switch allocator.role {
    case .allocate, .moveEnd: request.size = UInt64(at(0))
    case .allocateZeroed: request.size = UInt64(at(0)) * UInt64(at(1))
    case .allocateAligned: request.size = UInt64(at(1))
    case .reallocate: (request.address, request.size) = (at(0), UInt64(at(1)))
    case .reallocateArray: (request.address, request.size) = (at(0), UInt64(at(1)) * UInt64(at(2)))
    case .free: request.address = at(0)
    }
    return request
  }

  /// A call has begun. A block to be freed is gone from now on, because another task may get its memory before the call
  /// returns; one to be resized only afterwards.
  /// - Returns: blocks that are gone.
  mutating func begin(_ request: inout AllocationRequest, cycle: UInt64) -> [HeapBlocks.Live] {
    isUsed = true
    guard request.address != 0 else { return [] }
    switch request.role {
    case .free: return free(request.address, isNamed: request.isNamed, cycle: cycle)
    case .reallocate, .reallocateArray:
      request.serial = live.block(at: request.address, isNamed: request.isNamed)?.serial
      return []
    default: return []
    }
  }

  private mutating func free(_ address: UInt32, isNamed: Bool, cycle: UInt64) -> [HeapBlocks.Live] {
    let gone = live.remove(address, isNamed: isNamed)
    if !gone.isEmpty { heap.frees += 1 }
    note(gone, cycle: cycle)
    return gone
  }

  /// What a call came to.
  enum Outcome {
    case allocated
    /// There was no memory; a block that was to be resized is as it was.
    case refused
    case freed
    /// Nothing was asked for, such as freeing no block.
    case nothing
  }

  /// A call has returned.
  /// - Returns: what it came to, and blocks that are gone.
  mutating func finish(
    _ request: AllocationRequest, result: UInt32, cycle: UInt64
  ) -> (outcome: Outcome, gone: [HeapBlocks.Live]) {
    switch request.role {
    case .moveEnd: return (.nothing, [])
    case .free: return (request.address == 0 ? .nothing : .freed, [])
    case .reallocate, .reallocateArray:
      let isOld =
        request.address != 0 && request.serial != nil
        && live.block(at: request.address, isNamed: request.isNamed)?.serial == request.serial
      guard result == 0 else {
        let gone = isOld ? free(request.address, isNamed: request.isNamed, cycle: cycle) : []
        return (.allocated, gone + allocate(request, at: result, cycle: cycle))
      }
      guard request.size == 0 else { break }
      guard request.address != 0 else { return (.nothing, []) }
      return (.freed, isOld ? free(request.address, isNamed: request.isNamed, cycle: cycle) : [])
    default:
      if result != 0 { return (.allocated, allocate(request, at: result, cycle: cycle)) }
      // For no bytes an allocator may give no block.
      if request.size == 0 { return (.nothing, []) }
    }
    heap.failures += 1
    return (.refused, [])
  }

  private mutating func allocate(
    _ request: AllocationRequest, at address: UInt32, cycle: UInt64
  ) -> [HeapBlocks.Live] {
    let block = MemoryRecord.Block(
      address: address, size: UInt32(clamping: request.size), allocated: cycle, caller: request.caller)
    serial += 1
    var new = HeapBlocks.Live(block: block, isNamed: request.isNamed, serial: serial)
    if records.count < Self.mostRecords {
      new.record = records.count
      records.append(block)
    } else {
      recordsAreCut = true
    }
    heap.allocations += 1
    lowest = min(lowest, address)
    highestEnd = max(highestEnd, UInt64(address) + UInt64(block.size))
    let gone = live.insert(new)
    note(gone, cycle: cycle)
    return gone
  }

  private mutating func note(_ gone: [HeapBlocks.Live], cycle: UInt64) {
    for block in gone { if let record = block.record { records[record].freed = cycle } }
  }

  /// The heap's end was moved, successfully or not.
  /// - Returns: where it is, if it was.
  mutating func move(by bytes: UInt32, from before: UInt32) -> UInt32? {
    guard before != .max else { return nil }
    let end = before &+ bytes
    movedEnd = end
    lowest = min(lowest, before)
    return end
  }

  /// Notes that there have never been so many live bytes.
  /// - Returns: whether that is so.
  mutating func notePeak(cycle: UInt64) -> Bool {
    guard live.bytes > heap.peakBytes else { return false }
    heap.peakBytes = live.bytes
    heap.peakBlocks = live.count
    heap.peakCycle = cycle
    return true
  }

  /// The core was reset: an allocator begins anew.
  mutating func reset(cycle: UInt64) { note(live.removeAll(), cycle: cycle) }

  /// What it came to, but for the calls.
  var result: MemoryRecord.Heap? {
    guard isUsed else { return nil }
    var result = heap
    result.liveBytes = live.bytes
    result.liveBlocks = live.count
    guard lowest != .max else { return result }
    result.start = lowest
    result.end = movedEnd ?? UInt32(clamping: highestEnd)
    return result
  }
}

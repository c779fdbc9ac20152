/// What stacks and the heap came to in a run, if `RecordingOptions.followsMemory` was set. Addresses are the firmware's,
/// sizes bytes, moments core clock cycles since reset.
public struct MemoryRecord: Sendable {
  /// One stack: the main stack, or a stack that the process stack pointer was set to.
  public struct Stack: Sendable, Equatable {
    public enum Pointer: String, Sendable { case main, process }
    public var pointer: Pointer
    /// Where it begins: the highest stack pointer, one past its first byte.
    public var top: UInt32
    /// The lowest stack pointer, when and in which calls it was reached.
    public var lowest: UInt32
    public var cycle: UInt64
    public var calls: CallStack

    public init(pointer: Pointer, top: UInt32, lowest: UInt32, cycle: UInt64, calls: CallStack) {
      self.pointer = pointer
      self.top = top
      self.lowest = lowest
      self.cycle = cycle
      self.calls = calls
    }

    public var peakBytes: UInt32 { top - lowest }
  }

  /// A block that an allocator gave out.
  public struct Block: Sendable, Equatable {
    public var address: UInt32
    /// As asked for.
    public var size: UInt32
    public var allocated: UInt64
    /// Nil while it is live.
    public var freed: UInt64?
    /// The instruction that called the allocator, and the function (address) it is in.
    public var caller: UInt32

    public init(address: UInt32, size: UInt32, allocated: UInt64, freed: UInt64? = nil, caller: UInt32) {
      self.address = address
      self.size = size
      self.allocated = allocated
      self.freed = freed
      self.caller = caller
    }
  }

  public struct Heap: Sendable, Equatable {
    /// The most bytes live at once, when, in which calls, and how many blocks that were.
    public var peakBytes: UInt64 = 0
    public var peakBlocks = 0
    public var peakCycle: UInt64 = 0
    public var peakCalls: CallStack?
    public var allocations: UInt64 = 0
    public var frees: UInt64 = 0
    /// Allocations that were refused.
    public var failures: UInt64 = 0
    public var liveBytes: UInt64 = 0
    public var liveBlocks = 0
    /// What the allocator took of the memory, live or not: from the lowest block's address to where `_sbrk` or kin last put
    /// the heap's end, or to the highest block's end.
    public var start: UInt32 = 0
    public var end: UInt32 = 0

    public init() {}
  }

  /// A call of a layer, where layers are recorded.
  public struct LayerSpan: Sendable, Equatable {
    /// Index in `RecordingOptions.layers`; where layers share a function, its calls are theirs in turn.
    public var layer: Int
    public var start: UInt64
    public var end: UInt64

    public init(layer: Int, start: UInt64, end: UInt64) {
      self.layer = layer
      self.start = start
      self.end = end
    }
  }

  /// The least stack pointer of each stack within an interval of `intervalCycles`: indices go with `stacks`; nil where that
  /// stack was not in use yet.
  public struct Interval: Sendable, Equatable {
    public var lowest: [UInt32?]

    public init(lowest: [UInt32?] = []) { self.lowest = lowest }
  }

  /// The most bytes in use at once: of all stacks from their tops down, live heap blocks, and tensors of the running layer.
  public struct Peak: Sendable, Equatable {
    public var bytes: UInt64 = 0
    public var cycle: UInt64 = 0
    public var calls: CallStack?
    /// Of each of `stacks`.
    public var stackBytes: [UInt32] = []
    public var heapBytes: UInt64 = 0
    public var tensorBytes: UInt64 = 0

    public init() {}
  }

  public var stacks: [Stack] = []
  /// Nil if the image has no allocator that is known, or it was not called.
  public var heap: Heap?
  /// In order of allocation; no more than the first 2^16.
  public var blocks: [Block] = []
  public var blocksAreCut = false
  public var layers: [LayerSpan] = []
  public var layersAreCut = false
  public var peak = Peak()
  public var intervalCycles: UInt64 = 1
  /// From reset on; no more than 1,024.
  public var intervals: [Interval] = []
  /// All cycles of the run.
  public var cycles: UInt64 = 0

  public init() {}
}

/// Is told what happens to the heap and of layers while memory is followed. `caller` is the instruction that called the allocator.
protocol AllocationEvents: AnyObject {
  /// An allocator's function was called, of any kind.
  func willAllocate(caller: UInt32)
  /// A block is about to be given back, by `free` or `realloc` with this argument (never 0).
  func willFree(_ address: UInt32, reallocates: Bool, caller: UInt32)
  /// The allocator has returned a block; `replaced` is what `realloc` was given, which is gone now unless it is the same.
  func didAllocate(_ address: UInt32, size: UInt32, isZeroed: Bool, replaced: UInt32?, caller: UInt32)
  /// `free` has returned.
  func didFree(_ address: UInt32, caller: UInt32)
  /// The heap's end was moved.
  func didMoveHeapEnd(to address: UInt32, caller: UInt32)
  /// A layer of the network begins or has ended, also while a handler interrupts it; `outer` goes on then.
  func didEnterLayer(_ layer: Int)
  func didLeaveLayer(_ layer: Int, outer: Int?)
}

/// What is recorded of a run for a profile, beyond the ledger that every run keeps.
public struct RecordingOptions: Sendable {
  /// Functions (addresses) whose calls are parts of their own: layers. What they call belongs to them.
  public var layers: [UInt32] = []
  /// Functions (addresses) of which every call is timed.
  public var watched: [UInt32] = []
  /// Only what runs from one marker to another is recorded, each time; nil: from reset, to the end.
  public var from: Marker?
  public var to: Marker?
  /// How many changes of path are kept for `ExecutionRecord.changes`.
  public var changeLimit = 0
  /// Whether data accesses and misses are counted, for `ExecutionRecord.Part.accesses`. Nothing else depends on it.
  public var countsAccesses = true
  /// Whether stacks and the heap are followed, for `ExecutionRecord.memory`.
  public var followsMemory = false
  /// Functions that give out memory, beside those that are known by name (`Allocator.known`), while memory is followed.
  public var allocators: [Allocator] = []
  /// Buffers of a network, while memory is followed and `layers` are its layers.
  public var tensors: [TensorBuffer] = []

  public init() {}
}

/// A moment in a run that can be named.
public enum Marker: Sendable, Equatable {
  /// The instruction at an address is about to be executed.
  case address(UInt32)
  /// The firmware has written to a stimulus port of the ITM, this value or any.
  case stimulus(port: Int, value: UInt32?)
  /// The firmware has read or written DWT_CYCCNT.
  case cycleCounterRead, cycleCounterWrite
}

/// What was recorded. Cycles are core clock cycles.
public struct ExecutionRecord: Sendable {
  /// A function as calls saw it.
  public struct Function: Sendable, Equatable {
    /// Its symbol's address, or without a symbol the address that was called.
    public var address: UInt32
    /// Index in the image's `symbols`.
    public var symbol: Int?
    /// Calls that returned, and the least, most and all inclusive cycles of them; recursive calls count each.
    public var returns: UInt64 = 0
    public var minimumCycles: UInt64 = .max
    public var maximumCycles: UInt64 = 0

    public init(address: UInt32, symbol: Int?) {
      self.address = address
      self.symbol = symbol
    }
  }

  /// A node of the calling context tree.
  public struct Node: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case reset, task, call, jump
      case exception(Int)
    }
    public var kind: Kind
    /// Index in `functions`.
    public var function: Int
    /// Index in `nodes`, of one before it; nil for `reset`, `task` and `exception`.
    public var parent: Int?
    /// The instruction that called or jumped; 0 without a parent.
    public var callSite: UInt32
    public var calls: UInt64 = 0
    /// Cycles while this was the innermost path.
    public var selfCycles: UInt64 = 0

    public init(kind: Kind, function: Int, parent: Int?, callSite: UInt32) {
      self.kind = kind
      self.function = function
      self.parent = parent
      self.callSite = callSite
    }
  }

  /// Data accesses and misses of one instruction.
  public struct Accesses: Sendable, Equatable {
    /// Transfers and bytes by memory: an index in `memories`.
    public var loads: [UInt64]
    public var stores: [UInt64]
    public var bytesLoaded: [UInt64]
    public var bytesStored: [UInt64]
    /// Fetches of its bytes, and its data accesses, that missed a cache or the flash accelerator's lines.
    public var fetchMisses: UInt64 = 0
    public var dataMisses: UInt64 = 0

    public init(memories: Int) {
      loads = .init(repeating: 0, count: memories)
      stores = loads
      bytesLoaded = loads
      bytesStored = loads
    }
  }

  /// One part of the run: what belongs to a layer, or to none.
  public struct Part: Sendable {
    public var ledger = Ledger()
    /// By instruction address.
    public var accesses: [UInt32: Accesses] = [:]

    public init() {}
  }

  /// Names of memories and peripheral areas, in the order in which `Accesses` counts.
  public var memories: [String] = []
  /// What belongs to no layer, then to each of `RecordingOptions.layers`. What ran outside of `from` and `to` is in none.
  public var parts: [Part] = []
  public var functions: [Function] = []
  /// Their self cycles sum to the cycles of all parts' ledgers.
  public var nodes: [Node] = []
  /// Inclusive cycles of every call that returned, for each of `RecordingOptions.watched`.
  public var callCycles: [[UInt64]] = []
  /// Cycles of every pass from `from` to `to` that ended.
  public var passCycles: [UInt64] = []

  /// What ran when, in intervals of equal length from reset on: nodes with their self cycles, the deepest call depth and
  /// the most bytes of stack in use below where the running stack began.
  public struct Interval: Sendable, Equatable {
    public var nodes: [Int32] = []
    public var cycles: [UInt64] = []
    public var depth = 0
    public var stackBytes: UInt32 = 0

    public init() {}
  }
  public var intervalCycles: UInt64 = 1
  public var intervals: [Interval] = []

  public struct Change: Sendable, Equatable {
    public var cycle: UInt64
    /// The node that runs from then on; -1 outside of `from` and `to`.
    public var node: Int32

    public init(cycle: UInt64, node: Int32) {
      self.cycle = cycle
      self.node = node
    }
  }
  public var changes: [Change] = []
  public var changesAreCut = false
  /// Nil unless it was asked for.
  public var memory: MemoryRecord?

  public init() {}
}

/// Something that the firmware must not do, as often as it did it in one way.
public struct Violation: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case outsideMemory = "outside-memory"
    case flashWrite = "flash-write"
    case noExecute = "no-execute"
    case nullAccess = "null-access"
    case misaligned = "misaligned-access"
    case stackOverflow = "stack-overflow"
    case heapMeetsStack = "heap-meets-stack"
    /// A value was used that nothing had written since reset.
    case uninitialized = "uninitialized-read"
    /// … that a frame had left behind on the stack.
    case staleStack = "stale-stack-read"
    case globalBounds = "global-out-of-bounds"
    case stackBounds = "stack-out-of-bounds"
    case heapBounds = "heap-out-of-bounds"
    case useAfterReturn = "use-after-return"
    case useAfterFree = "use-after-free"
    case doubleFree = "double-free"
    case badFree = "bad-free"
    case leak = "leak"
    case tensorBounds = "tensor-out-of-bounds"
    case tensorUnwritten = "tensor-read-before-write"
    case tensorLifetime = "tensor-after-lifetime"
    case peripheralWithoutStub = "peripheral-without-stub"
    case divisionByZero = "division-by-zero"
    case lostExclusive = "lost-exclusive"
  }

  public enum Access: String, Sendable, Codable { case read, write, execute, free, none }

  /// Something that has bounds.
  public struct Object: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable {
      case global, stack, heap, tensor
      /// All of a function's frame, where its variables are not known.
      case frame
      /// A whole stack, or a section.
      case region
    }
    public var kind: Kind
    /// The variable's, tensor's or section's name; of a heap block "block".
    public var name: String
    public var address: UInt32
    public var size: UInt32
    /// Whose variable or frame it is.
    public var function: String?
    /// Where it is declared: path as the compiler recorded it, and the line from 1.
    public var file: String?
    public var line: Int?
    /// Calls that allocated the block and that freed it, innermost first.
    public var allocated: [CodePlace]
    public var freed: [CodePlace]

    public init(
      kind: Kind, name: String, address: UInt32, size: UInt32, function: String? = nil, file: String? = nil,
      line: Int? = nil, allocated: [CodePlace] = [], freed: [CodePlace] = []
    ) {
      self.kind = kind
      self.name = name
      self.address = address
      self.size = size
      self.function = function
      self.file = file
      self.line = line
      self.allocated = allocated
      self.freed = freed
    }
  }

  /// One frame of the deepest call path, for a stack that overflowed.
  public struct FrameSize: Sendable, Equatable {
    public var place: CodePlace
    public var bytes: UInt32

    public init(place: CodePlace, bytes: UInt32) {
      self.place = place
      self.bytes = bytes
    }
  }

  /// Memory around the access, and what lies in it.
  public struct Surroundings: Sendable, Equatable {
    /// A multiple of 16.
    public var address: UInt32
    /// Nil where nothing has been written since reset, or where there is no memory.
    public var bytes: [UInt8?]
    public var objects: [Object]

    public init(address: UInt32, bytes: [UInt8?], objects: [Object]) {
      self.address = address
      self.bytes = bytes
      self.objects = objects
    }
  }

  public var kind: Kind
  public var access: Access
  /// First address and size in bytes of the first such access.
  public var address: UInt32
  public var size: UInt32
  /// The instruction's assembly text.
  public var instruction: String
  /// Where it happened and through which calls, innermost first, inlined functions included; never empty.
  public var stack: [CodePlace]
  /// What the pointer came from; nil: unknown origin, or the kind has no pointer.
  public var object: Object?
  /// The object nearest to the address, and the bytes from it, as `Object.distance(to:)` counts them.
  public var nearest: Object?
  public var distance: Int64?
  /// How often, and the core clock cycle of the first time.
  public var count: UInt64
  public var cycle: UInt64
  /// Of a stack overflow: the deepest call path, innermost first.
  public var frames: [FrameSize]
  public var surroundings: Surroundings?
  /// What else is known, a sentence each.
  public var notes: [String]

  public init(
    kind: Kind, access: Access, address: UInt32, size: UInt32, instruction: String, stack: [CodePlace],
    object: Object? = nil, nearest: Object? = nil, distance: Int64? = nil, count: UInt64 = 1, cycle: UInt64 = 0,
    frames: [FrameSize] = [], surroundings: Surroundings? = nil, notes: [String] = []
  ) {
    self.kind = kind
    self.access = access
    self.address = address
    self.size = size
    self.instruction = instruction
    self.stack = stack
    self.object = object
    self.nearest = nearest
    self.distance = distance
    self.count = count
    self.cycle = cycle
    self.frames = frames
    self.surroundings = surroundings
    self.notes = notes
  }
}

/// What checking a run came to.
public struct CheckReport: Sendable, Equatable {
  /// Board and image.
  public var target: String
  public var firmware: String
  /// In order of their first time.
  public var violations: [Violation]
  /// Violations left out by suppressions.
  public var suppressed: UInt64
  /// How the run ended, in words, and what it took.
  public var stop: String
  public var instructions: UInt64
  public var cycles: UInt64
  /// What could not be checked, and why, a sentence each.
  public var notes: [String]

  public init(
    target: String, firmware: String, violations: [Violation], suppressed: UInt64 = 0, stop: String,
    instructions: UInt64 = 0, cycles: UInt64 = 0, notes: [String] = []
  ) {
    self.target = target
    self.firmware = firmware
    self.violations = violations
    self.suppressed = suppressed
    self.stop = stop
    self.instructions = instructions
    self.cycles = cycles
    self.notes = notes
  }
}

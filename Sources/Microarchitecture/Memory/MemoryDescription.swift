/// A board's memories as timing sees them: who is behind which bus, and what the bus, the flash and the caches cost. Read
/// from the `memory-timing` of a board file, where every number has its source.
public struct MemoryDescription: Sendable, Equatable {
  /// One appearance of a memory: its own addresses, or an alias. An alias may be reached over another bus.
  public struct Window: Sendable, Equatable {
    /// The memory's number: its index in the board's list. All its appearances have the same.
    public var memory: Int
    public var base: UInt32
    /// Size in bytes.
    public var size: UInt32
    public var isExecutable: Bool
    /// Index in `buses`.
    public var bus: Int

    public init(memory: Int, base: UInt32, size: UInt32, isExecutable: Bool, bus: Int) {
      self.memory = memory
      self.base = base
      self.size = size
      self.isExecutable = isExecutable
      self.bus = bus
    }
  }

  /// How a memory is reached.
  public struct Bus: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      /// Costs nothing: tightly coupled memories, and zero-wait SRAM on a code or data bus.
      case direct
      /// Flash read through the lines, buffers and prefetch of a flash accelerator.
      case flashLines
      /// The system bus of a Cortex-M4.
      case system(SystemBus)
      /// The AXI master of a Cortex-M7, behind its caches.
      case cached(CachedBus)
    }
    public var name: String
    public var kind: Kind
    /// See `CachedBus.fetchKept`; 0 for a bus of another kind.
    var fetchKept: UInt32 { if case .cached(let bus) = kind { bus.fetchKept } else { 0 } }
    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// Data at zero wait states; instructions fetched a word at a time, more slowly than over the code bus.
  public struct SystemBus: Sendable, Equatable {
    /// Bus cycles of one word fetched; 1 keeps up with the core.
    public var fetchCycles: UInt32
    /// Words that the core fetches ahead.
    public var fetchAhead: UInt32
    /// After every so many transfers of one instruction (LDM, STM, PUSH, POP) the bus matrix lets an instruction fetch by,
    /// and the next waits one cycle; 0 if none does.
    public var conflictRun: UInt32
    public init(fetchCycles: UInt32, fetchAhead: UInt32, conflictRun: UInt32) {
      self.fetchCycles = fetchCycles
      self.fetchAhead = fetchAhead
      self.conflictRun = conflictRun
    }
  }

  /// Costs in bus cycles: `MemoryConfiguration.clockRatio` core cycles each.
  public struct CachedBus: Sendable, Equatable {
    /// From a request to its first beat, without the flash's wait states: what a load waits for more than on a hit.
    public var latency: UInt32
    /// Between beats of 8 bytes.
    public var beat: UInt32
    /// Of a buffered write of up to 8 bytes.
    public var write: UInt32
    /// Whether the flash is behind it, so that its wait states count.
    public var isFlash: Bool
    /// Double words that the core fetches ahead where it fetches uncached.
    public var fetchAhead: UInt32
    /// Double words fetched uncached that the core still has, so that a loop within them is not fetched again.
    public var fetchKept: UInt32
    public init(
      latency: UInt32, beat: UInt32, write: UInt32, isFlash: Bool, fetchAhead: UInt32, fetchKept: UInt32 = 0
    ) {
      self.fetchKept = fetchKept
      self.latency = latency
      self.beat = beat
      self.write = write
      self.isFlash = isFlash
      self.fetchAhead = fetchAhead
    }
  }

  /// The flash and its accelerator.
  public struct Flash: Sendable, Equatable {
    /// Bytes of one flash read.
    public var readSize: UInt32
    /// Bytes of a line of the accelerator: one read, or several that are filled one by one.
    public var lineSize: UInt32
    /// Instruction lines, and the ways of each set: as many as lines where any line can be anywhere.
    public var instructionLines: UInt32
    public var instructionWays: UInt32
    /// Data lines; 0 if only the last line read is kept.
    public var dataLines: UInt32
    /// Whether data are kept in the instruction lines (STM32F7).
    public var unifiedLines: Bool
    public var hasPrefetch: Bool
    /// Cycles of a miss beyond the wait states while the instruction lines are on.
    public var lineFill: UInt32
    /// The highest clock of the flash interface in hertz for 0, 1, 2… wait states, at the supply voltage that the board
    /// runs at.
    public var clockLimits: [UInt64]

    public init(
      readSize: UInt32, lineSize: UInt32, instructionLines: UInt32, instructionWays: UInt32, dataLines: UInt32,
      unifiedLines: Bool = false, hasPrefetch: Bool, lineFill: UInt32 = 0, clockLimits: [UInt64] = []
    ) {
      self.readSize = readSize
      self.lineSize = lineSize
      self.instructionLines = instructionLines
      self.instructionWays = instructionWays
      self.dataLines = dataLines
      self.unifiedLines = unifiedLines
      self.hasPrefetch = hasPrefetch
      self.lineFill = lineFill
      self.clockLimits = clockLimits
    }

    /// Wait states that a clock of the flash interface needs; above the last limit, one more than that has. Nil if the
    /// board file has no limits.
    public func requiredWaitStates(atHertz hertz: UInt64) -> UInt32? {
      clockLimits.isEmpty ? nil : UInt32(clockLimits.firstIndex { hertz <= $0 } ?? clockLimits.count)
    }
  }

  /// A cache of the Cortex-M7 with lines of 32 bytes.
  public struct Cache: Sendable, Equatable {
    public static let lineSize = 32
    /// Size in bytes.
    public var size: Int
    public var ways: Int
    public var sets: Int { size / (ways * Self.lineSize) }
    public init(size: Int, ways: Int) {
      self.size = size
      self.ways = ways
    }
  }

  /// Peripherals that answer after wait states.
  public struct PeripheralRange: Sendable, Equatable {
    public var base: UInt32
    public var size: UInt32
    /// Core cycles beyond a zero-wait access, for each transfer.
    public var load: UInt32
    public var store: UInt32
    public init(base: UInt32, size: UInt32, load: UInt32, store: UInt32) {
      self.base = base
      self.size = size
      self.load = load
      self.store = store
    }
  }

  /// In the order of their bases, none overlapping. Memories not among them cost nothing.
  public var windows: [Window]
  public var buses: [Bus]
  public var flash: Flash?
  public var instructionCache: Cache?
  public var dataCache: Cache?
  /// Stores that can wait to be written while the core goes on.
  public var writeBuffer: Int
  public var peripherals: [PeripheralRange]
  /// What holds until something else is set: what the part has without any register that says so.
  public var reset: MemoryConfiguration

  public init(
    windows: [Window] = [], buses: [Bus] = [], flash: Flash? = nil, instructionCache: Cache? = nil,
    dataCache: Cache? = nil, writeBuffer: Int = 4, peripherals: [PeripheralRange] = [],
    reset: MemoryConfiguration = MemoryConfiguration()
  ) {
    self.windows = windows
    self.buses = buses
    self.flash = flash
    self.instructionCache = instructionCache
    self.dataCache = dataCache
    self.writeBuffer = writeBuffer
    self.peripherals = peripherals
    self.reset = reset
  }

  /// Nothing costs anything.
  public static let flat = MemoryDescription()

  /// Whether any fetch or any access can ever cost something.
  public var isFlat: Bool {
    peripherals.isEmpty && windows.allSatisfy { buses[$0.bus].kind == .direct }
  }

  /// Wait states that the flash needs at a clock of its interface; see `Flash.requiredWaitStates`.
  public func requiredWaitStates(atHertz hertz: UInt64) -> UInt32? { flash?.requiredWaitStates(atHertz: hertz) }
}

/// What of the memory's timing the firmware, or the command line, can change.
public struct MemoryConfiguration: Sendable, Equatable {
  /// Flash wait states (the LATENCY field of FLASH_ACR), in cycles of the clock that the flash's bus runs at.
  public var waitStates: UInt32
  /// Flash accelerator: prefetch, instruction lines, data lines in use.
  public var prefetch: Bool
  public var instructionLines: Bool
  public var dataLines: Bool
  /// CCR.IC and CCR.DC of the Cortex-M7.
  public var instructionCache: Bool
  public var dataCache: Bool
  /// Core cycles for each cycle of the buses behind the caches.
  public var clockRatio: UInt32

  public init(
    waitStates: UInt32 = 0, prefetch: Bool = false, instructionLines: Bool = false, dataLines: Bool = false,
    instructionCache: Bool = false, dataCache: Bool = false, clockRatio: UInt32 = 1
  ) {
    self.waitStates = waitStates
    self.prefetch = prefetch
    self.instructionLines = instructionLines
    self.dataLines = dataLines
    self.instructionCache = instructionCache
    self.dataCache = dataCache
    self.clockRatio = clockRatio
  }
}

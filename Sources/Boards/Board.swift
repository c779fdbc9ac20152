import Microarchitecture

/// A board: what a firmware image can see of the part it runs on. Loaded from `Targets/NAME.yaml`.
public struct Board: Sendable, Equatable {
  public var name: String
  public var summary: String
  public var core: Core
  /// Core clock in hertz at which simulated time is reckoned.
  public var clock: UInt64
  /// Where the vector table is at reset (the initial VTOR).
  public var vectorTable: UInt32
  public var regions: [MemoryRegion]
  public var peripherals: [Peripheral]
  /// What instructions cost the core: from the file that the board names, or its core's.
  public var costs: CostTable

  /// - Parameter costs: without them an empty table, which no pipeline can be made from.
  public init(
    name: String, summary: String, core: Core, clock: UInt64, vectorTable: UInt32, regions: [MemoryRegion],
    peripherals: [Peripheral], costs: CostTable? = nil
  ) {
    self.name = name
    self.summary = summary
    self.core = core
    self.clock = clock
    self.vectorTable = vectorTable
    self.regions = regions
    self.peripherals = peripherals
    self.costs = costs ?? CostTable(core: core.kind.rawValue, rows: [])
  }
}

/// The processor core and the options its implementer chose.
public struct Core: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case cortexM4 = "cortex-m4", cortexM7 = "cortex-m7" }
  public enum FloatingPoint: String, Sendable, CaseIterable { case none, single, double }

  public var kind: Kind
  public var floatingPoint: FloatingPoint
  /// MPU regions: 0 (no MPU), 8 or 16.
  public var mpuRegions: Int
  /// Implemented interrupt priority bits, 3…8 (the high bits of each priority byte).
  public var priorityBits: Int
  /// External interrupts, 1…240.
  public var interrupts: Int
  /// CPUID register value.
  public var cpuid: UInt32
  /// Cache sizes in bytes, 0 where there is none (Cortex-M7 only).
  public var instructionCache: Int
  public var dataCache: Int
  /// Bit-band regions at 0x20000000 and 0x40000000 (Cortex-M4 option).
  public var bitBanding: Bool

  public init(
    kind: Kind, floatingPoint: FloatingPoint, mpuRegions: Int, priorityBits: Int, interrupts: Int, cpuid: UInt32,
    instructionCache: Int = 0, dataCache: Int = 0, bitBanding: Bool = false
  ) {
    self.kind = kind
    self.floatingPoint = floatingPoint
    self.mpuRegions = mpuRegions
    self.priorityBits = priorityBits
    self.interrupts = interrupts
    self.cpuid = cpuid
    self.instructionCache = instructionCache
    self.dataCache = dataCache
    self.bitBanding = bitBanding
  }
}

/// One memory of the part. All its aliases show the same bytes.
public struct MemoryRegion: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case flash, sram, itcm, dtcm, ccm, rom, external }

  public var name: String
  public var kind: Kind
  public var base: UInt32
  /// Size in bytes.
  public var size: UInt32
  /// Other addresses at which the same bytes appear.
  public var aliases: [UInt32]
  /// Whether instructions can be fetched from it (CCM of an STM32F4 sits on the D-bus only).
  public var executable: Bool
  /// Whether stores reach it. Flash and ROM are written by the loader only.
  public var writable: Bool

  public init(
    name: String, kind: Kind, base: UInt32, size: UInt32, aliases: [UInt32] = [], executable: Bool = true,
    writable: Bool
  ) {
    self.name = name
    self.kind = kind
    self.base = base
    self.size = size
    self.aliases = aliases
    self.executable = executable
    self.writable = writable
  }
}

/// A peripheral on the bus, as data.
public struct Peripheral: Sendable, Equatable {
  public enum Model: Sendable, Equatable {
    /// Registers that read back what was written, with reset values and ready bits. Offsets that no register names are
    /// plain storage too: 32 bits each, 0 at reset.
    case stub(registers: [StubRegister])
    /// Arm CMSDK APB UART (DDI 0479): transmit, receive and combined overflow interrupt numbers; overflow is -1
    /// where it is not wired.
    case cmsdkUART(transmit: Int, receive: Int, overflow: Int)
    /// Arm CMSDK APB timer (DDI 0479) and its interrupt number.
    case cmsdkTimer(interrupt: Int)
    /// Arm CMSDK dual timer (DDI 0479, SP804 style) and its interrupt number.
    case cmsdkDualTimer(interrupt: Int)
  }

  public var name: String
  public var base: UInt32
  public var size: UInt32
  public var model: Model

  public init(name: String, base: UInt32, size: UInt32, model: Model) {
    self.name = name
    self.base = base
    self.size = size
    self.model = model
  }
}

/// One register of a stub, 32 bits wide.
///
/// It reads as `stored | alwaysSet | follows`, where `stored` starts as `reset` and a write replaces its `writeMask` bits
/// (then clears the `writeOneToClear` bits that were written as one). The loader keeps `follows` bits out of `reset` and
/// `writeMask`, so they read as zero whenever their condition does not hold.
public struct StubRegister: Sendable, Equatable {
  /// When bits in `when` are all set in the register at `source` (offset in the same peripheral), `set` reads as set.
  public struct Follow: Sendable, Equatable {
    public var source: UInt32
    public var when: UInt32
    public var set: UInt32
    public init(source: UInt32, when: UInt32, set: UInt32) {
      self.source = source
      self.when = when
      self.set = set
    }
  }

  /// Output by DMA (nRF UARTE): the address and the byte count are in the registers at these offsets.
  public struct MemoryTransmit: Sendable, Equatable {
    public var address: UInt32
    public var count: UInt32
    public init(address: UInt32, count: UInt32) {
      self.address = address
      self.count = count
    }
  }

  public var name: String
  public var offset: UInt32
  public var reset: UInt32
  /// Bits that read back what was written.
  public var writeMask: UInt32
  /// Bits that read as one whatever was written (ready flags that never go away).
  public var alwaysSet: UInt32
  /// Bits cleared by writing one.
  public var writeOneToClear: UInt32
  public var follows: [Follow]
  /// What is written here (low byte) is output of the board's UART.
  public var isTransmitData: Bool
  /// Reads advance with the core clock divided by this, if not zero (free-running counters).
  public var countsCyclesDividedBy: UInt32
  /// Writing a one to bit 0 sends that many bytes from guest memory to the board's UART output.
  public var transmitsFromMemory: MemoryTransmit?

  public init(
    name: String, offset: UInt32, reset: UInt32 = 0, writeMask: UInt32 = .max, alwaysSet: UInt32 = 0,
    writeOneToClear: UInt32 = 0, follows: [Follow] = [], isTransmitData: Bool = false,
    countsCyclesDividedBy: UInt32 = 0,
    transmitsFromMemory: MemoryTransmit? = nil
  ) {
    self.name = name
    self.offset = offset
    self.reset = reset
    self.writeMask = writeMask
    self.alwaysSet = alwaysSet
    self.writeOneToClear = writeOneToClear
    self.follows = follows
    self.isTransmitData = isTransmitData
    self.countsCyclesDividedBy = countsCyclesDividedBy
    self.transmitsFromMemory = transmitsFromMemory
  }
}

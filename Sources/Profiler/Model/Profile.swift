/// Where the cycles of one run went, and why. It is what all renderings read and what `--json` writes: its keys are the
/// published schema, version 1 (`Sources/Profiler/README.md` describes them). References between parts are indices into the
/// arrays here; addresses are numbers; cycles are core clock cycles.
public struct Profile: Codable, Sendable, Equatable {
  /// 1. It changes when a key changes its meaning or goes away; new keys may come without.
  public var schema = 1
  /// Path of the image as given, and the board's name.
  public var firmware: String
  public var target: String
  /// `cortex-m4` or `cortex-m7`.
  public var core: String
  public var stop: Stop
  /// Core clock at the end in hertz, and simulated time in seconds.
  public var clock: UInt64
  public var seconds: Double
  /// All cycles of the profile: those of the whole run, or those within `--from` and `--to`. The self cycles of
  /// `functions`, of `paths`, the cycles of `instructions` and those in `stalls` each sum to it.
  public var totalCycles: UInt64
  /// Instructions executed; those whose condition failed count.
  public var totalInstructions: UInt64
  /// `totalCycles` by cause.
  public var stalls: CyclesByCause
  /// Names of the memories and peripheral areas that `Traffic` counts by, in its order.
  public var memories: [String]
  /// Most self cycles first.
  public var functions: [Function]
  /// Most cycles first. Code without line information is in none.
  public var lines: [Line]
  /// In order of address: each that was executed or charged a cycle.
  public var instructions: [Instruction]
  /// The calling context tree; a path comes after its parent.
  public var paths: [Path]
  /// In order of first execution; empty if there are none.
  public var layers: [Layer]
  /// Regions of interest and `--function` by name, in the order asked for.
  public var regions: [Region]
  public var timeline: Timeline?
  /// In words, what the profile cannot say and why: no symbols, no line information, sources changed since.
  public var notes: [String]

  public struct Stop: Codable, Sendable, Equatable {
    /// As in the summary of `run`: `exit`, `limit`, `fault`, `lockup`, `sleep`, `interrupted`, `output`.
    public var reason: String
    /// With which `run` would end.
    public var exitStatus: Int32

    public init(reason: String, exitStatus: Int32) {
      self.reason = reason
      self.exitStatus = exitStatus
    }
  }

  public init(
    firmware: String, target: String, core: String, stop: Stop, clock: UInt64, seconds: Double, totalCycles: UInt64,
    totalInstructions: UInt64, stalls: CyclesByCause, memories: [String], functions: [Function] = [],
    lines: [Line] = [], instructions: [Instruction] = [], paths: [Path] = [], layers: [Layer] = [],
    regions: [Region] = [], timeline: Timeline? = nil, notes: [String] = []
  ) {
    self.firmware = firmware
    self.target = target
    self.core = core
    self.stop = stop
    self.clock = clock
    self.seconds = seconds
    self.totalCycles = totalCycles
    self.totalInstructions = totalInstructions
    self.stalls = stalls
    self.memories = memories
    self.functions = functions
    self.lines = lines
    self.instructions = instructions
    self.paths = paths
    self.layers = layers
    self.regions = regions
    self.timeline = timeline
    self.notes = notes
  }
}

/// Cycles by cause; `Cause` says what each is.
public struct CyclesByCause: Codable, Sendable, Equatable {
  public var issue: UInt64 = 0
  public var operandWait: UInt64 = 0
  public var fetchWait: UInt64 = 0
  public var dataWait: UInt64 = 0
  public var branchRefill: UInt64 = 0
  public var exception: UInt64 = 0
  public var sleep: UInt64 = 0

  public init() {}

  /// The causes in the order in which they are shown: key, words for people, and where the value is.
  public static var causes: [(key: String, title: String, path: WritableKeyPath<CyclesByCause, UInt64>)] {
    [
      ("issue", "issue", \.issue), ("operandWait", "operand wait", \.operandWait),
      ("fetchWait", "fetch wait", \.fetchWait), ("dataWait", "data wait", \.dataWait),
      ("branchRefill", "branch refill", \.branchRefill), ("exception", "exception", \.exception),
      ("sleep", "sleep", \.sleep),
    ]
  }

  public var total: UInt64 { Self.causes.reduce(0) { $0 + self[keyPath: $1.path] } }

  public static func += (sum: inout CyclesByCause, other: CyclesByCause) {
    for cause in causes { sum[keyPath: cause.path] += other[keyPath: cause.path] }
  }
}

/// Data accesses to one memory: transfers (an LDM of four registers is four) and bytes.
public struct Traffic: Codable, Sendable, Equatable {
  /// Index in `Profile.memories`.
  public var memory: Int
  public var loads: UInt64
  public var stores: UInt64
  public var bytesLoaded: UInt64
  public var bytesStored: UInt64

  public init(memory: Int, loads: UInt64 = 0, stores: UInt64 = 0, bytesLoaded: UInt64 = 0, bytesStored: UInt64 = 0) {
    self.memory = memory
    self.loads = loads
    self.stores = stores
    self.bytesLoaded = bytesLoaded
    self.bytesStored = bytesStored
  }
}

extension Profile {
  public struct Function: Codable, Sendable, Equatable {
    /// From the symbol table; `0x…`, the address, where there is no symbol.
    public var name: String
    public var address: UInt32
    /// Where the source defines it, if that is known.
    public var file: String?
    public var line: Int?
    /// Cycles of its own instructions, functions inlined into it included.
    public var selfCycles: UInt64
    /// The same and those of all that it called. Interrupts in between are not in it; recursion counts once.
    public var inclusiveCycles: UInt64
    /// Times it was called, tail calls included; exceptions taken, if it is a handler; 1 for what runs from reset.
    public var calls: UInt64
    /// Cycles of one call, inclusive: the least and the most over calls that returned; nil if none did.
    public var minimumCycles: UInt64?
    public var maximumCycles: UInt64?
    /// Its own: instructions, cycles by cause, data accesses, misses of caches and flash lines.
    public var instructions: UInt64
    public var stalls: CyclesByCause
    public var traffic: [Traffic]
    public var fetchMisses: UInt64
    public var dataMisses: UInt64

    public init(name: String, address: UInt32) {
      self.name = name
      self.address = address
      (selfCycles, inclusiveCycles, calls, instructions, fetchMisses, dataMisses) = (0, 0, 0, 0, 0, 0)
      stalls = CyclesByCause()
      traffic = []
    }
  }

  /// A source line: all instructions that the compiler made for it, wherever they were inlined.
  public struct Line: Codable, Sendable, Equatable {
    /// As the compiler recorded it.
    public var file: String
    /// From 1.
    public var line: Int
    public var cycles: UInt64
    /// Instructions executed, and the most times that any instruction of the line was.
    public var instructions: UInt64
    public var executions: UInt64
    public var stalls: CyclesByCause
    public var fetchMisses: UInt64
    public var dataMisses: UInt64

    public init(file: String, line: Int) {
      self.file = file
      self.line = line
      (cycles, instructions, executions, fetchMisses, dataMisses) = (0, 0, 0, 0, 0)
      stalls = CyclesByCause()
    }
  }

  /// One step of inlining: the function whose body it is, and the place in the next outer function that it was inlined at.
  public struct InlinedFrame: Codable, Sendable, Equatable {
    public var function: String
    public var callFile: String?
    public var callLine: Int?

    public init(function: String, callFile: String? = nil, callLine: Int? = nil) {
      self.function = function
      self.callFile = callFile
      self.callLine = callLine
    }
  }

  public struct Instruction: Codable, Sendable, Equatable {
    public var address: UInt32
    /// Bytes: 2 or 4.
    public var size: Int
    /// The encoding as halfwords in hexadecimal, and the assembly.
    public var encoding: String
    public var text: String
    /// Index in `functions`.
    public var function: Int
    public var file: String?
    public var line: Int?
    /// Innermost first; empty where nothing was inlined.
    public var inlined: [InlinedFrame]
    public var executions: UInt64
    public var cycles: UInt64
    public var stalls: CyclesByCause
    public var traffic: [Traffic]
    public var fetchMisses: UInt64
    public var dataMisses: UInt64

    public init(address: UInt32, size: Int, encoding: String, text: String, function: Int) {
      self.address = address
      self.size = size
      self.encoding = encoding
      self.text = text
      self.function = function
      inlined = []
      (executions, cycles, fetchMisses, dataMisses) = (0, 0, 0, 0)
      stalls = CyclesByCause()
      traffic = []
    }
  }

  /// A node of the calling context tree: a function as reached by one chain of calls.
  public struct Path: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
      /// What runs from reset; a handler, whatever it interrupted; a task that a context switch started.
      case reset, exception, task
      /// By a call; by a branch into another function (tail call).
      case call, jump
    }
    public var kind: Kind
    /// Index in `functions`.
    public var function: Int
    /// Index in `paths`; nil for `reset`, `exception` and `task`.
    public var parent: Int?
    /// Exception number, for `exception`.
    public var exception: Int?
    /// Address of the instruction that called or jumped.
    public var callSite: UInt32?
    public var callFile: String?
    public var callLine: Int?
    public var calls: UInt64
    public var selfCycles: UInt64
    /// The same and those of all paths below.
    public var inclusiveCycles: UInt64

    public init(
      kind: Kind, function: Int, parent: Int? = nil, exception: Int? = nil, callSite: UInt32? = nil, calls: UInt64 = 0,
      selfCycles: UInt64 = 0, inclusiveCycles: UInt64 = 0
    ) {
      self.kind = kind
      self.function = function
      self.parent = parent
      self.exception = exception
      self.callSite = callSite
      self.calls = calls
      self.selfCycles = selfCycles
      self.inclusiveCycles = inclusiveCycles
    }
  }

  /// A layer of a network: all that ran from its function's calls to their returns, what it called included.
  public struct Layer: Codable, Sendable, Equatable {
    public var name: String
    /// Such as `CONV_2D`; nil if the image does not say.
    public var `operator`: String?
    /// Index in `functions`.
    public var function: Int
    public var calls: UInt64
    public var cycles: UInt64
    public var instructions: UInt64
    /// Multiplications with accumulation of one call; nil if the image does not say.
    public var macs: UInt64?
    public var stalls: CyclesByCause
    /// Data moved, over all calls.
    public var traffic: [Traffic]
    public var fetchMisses: UInt64
    public var dataMisses: UInt64

    public init(name: String, operator: String?, function: Int, macs: UInt64?) {
      self.name = name
      self.operator = `operator`
      self.function = function
      self.macs = macs
      (calls, cycles, instructions, fetchMisses, dataMisses) = (0, 0, 0, 0, 0)
      stalls = CyclesByCause()
      traffic = []
    }

    /// Cycles for each MAC; nil where MACs are not known or 0, or it never ran.
    public var cyclesPerMAC: Double? {
      guard let macs, macs > 0, calls > 0 else { return nil }
      return Double(cycles) / (Double(macs) * Double(calls))
    }

    /// Bytes loaded and stored.
    public var bytesMoved: UInt64 { traffic.reduce(0) { $0 + $1.bytesLoaded + $1.bytesStored } }
  }

  /// Something that was timed each time: a function's calls, or what ran from one marker to another.
  public struct Region: Codable, Sendable, Equatable {
    /// As asked for: `--function NAME`, or `FROM … TO`.
    public var name: String
    /// Passes that ended.
    public var count: UInt64
    public var totalCycles: UInt64
    /// Over those; nil if there were none. The median of an even count is the lower of the two in the middle.
    public var minimumCycles: UInt64?
    public var medianCycles: UInt64?
    public var maximumCycles: UInt64?

    public init(
      name: String, count: UInt64, totalCycles: UInt64, minimumCycles: UInt64?, medianCycles: UInt64?,
      maximumCycles: UInt64?
    ) {
      self.name = name
      self.count = count
      self.totalCycles = totalCycles
      self.minimumCycles = minimumCycles
      self.medianCycles = medianCycles
      self.maximumCycles = maximumCycles
    }
  }

  /// What ran when, in intervals of equal length from reset on.
  public struct Timeline: Codable, Sendable, Equatable {
    public struct Interval: Codable, Sendable, Equatable {
      /// Paths that ran in it and their self cycles, in order of first use.
      public var paths: [Int]
      public var cycles: [UInt64]
      /// The deepest call depth in it, and the most bytes of stack in use below where the running stack began.
      public var depth: Int
      public var stackBytes: UInt32

      public init(paths: [Int], cycles: [UInt64], depth: Int, stackBytes: UInt32) {
        self.paths = paths
        self.cycles = cycles
        self.depth = depth
        self.stackBytes = stackBytes
      }
    }
    /// Cycles in an interval; the last may be shorter.
    public var intervalCycles: UInt64
    public var intervals: [Interval]
    /// Each change of path with its cycle, in order, as long as there is room for them; empty unless asked for.
    public var changes: [Change]
    /// Whether there were more.
    public var changesAreCut: Bool

    public struct Change: Codable, Sendable, Equatable {
      public var cycle: UInt64
      /// The path that runs from then on; nil while the core is outside what is profiled.
      public var path: Int?

      public init(cycle: UInt64, path: Int?) {
        self.cycle = cycle
        self.path = path
      }
    }

    public init(intervalCycles: UInt64, intervals: [Interval], changes: [Change] = [], changesAreCut: Bool = false) {
      self.intervalCycles = intervalCycles
      self.intervals = intervals
      self.changes = changes
      self.changesAreCut = changesAreCut
    }
  }
}

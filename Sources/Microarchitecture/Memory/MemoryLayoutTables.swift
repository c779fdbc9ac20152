/// A window of the address space while simulating.
struct WindowState {
  enum Kind: UInt8 { case direct, flashLines, system, cached, peripheral }
  static let noUnits: UInt32 = 255

  var base: UInt32
  /// Size in bytes.
  var size: UInt32
  /// Number of the memory, or of the peripheral range.
  var memory: Int
  var kind: Kind
  var isExecutable: Bool
  var bus: Int
  /// Fetch units: the first one's number, how many numbers are set apart, and their size as a power of two now and at the
  /// finest.
  var firstUnit: UInt32 = 0
  var unitCount: UInt32 = 0
  var unitShift: UInt32 = noUnits
  var finestShift: UInt32 = noUnits
  /// Index of its first cache line in the stamps of all.
  var firstLine = 0
  /// Peripherals: core cycles of each transfer.
  var load: UInt32 = 0
  var store: UInt32 = 0
}

/// A bus while simulating; times are in core cycles.
struct BusState {
  var latency: UInt64 = 0
  var beat: UInt64 = 0
  var write: UInt64 = 0
  /// Of the flash behind it.
  var waitStates: UInt64 = 0
  var fetchAhead: UInt64 = 0
  /// The first cycle at which it is free.
  var free: UInt64 = 0
  /// The flash read that it holds, plus one.
  var held: UInt32 = 0
  var stream = FetchStream()
  /// System bus: after every so many transfers of an instruction one waits; whether instructions were fetched over it
  /// lately.
  var conflictRun: UInt64 = 0
  var isStreaming = false

  mutating func reset() {
    (free, held, isStreaming) = (0, 0, false)
    stream.reset()
  }
}

/// Numbers given out for a memory description: its fetch units and cache lines, dense.
struct MemoryLayoutTables {
  private(set) var windows: [WindowState] = []
  private(set) var buses: [BusState] = []
  private(set) var unitCount = 0
  private(set) var lineCount = 0

  init(_ description: MemoryDescription) {
    for bus in description.buses {
      var state = BusState()
      switch bus.kind {
      case .system(let system):
        state.latency = UInt64(max(system.fetchCycles, 1) - 1)
        state.fetchAhead = UInt64(system.fetchAhead)
        state.conflictRun = UInt64(system.conflictRun)
      case .cached(let cached): state.fetchAhead = UInt64(cached.fetchAhead)
      case .direct, .flashLines: break
      }
      buses.append(state)
    }
    let readSize = max(description.flash?.readSize ?? 16, 4)
    for window in description.windows {
      var state = WindowState(
        base: window.base, size: window.size, memory: window.memory, kind: .direct, isExecutable: window.isExecutable,
        bus: window.bus)
      switch description.buses[window.bus].kind {
      case .direct: break
      case .flashLines:
        state.kind = .flashLines
        state.finestShift = UInt32(readSize.trailingZeroBitCount)
      case .system:
        state.kind = .system
        state.finestShift = 2
      case .cached:
        state.kind = .cached
        state.finestShift = 3
        state.firstLine = lineCount
        // Whole pages, so that a page's lines lie together.
        lineCount += Int(window.size + 4095) >> 12 * 128 + 128
      }
      number(&state)
      windows.append(state)
    }
    let memories = (description.windows.map(\.memory).max() ?? -1) + 1
    for (index, range) in description.peripherals.enumerated() {
      windows.append(
        WindowState(
          base: range.base, size: range.size, memory: memories + index, kind: .peripheral, isExecutable: false, bus: 0,
          load: range.load, store: range.store))
    }
    windows.sort { $0.base < $1.base }
  }

  private mutating func number(_ window: inout WindowState) {
    guard window.isExecutable, window.finestShift != WindowState.noUnits else { return }
    window.firstUnit = UInt32(unitCount)
    window.unitCount = window.size >> window.finestShift
    // Lines of several units begin at multiples of eight.
    unitCount += (Int(window.unitCount) + 7) & ~7
  }
}

import Microarchitecture

/// Turns the `memory-timing` of a board file, and of the files it includes, into a `MemoryDescription`. The format is
/// documented in Targets/README.md.
extension BoardParser {
  private static let sections = [
    "flash", "reset", "buses", "memories", "peripherals", "write-buffer",
  ]
  /// Ways of the Cortex-M7's caches: instruction, data (Cortex-M7 TRM, DDI 0489F, 5.9).
  static let cacheWays = (instruction: 2, data: 4)

  func parseMemoryTiming(_ board: Board) throws(BoardFileError) -> MemoryDescription {
    guard !memoryTimings.isEmpty else { return .flat }
    var files: [YAMLMapping] = []
    for timing in memoryTimings { files.append(try timing.mapping(keys: Self.sections)) }
    var description = MemoryDescription()
    description.flash = try parseFlash(files)
    description.reset = try parseReset(files)
    description.buses = try parseBuses(files, board.core, hasFlash: description.flash != nil)
    description.windows = try parseWindows(files, board, description.buses)
    description.peripherals = try parsePeripheralRanges(files)
    if let buffer = files.last(having: "write-buffer") {
      description.writeBuffer = Int(try buffer.sourced(in: 1...64))
    }
    if board.core.kind == .cortexM7 {
      func cache(_ size: Int, _ ways: Int) -> MemoryDescription.Cache? {
        size > 0 ? .init(size: size, ways: ways) : nil
      }
      description.instructionCache = cache(board.core.instructionCache, Self.cacheWays.instruction)
      description.dataCache = cache(board.core.dataCache, Self.cacheWays.data)
    }
    return description
  }

  // MARK: Flash

  private func parseFlash(_ files: [YAMLMapping]) throws(BoardFileError) -> MemoryDescription.Flash? {
    let flash = try SourcedSection(
      files, "flash",
      keys: [
        "read-width", "line-width", "instruction-lines", "instruction-ways", "data-lines", "unified-lines", "prefetch",
        "line-fill", "clock-limits",
      ])
    guard let place = flash.place else { return nil }
    let readWidth = try flash.number("read-width", in: 32...256)
    let lineWidth = try flash.number("line-width", in: 32...1024, otherwise: readWidth)
    for (key, width) in [("read-width", readWidth), ("line-width", lineWidth)] where width.nonzeroBitCount != 1 {
      throw (flash[key]?.value.place ?? place).error(.outOfRange, "\(key): \(width) bits, expected a power of two")
    }
    guard lineWidth >= readWidth, lineWidth <= 8 * readWidth else {
      throw (flash["line-width"]?.value.place ?? place).error(
        .outOfRange, "line-width: \(lineWidth) bits, expected 1 to 8 reads of \(readWidth) bits")
    }
    let lines = try flash.number("instruction-lines", in: 1...1024, otherwise: 1)
    let ways = try flash.number("instruction-ways", in: 1...1024, otherwise: lines)
    guard lines % ways == 0 else {
      throw (flash["instruction-ways"]?.value.place ?? place).error(
        .outOfRange, "instruction-ways: \(ways) does not divide the \(lines) instruction-lines")
    }
    return MemoryDescription.Flash(
      readSize: UInt32(readWidth / 8), lineSize: UInt32(lineWidth / 8), instructionLines: UInt32(lines),
      instructionWays: UInt32(ways), dataLines: UInt32(try flash.number("data-lines", in: 0...64, otherwise: 0)),
      unifiedLines: try flash.flag("unified-lines"), hasPrefetch: try flash.flag("prefetch"),
      lineFill: UInt32(try flash.number("line-fill", in: 0...64, otherwise: 0)),
      clockLimits: try parseClockLimits(flash))
  }

  private func parseClockLimits(_ flash: SourcedSection) throws(BoardFileError) -> [UInt64] {
    guard let entry = flash["clock-limits"] else { return [] }
    var limits: [UInt64] = []
    for item in try entry.plain().list() {
      let limit = try item.frequency()
      if let last = limits.last, limit <= last {
        throw item.place.error(.outOfRange, "clock-limits: \(limit) Hz is not above the limit before it")
      }
      limits.append(limit)
    }
    return limits
  }

  private func parseReset(_ files: [YAMLMapping]) throws(BoardFileError) -> MemoryConfiguration {
    let reset = try SourcedSection(
      files, "reset", keys: ["wait-states", "prefetch", "instruction-lines", "data-lines"])
    return MemoryConfiguration(
      waitStates: UInt32(try reset.number("wait-states", in: 0...31, otherwise: 0)),
      prefetch: try reset.flag("prefetch"), instructionLines: try reset.flag("instruction-lines"),
      dataLines: try reset.flag("data-lines"))
  }

  // MARK: Buses

  private enum BusKind: String, CaseIterable {
    case direct, system, cached
    case flashLines = "flash-lines"
  }

  private func parseBuses(_ files: [YAMLMapping], _ core: Core, hasFlash: Bool) throws(BoardFileError)
    -> [MemoryDescription.Bus]
  {
    // Every board has a bus that costs nothing, for the memories that no entry names.
    var buses = [MemoryDescription.Bus(name: "direct", kind: .direct)]
    for file in files {
      for value in try file["buses"]?.list() ?? [] {
        let bus = try parseBus(value.named("bus"), core, hasFlash: hasFlash)
        if let index = buses.firstIndex(where: { $0.name == bus.name }) {
          buses[index] = bus
        } else {
          buses.append(bus)
        }
      }
    }
    return buses
  }

  private func parseBus(_ value: YAMLValue, _ core: Core, hasFlash: Bool) throws(BoardFileError)
    -> MemoryDescription.Bus
  {
    let costs = ["fetch-cycles", "fetch-ahead", "fetch-kept", "conflict-run", "latency", "beat", "write"]
    let item = try value.mapping(keys: ["name", "kind", "flash", "source", "confirmed"] + costs)
    let name = try item.require("name").string()
    let kindValue = try item.require("kind")
    let kind = try kindValue.choice(BusKind.self)
    let known: [String] =
      switch kind {
      case .direct, .flashLines: []
      case .system: ["fetch-cycles", "fetch-ahead", "conflict-run"]
      case .cached: ["latency", "beat", "write", "fetch-ahead", "fetch-kept", "flash"]
      }
    for key in costs + ["flash"] where !known.contains(key) {
      if let found = item[key] {
        throw found.place.error(.unknownKey, "\(key): a bus of kind \(kind.rawValue) has no such cost")
      }
    }
    if kind == .system && core.kind != .cortexM4 || kind == .cached && core.kind != .cortexM7 {
      throw kindValue.place.error(.outOfRange, "kind: a \(core.kind.rawValue) has no bus of kind \(kind.rawValue)")
    }
    let section = SourcedSection(item)
    let isFlash = try item["flash"]?.bool() ?? false
    guard hasFlash || !(isFlash || kind == .flashLines) else {
      throw kindValue.place.error(
        .missingKey, "bus '\(name)' leads to the flash, which memory-timing does not describe")
    }
    func number(_ key: String, _ range: ClosedRange<UInt64>, otherwise: UInt64? = nil) throws(BoardFileError) -> UInt32
    {
      UInt32(try section.number(key, in: range, otherwise: otherwise))
    }
    switch kind {
    case .direct: return .init(name: name, kind: .direct)
    case .flashLines: return .init(name: name, kind: .flashLines)
    case .system:
      return .init(
        name: name,
        kind: .system(
          .init(
            fetchCycles: try number("fetch-cycles", 1...64), fetchAhead: try number("fetch-ahead", 0...16),
            conflictRun: try number("conflict-run", 0...64, otherwise: 0))))
    case .cached:
      return .init(
        name: name,
        kind: .cached(
          .init(
            latency: try number("latency", 0...64), beat: try number("beat", 1...16),
            write: try number("write", 1...64),
            isFlash: isFlash, fetchAhead: try number("fetch-ahead", 0...16),
            fetchKept: try number("fetch-kept", 0...16, otherwise: 0))))
    }
  }

  // MARK: Memories and peripherals

  private func parseWindows(_ files: [YAMLMapping], _ board: Board, _ buses: [MemoryDescription.Bus])
    throws(BoardFileError) -> [MemoryDescription.Window]
  {
    var windows: [MemoryDescription.Window] = []
    for (index, region) in board.regions.enumerated() {
      for base in [region.base] + region.aliases {
        windows.append(
          .init(memory: index, base: base, size: region.size, isExecutable: region.executable, bus: 0))
      }
    }
    // Those that name one address go last, whatever the order in the file.
    for isSpecific in [false, true] {
      for file in files {
        for value in try file["memories"]?.list() ?? [] {
          let item = try value.named("memory").mapping(keys: ["name", "at", "bus"])
          guard (item["at"] != nil) == isSpecific else { continue }
          try assign(item, board, buses, &windows)
        }
      }
    }
    return windows.sorted { $0.base < $1.base }
  }

  private func assign(
    _ item: YAMLMapping, _ board: Board, _ buses: [MemoryDescription.Bus],
    _ windows: inout [MemoryDescription.Window]
  ) throws(BoardFileError) {
    let nameValue = try item.require("name")
    let name = try nameValue.string()
    // A family file may speak of memories that not every member has.
    guard let memory = board.regions.firstIndex(where: { $0.name == name }) else {
      guard item.place.file == memoryTimings.last?.place.file else { return }
      throw nameValue.place.unknown(name, "memory", among: board.regions.map(\.name))
    }
    let busValue = try item.require("bus")
    let busName = try busValue.string()
    guard let bus = buses.firstIndex(where: { $0.name == busName }) else {
      throw busValue.place.unknown(busName, "bus", among: buses.map(\.name))
    }
    let address = try item["at"].map { (value) throws(BoardFileError) in try value.word() }
    let chosen = windows.indices.filter {
      windows[$0].memory == memory && (address == nil || windows[$0].base == address)
    }
    guard !chosen.isEmpty else {
      throw item.place.error(
        .unknownName, "at: memory '\(name)' does not appear at \(hexadecimal(address ?? 0))")
    }
    for index in chosen { windows[index].bus = bus }
  }

  private func parsePeripheralRanges(_ files: [YAMLMapping]) throws(BoardFileError)
    -> [MemoryDescription.PeripheralRange]
  {
    var ranges: [MemoryDescription.PeripheralRange] = []
    for file in files {
      for value in try file["peripherals"]?.list() ?? [] {
        let item = try value.named("peripheral range").mapping(keys: [
          "base", "size", "load", "store", "source", "confirmed",
        ])
        let (base, size) = try parseExtent(item)
        let section = SourcedSection(item)
        if let other = ranges.first(where: { base <= $0.base + ($0.size - 1) && $0.base <= base + (size - 1) }) {
          throw item.place.error(
            .overlap, "the peripheral range at \(hexadecimal(base)) overlaps the one at \(hexadecimal(other.base))")
        }
        ranges.append(
          .init(
            base: base, size: size, load: UInt32(try section.number("load", in: 0...64)),
            store: UInt32(try section.number("store", in: 0...64))))
      }
    }
    return ranges
  }
}

import Foundation
import Microarchitecture

/// Turns a board file and the files it includes into a `Board`. The format is documented in Targets/README.md.
struct BoardParser {
  /// Reads an included file, given its path relative to the board file's directory.
  var readInclude: (String, Place) throws -> (file: String, text: String)
  /// Reads a core's cost file: the one that the board names, with a path relative to the board file's directory, or if
  /// that is nil the one of its core.
  var readCosts: (String?, Core.Kind, Place) throws(BoardFileError) -> (file: String, text: String)

  var registerSets: [String: [RegisterDescription]] = [:]
  var peripherals: [Located<Peripheral>] = []
  private var storage: [Located<Peripheral>] = []

  init(
    readInclude: @escaping (String, Place) throws -> (file: String, text: String),
    readCosts: @escaping (String?, Core.Kind, Place) throws(BoardFileError) -> (file: String, text: String)
  ) {
    self.readInclude = readInclude
    self.readCosts = readCosts
  }

  mutating func parse(_ text: String, file: String) throws(BoardFileError) -> Board {
    let root = try YAMLValue.parse(text, file: file).mapping(keys: [
      "name", "summary", "include", "core", "clock", "vector-table", "memory", "register-sets", "peripherals",
      "storage",
    ])
    for include in try root["include"]?.list() ?? [] {
      try parseInclude(include)
    }
    let coreValue = try root.require("core")
    let core = try parseCore(coreValue)
    let regions = try parseMemory(root.require("memory"))
    let inherited = peripherals.count
    try parsePeripherals(root)
    replaceOverridden(inherited: inherited)
    let vectorTable = try root.require("vector-table")
    let board = Board(
      name: try root.require("name").string(), summary: try root.require("summary").string(), core: core,
      clock: try root.require("clock").frequency(), vectorTable: try vectorTable.word(),
      regions: regions.map(\.value), peripherals: [])
    try checkVectorTable(board, vectorTable.place)
    var placed = try place(board, regions: regions)
    placed.costs = try parseCosts(coreValue, core.kind)
    return placed
  }

  /// A family file: register sets, peripherals and storage, shared by the boards that include it.
  private mutating func parseInclude(_ include: YAMLValue) throws(BoardFileError) {
    let path = try include.string()
    let source: (file: String, text: String)
    do {
      source = try readInclude(path, include.place)
    } catch let error as BoardFileError {
      throw error
    } catch {
      throw include.place.error(.unreadable, "include: '\(path)' cannot be read: \(error)")
    }
    let root = try YAMLValue.parse(source.text, file: source.file)
      .mapping(keys: ["register-sets", "peripherals", "storage"])
    let inherited = peripherals.count
    try parsePeripherals(root)
    replaceOverridden(inherited: inherited)
  }

  private mutating func parsePeripherals(_ root: YAMLMapping) throws(BoardFileError) {
    try parseRegisterSets(root["register-sets"])
    for value in try root["peripherals"]?.list() ?? [] {
      peripherals.append(try parsePeripheral(value))
    }
    for value in try root["storage"]?.list() ?? [] {
      let item = try value.named("storage").mapping(keys: ["name", "base", "size"])
      let name = try item.require("name").string()
      let (base, size) = try parseExtent(item)
      storage.append(
        Located(value: Peripheral(name: name, base: base, size: size, model: .stub(registers: [])), place: item.place))
    }
  }

  /// A peripheral takes the place of the included one that has its name.
  private mutating func replaceOverridden(inherited: Int) {
    let own = Set(peripherals[inherited...].map(\.value.name))
    peripherals = peripherals[..<inherited].filter { !own.contains($0.value.name) } + peripherals[inherited...]
  }

  private func checkVectorTable(_ board: Board, _ place: Place) throws(BoardFileError) {
    // VTOR bits 6:0 are zero (DDI 0403E, B3.2.5).
    guard board.vectorTable % 128 == 0 else {
      throw place.error(.outOfRange, "vector-table: \(hexadecimal(board.vectorTable)) is not a multiple of 128")
    }
    guard board.location(of: board.vectorTable) != nil else {
      throw place.error(.outOfRange, "vector-table: \(hexadecimal(board.vectorTable)) is in none of the memories")
    }
  }
}

/// A value with the place that said it.
struct Located<Value: Sendable>: Sendable {
  var value: Value
  var place: Place
}

extension YAMLValue {
  func named(_ name: String) -> YAMLValue { YAMLValue(node: node, place: place, name: name) }
}

// MARK: - Core

extension BoardParser {
  private static let coreKeys = [
    "kind", "floating-point", "mpu-regions", "priority-bits", "interrupts", "cpuid", "instruction-cache", "data-cache",
    "bit-banding", "costs",
  ]

  private func parseCore(_ value: YAMLValue) throws(BoardFileError) -> Core {
    let core = try value.mapping(keys: Self.coreKeys)
    let kind = try core.require("kind").choice(Core.Kind.self)
    let floatingPoint = try core.require("floating-point")
    let mpuRegions = try core.require("mpu-regions")
    let cpuid = try core.require("cpuid")
    let parsed = Core(
      kind: kind, floatingPoint: try floatingPoint.choice(Core.FloatingPoint.self),
      mpuRegions: Int(try mpuRegions.integer(in: 0...16)),
      priorityBits: Int(try core.require("priority-bits").integer(in: 3...8)),
      interrupts: Int(try core.require("interrupts").integer(in: 1...240)), cpuid: try cpuid.word(),
      instructionCache: try parseCache(core["instruction-cache"], kind),
      dataCache: try parseCache(core["data-cache"], kind), bitBanding: try core["bit-banding"]?.bool() ?? false)
    let isM4 = kind == .cortexM4
    // Cortex-M4 TRM (100166): FPv4-SP only, no caches, 0 or 8 MPU regions. Cortex-M7 TRM (DDI 0489): no bit-banding.
    if isM4 && parsed.floatingPoint == .double {
      throw floatingPoint.place.error(.outOfRange, "floating-point: Cortex-M4 has single precision at most")
    }
    guard parsed.mpuRegions == 0 || parsed.mpuRegions == 8 || (parsed.mpuRegions == 16 && !isM4) else {
      throw mpuRegions.place.error(
        .outOfRange, "mpu-regions: \(parsed.mpuRegions), expected \(isM4 ? "0 or 8" : "0, 8 or 16")")
    }
    if !isM4 && parsed.bitBanding, let key = core["bit-banding"] {
      throw key.place.error(.outOfRange, "bit-banding: Cortex-M7 has none")
    }
    let part = parsed.cpuid >> 4 & 0xFFF
    guard part == (isM4 ? 0xC24 : 0xC27) else {
      throw cpuid.place.error(
        .outOfRange,
        "cpuid: \(hexadecimal(parsed.cpuid)) has part number 0x\(String(part, radix: 16, uppercase: true)), "
          + "expected \(isM4 ? "0xC24 (Cortex-M4)" : "0xC27 (Cortex-M7)")")
    }
    return parsed
  }

  private func parseCosts(_ value: YAMLValue, _ kind: Core.Kind) throws(BoardFileError) -> CostTable {
    let named = try value.mapping(keys: Self.coreKeys)["costs"]
    let source = try readCosts(try named?.string(), kind, named?.place ?? value.place)
    return try CostTableParser.parse(source.text, file: source.file, for: kind)
  }

  private func parseCache(_ value: YAMLValue?, _ kind: Core.Kind) throws(BoardFileError) -> Int {
    guard let value else { return 0 }
    let size = try value.size()
    guard size > 0 else { return 0 }
    guard kind == .cortexM7 else { throw value.place.error(.outOfRange, "\(value.name): Cortex-M4 has no caches") }
    guard [4, 8, 16, 32, 64].contains(where: { UInt64($0) << 10 == size }) else {
      throw value.place.error(.outOfRange, "\(value.name): \(byteCount(size)), expected 4, 8, 16, 32 or 64 KB")
    }
    return Int(size)
  }
}

// MARK: - Memory

extension BoardParser {
  /// Bases and sizes of memories and peripherals are multiples of this, so that address look-up can go by block.
  static let granule: UInt64 = 1024

  private func parseMemory(_ value: YAMLValue) throws(BoardFileError) -> [Located<MemoryRegion>] {
    var regions: [Located<MemoryRegion>] = []
    for item in try value.list() {
      let keys = ["name", "kind", "base", "size", "aliases", "executable", "writable"]
      let region = try item.named("memory").mapping(keys: keys)
      let name = try region.require("name").string()
      if regions.contains(where: { $0.value.name == name }) {
        throw region.place.error(.duplicate, "there are two memories called '\(name)'")
      }
      let kind = try region.require("kind").choice(MemoryRegion.Kind.self)
      let (base, size) = try parseExtent(region)
      var aliases: [UInt32] = []
      for alias in try region["aliases"]?.list() ?? [] {
        let address = try alias.word()
        try checkExtent("alias", address, UInt64(size), alias.place)
        aliases.append(address)
      }
      regions.append(
        Located(
          value: MemoryRegion(
            name: name, kind: kind, base: base, size: size, aliases: aliases,
            executable: try region["executable"]?.bool() ?? true,
            writable: try region["writable"]?.bool() ?? (kind != .flash && kind != .rom)),
          place: region.place))
    }
    guard !regions.isEmpty else { throw value.place.error(.missingKey, "memory: a board needs at least one memory") }
    return regions
  }

  func parseExtent(_ item: YAMLMapping) throws(BoardFileError) -> (base: UInt32, size: UInt32) {
    let base = try item.require("base")
    let size = try item.require("size")
    let start = try base.word()
    let bytes = try size.size()
    guard bytes > 0, bytes % Self.granule == 0 else {
      throw size.place.error(
        .outOfRange, "size: \(byteCount(bytes)) is not a positive multiple of \(Self.granule) bytes")
    }
    // No part has more, and a host that runs the board has to have the memory.
    guard bytes <= 1 << 29 else {
      throw size.place.error(.outOfRange, "size: \(byteCount(bytes)) is more than 512 MB")
    }
    try checkExtent("base", start, bytes, base.place)
    return (start, UInt32(bytes))
  }

  private func checkExtent(_ key: String, _ base: UInt32, _ size: UInt64, _ place: Place) throws(BoardFileError) {
    guard UInt64(base) % Self.granule == 0 else {
      throw place.error(.outOfRange, "\(key): \(hexadecimal(base)) is not a multiple of \(Self.granule)")
    }
    guard UInt64(base) + size <= 1 << 32 else {
      throw place.error(
        .outOfRange, "\(key): \(hexadecimal(base)) and \(byteCount(size)) reach beyond the 4 GB address space")
    }
  }
}

extension BoardParser {
  /// Finishes the board: fills what the peripherals leave of the storage areas and checks that nothing overlaps.
  private func place(_ board: Board, regions: [Located<MemoryRegion>]) throws(BoardFileError) -> Board {
    for peripheral in peripherals { try checkInterrupts(peripheral, board.core) }
    var layout = Layout()
    layout.addSystemSpace(bitBanding: board.core.bitBanding)
    for region in regions {
      let value = region.value
      layout.add("memory '\(value.name)'", value.base, value.size, region.place)
      for alias in value.aliases {
        layout.add("the alias \(hexadecimal(alias)) of memory '\(value.name)'", alias, value.size, region.place)
      }
    }
    for peripheral in peripherals {
      let value = peripheral.value
      layout.add("peripheral '\(value.name)'", value.base, value.size, peripheral.place)
    }
    let named = layout
    for area in storage { layout.add("storage '\(area.value.name)'", area.value.base, area.value.size, area.place) }
    try layout.checkStorage(from: named.count)
    try named.checkOverlaps()

    var board = board
    board.peripherals = peripherals.map(\.value)
    for area in storage {
      for gap in named.gaps(in: area.value.base, size: area.value.size) {
        board.peripherals.append(
          Peripheral(
            name: area.value.name, base: UInt32(gap.lowerBound), size: UInt32(gap.count), model: .stub(registers: [])))
      }
    }
    board.peripherals.sort { $0.base < $1.base }
    return board
  }

  private func checkInterrupts(_ peripheral: Located<Peripheral>, _ core: Core) throws(BoardFileError) {
    let interrupts: [Int] =
      switch peripheral.value.model {
      case .stub: []
      case .cmsdkUART(let transmit, let receive, let overflow): [transmit, receive, overflow]
      case .cmsdkTimer(let interrupt), .cmsdkDualTimer(let interrupt): [interrupt]
      }
    if let interrupt = interrupts.first(where: { $0 >= core.interrupts }) {
      throw peripheral.place.error(
        .outOfRange,
        "peripheral '\(peripheral.value.name)': interrupt \(interrupt), but the core has 0…\(core.interrupts - 1)")
    }
  }
}

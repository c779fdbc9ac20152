import Boards
import Firmware
import Simulator

/// Makes the account of a run: what the linker laid out, what the run took of each memory, and when.
public struct MemoryAccountBuilder {
  let image: FirmwareImage
  let board: Board
  let limits: LinkerSymbols
  let stackSize: UInt32?
  let layout: SectionLayout
  let layers: LayerNotes?
  let places: CallPlaces
  private var notes: [String]

  /// - Parameter stackSize: bytes set aside for the main stack, whatever the linker script says.
  public init(_ image: FirmwareImage, on board: Board, stackSize: UInt32? = nil) {
    do throws(LayerNotesError) {
      self.init(image, on: board, stackSize: stackSize, layers: try LayerNotes.read(from: image))
    } catch {
      self.init(image, on: board, stackSize: stackSize, layers: nil)
      notes.append("no tensors: \(error)")
    }
  }

  /// - Parameter layers: layers and tensors, whatever the image says.
  init(_ image: FirmwareImage, on board: Board, stackSize: UInt32? = nil, layers: LayerNotes?) {
    self.image = image
    self.board = board
    self.stackSize = stackSize
    self.layers = layers
    limits = LinkerSymbols(image)
    layout = SectionLayout(image, on: board)
    places = CallPlaces(image)
    notes = layout.notes
  }

  /// Functions of the layers, for `RecordingOptions.layers`: `MemoryRecord.layers` refers to them. Where the image has no such
  /// function, an address at which none is.
  public var layerFunctions: [UInt32] { layers?.functions(in: image) ?? [] }

  /// The tensors, for `RecordingOptions.tensors`.
  public var tensorBuffers: [TensorBuffer] {
    (layers?.tensors ?? []).map {
      TensorBuffer(address: $0.address, size: $0.size, firstLayer: $0.first, lastLayer: $0.last)
    }
  }

  /// The account of a run that was recorded with `followsMemory`, `layerFunctions` and `tensorBuffers`.
  public func account(of record: MemoryRecord, report: RunReport) -> MemoryAccount {
    var assembly = AccountAssembly(builder: self, record: record, report: report)
    assembly.assemble()
    var account = assembly.account
    account.notes = notes + account.notes
    return account
  }
}

/// The parts of an account, put together one after the other.
struct AccountAssembly {
  let builder: MemoryAccountBuilder
  let record: MemoryRecord
  let report: RunReport
  var account: MemoryAccount
  /// Of the run's stacks, by the firmware's own addresses.
  private let stackRanges: [ClosedRange<UInt32>]

  var image: FirmwareImage { builder.image }
  var board: Board { builder.board }

  init(builder: MemoryAccountBuilder, record: MemoryRecord, report: RunReport) {
    self.builder = builder
    self.record = record
    self.report = report
    stackRanges = record.stacks.filter { $0.lowest <= $0.top }.map { $0.lowest...$0.top }
    account = MemoryAccount(
      firmware: builder.image.path, target: builder.board.name, core: builder.board.core.kind.rawValue,
      stop: .init(reason: report.stop.reason.rawValue, exitStatus: report.stop.exitStatus), clock: report.clock,
      cycles: report.cycles, seconds: report.seconds, linked: builder.layout.linked, memories: [], stacks: [],
      totals: .init(),
      peak: .init(
        bytes: 0, moment: .init(cycle: 0, seconds: 0, calls: []), staticBytes: 0, stackBytes: [], heapBytes: 0,
        tensorBytes: 0, sumOfMaxima: 0),
      timeline: .init(intervalCycles: max(record.intervalCycles, 1), intervals: []), warnings: [], notes: [])
  }

  mutating func assemble() {
    addMemories()
    addHeap()
    addStacks()
    addArena()
    addUse()
    addPeak()
    addTimeline()
    addWarnings()
  }

  // MARK: Memories

  private mutating func addMemories() {
    let shares = SymbolShares(image)
    for index in board.regions.indices.sorted(by: { board.regions[$0].base < board.regions[$1].base }) {
      let region = board.regions[index]
      let parts = builder.layout.parts.filter { $0.region == index }
      let role = builder.layout.role(ofRegion: index)
      if role == .flash, parts.isEmpty, region.kind != .flash { continue }
      let sections = parts.map {
        MemoryAccount.Section(name: $0.name, use: $0.use, address: region.base + $0.offset, size: $0.size)
      }
      let bytes = sections.reduce(0) { $0 + UInt64($1.size) }
      account.memories.append(
        .init(
          name: region.name, kind: region.kind.rawValue, role: role, address: region.base, size: region.size,
          sections: sections, symbols: symbols(of: parts, in: region, shares), sectionBytes: bytes, stackBytes: 0,
          heapBytes: 0, reservedBytes: bytes, usedBytes: bytes, remainingBytes: Int64(region.size) - Int64(bytes)))
    }
  }

  private func symbols(of parts: [SectionLayout.Part], in region: MemoryRegion, _ shares: SymbolShares)
    -> [MemoryAccount.Symbol]
  {
    var rows: [MemoryAccount.Symbol] = []
    for part in parts {
      guard let index = part.section else {
        let kind: MemoryAccount.Symbol.Kind = part.use == .padding ? .alignment : .unnamed
        rows.append(
          .init(
            name: part.use == .padding ? "between sections" : "no symbol", kind: kind, section: part.name,
            use: part.use, address: nil, size: part.size))
        continue
      }
      let section = image.sections[index]
      let begin = UInt64(section.address) + UInt64(part.start)
      let range = begin..<begin + UInt64(part.size)
      var (alignment, unnamed) = (UInt64(0), UInt64(0))
      for share in shares.shares(ofSection: index) {
        let own = share.addresses.clamped(to: range)
        guard !own.isEmpty else { continue }
        let size = UInt64(own.count)
        guard let symbol = share.symbol else {
          if share.isAlignment { alignment += size } else { unnamed += size }
          continue
        }
        let address = UInt64(region.base) + UInt64(part.offset) + (own.lowerBound - begin)
        rows.append(
          .init(
            name: image.symbols[symbol].name,
            kind: image.symbols[symbol].kind == .object ? .object : .function, section: section.name, use: part.use,
            address: UInt32(truncatingIfNeeded: address), size: UInt32(size)))
      }
      for (name, kind, size) in [
        ("alignment", MemoryAccount.Symbol.Kind.alignment, alignment), ("no symbol", .unnamed, unnamed),
      ] where size > 0 {
        rows.append(
          .init(name: name, kind: kind, section: section.name, use: part.use, address: nil, size: UInt32(size)))
      }
    }
    return rows.sorted {
      ($1.size, $0.address ?? .max, $0.section, $0.name) < ($0.size, $1.address ?? .max, $1.section, $1.name)
    }
  }

  // MARK: Places

  /// An address by its memory's base, where it was by an alias.
  func canonical(_ address: UInt32) -> UInt32 {
    board.location(of: address).map { board.regions[$0.region].base + $0.offset } ?? address
  }

  /// Index in the account's `memories`.
  func memory(at address: UInt32) -> Int? {
    let address = canonical(address)
    return account.memories.firstIndex { address >= $0.address && address - $0.address < $0.size }
  }

  /// The object around an address in RAM.
  func object(at address: UInt32) -> MemoryAccount.Reserve? {
    guard let (symbol, _) = image.symbol(containing: address), symbol.kind == .object, symbol.size > 0 else {
      return nil
    }
    return .init(basis: .object, address: symbol.address, size: symbol.size, name: symbol.name)
  }

  /// The section around an address in RAM, those apart that only keep room for stack and heap.
  func section(at address: UInt32) -> MemoryAccount.Section? {
    let address = canonical(address)
    guard let memory = memory(at: address) else { return nil }
    return account.memories[memory].sections.first {
      $0.use != .reserve && $0.use != .padding && address >= $0.address && address - $0.address < $0.size
    }
  }

  /// The free stretch of memory around an address: from the end of the section below it, to the next one above.
  func freeStretch(around address: UInt32) -> Range<UInt64>? {
    let address = canonical(address)
    guard let index = memory(at: address) else { return nil }
    let memory = account.memories[index]
    var (low, high) = (UInt64(memory.address), UInt64(memory.address) + UInt64(memory.size))
    // Memories that adjoin are one to the linker.
    while let below = account.memories.first(where: { $0.role == .ram && UInt64($0.address) + UInt64($0.size) == low })
    {
      low = UInt64(below.address)
    }
    while let above = account.memories.first(where: { $0.role == .ram && UInt64($0.address) == high }) {
      high = UInt64(above.address) + UInt64(above.size)
    }
    for section in account.memories.flatMap(\.sections) where section.use != .reserve {
      let (start, end) = (UInt64(section.address), UInt64(section.address) + UInt64(section.size))
      if end <= UInt64(address) { low = max(low, end) }
      if start > UInt64(address) { high = min(high, start) }
    }
    return low..<max(high, low)
  }

  /// - Parameter peak: the stack that was at its lowest address then, if one was.
  func moment(_ cycle: UInt64, _ calls: CallStack?, peakOf peak: MemoryRecord.Stack? = nil) -> MemoryAccount.Moment {
    .init(
      cycle: cycle, seconds: Double(cycle) / Double(max(report.clock, 1)),
      calls: calls.map { builder.places.calls($0, on: stackRanges, peakOf: peak.map { $0.lowest...$0.top }) } ?? [])
  }
}

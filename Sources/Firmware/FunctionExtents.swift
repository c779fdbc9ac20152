/// Where functions begin and end, as the symbols say: which function an instruction belongs to.
///
/// A label within a function (such as those of start-up code in assembly) does not cut it in two. A symbol without a size
/// reaches to the next one, or to the end of its section.
public struct FunctionExtents: Sendable {
  public struct Extent: Sendable, Equatable {
    public var start: UInt32
    /// One past the last byte; 64 bits so that a function may end at the top of the address space.
    public var end: UInt64
    /// Index in the image's `symbols`.
    public var symbol: Int
  }

  /// Sorted, without overlaps.
  public let extents: [Extent]

  public init(_ image: FirmwareImage) {
    let sections = Dictionary(
      image.sections.filter(\.isAllocated).map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    func section(of symbol: FirmwareImage.Symbol) -> FirmwareImage.Section? { symbol.section.flatMap { sections[$0] } }
    // Functions may stand in a section that is not marked as executable: code for RAM that was put into `.data`.
    let candidates = image.symbols.indices.filter { index in
      let symbol = image.symbols[index]
      guard let section = section(of: symbol) else { return false }
      return symbol.kind == .function || symbol.kind == .untyped && section.isExecutable
    }
    let order = candidates.sorted {
      let (one, other) = (image.symbols[$0], image.symbols[$1])
      return (one.address, rank(one), $0) < (other.address, rank(other), $1)
    }
    var extents: [Extent] = []
    for index in order {
      let symbol = image.symbols[index]
      let start = UInt64(symbol.address)
      if let last = extents.last {
        let isInside = last.end != 0 && start < last.end
        // Another name for the same place, or a label within a function.
        if last.start == symbol.address || isInside && symbol.kind != .function { continue }
        if last.end == 0 || last.end > start { extents[extents.count - 1].end = start }
      }
      extents.append(
        Extent(start: symbol.address, end: symbol.size > 0 ? start + UInt64(symbol.size) : 0, symbol: index))
    }
    for position in extents.indices {
      // 0 stands for a size that is not known.
      let section = section(of: image.symbols[extents[position].symbol])
      let limit = section.map { UInt64($0.address) + UInt64($0.size) } ?? 0
      let start = extents[position].start
      let isOutside =
        extents[position].end == 0 || section.map { $0.address <= start && extents[position].end > limit } ?? false
      if isOutside { extents[position].end = limit }
    }
    self.extents = extents
  }

  /// The function whose bytes include a run address (bit 0 not looked at).
  public func extent(at address: UInt32) -> Extent? {
    let address = address & ~1
    let next = extents.partitioningIndex { $0.start > address }
    guard next > 0, UInt64(address) < extents[next - 1].end else { return nil }
    return extents[next - 1]
  }

  /// Whether a function begins after `low` and not after `high`.
  public func beginsOne(after low: UInt32, upTo high: UInt32) -> Bool {
    let next = extents.partitioningIndex { $0.start > low }
    return next < extents.count && extents[next].start <= high
  }
}

/// At one address a function comes before a label, a sized one before one without, a global one before a local one.
private func rank(_ symbol: FirmwareImage.Symbol) -> Int {
  (symbol.kind == .function ? 0 : 4) + (symbol.size > 0 ? 0 : 2) + (symbol.binding == .local ? 1 : 0)
}

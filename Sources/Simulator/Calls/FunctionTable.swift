import Firmware

/// Which function an address belongs to: by the image's symbols, and where there are none, by what was called.
struct FunctionTable {
  private struct Extent {
    var start: UInt32
    /// One past the last byte; 64 bits so that a function may end at the top of the address space.
    var end: UInt64
    var symbol: Int
  }

  /// Sorted, without overlaps.
  private let extents: [Extent]
  /// Index in `functions` of each extent, once it was met.
  private var indices: [Int32]
  /// Addresses that were called without a symbol, sorted, with their indices in `functions`.
  private var called: [(address: UInt32, index: Int32)] = []
  private(set) var functions: [ExecutionRecord.Function] = []

  init(_ image: FirmwareImage) {
    var executable: [Int: UInt64] = [:]
    for section in image.sections where section.isExecutable && section.isAllocated {
      executable[section.index] = UInt64(section.address) + UInt64(section.size)
    }
    let candidates = image.symbols.indices.filter { index in
      let symbol = image.symbols[index]
      guard symbol.kind != .object, let section = symbol.section else { return false }
      return executable[section] != nil
    }
    // At one address a function comes before a label, a sized one before one without, a global one before a local one.
    func rank(_ symbol: FirmwareImage.Symbol) -> Int {
      (symbol.kind == .function ? 0 : 4) + (symbol.size > 0 ? 0 : 2) + (symbol.binding == .local ? 1 : 0)
    }
    let order = candidates.sorted {
      let (one, other) = (image.symbols[$0], image.symbols[$1])
      return (one.address, rank(one), $0) < (other.address, rank(other), $1)
    }
    var extents: [Extent] = []
    for index in order {
      let symbol = image.symbols[index]
      if let last = extents.last {
        // Another name for the same place, or a label within a function.
        let isInside = last.end != 0 && UInt64(symbol.address) < last.end
        if last.start == symbol.address || isInside && symbol.kind != .function { continue }
        if last.end == 0 || last.end > UInt64(symbol.address) {
          extents[extents.count - 1].end = UInt64(symbol.address)
        }
      }
      // 0: up to the next one, or the end of the section.
      let end = symbol.size > 0 ? UInt64(symbol.address) + UInt64(symbol.size) : 0
      extents.append(Extent(start: symbol.address, end: end, symbol: index))
    }
    for position in extents.indices where extents[position].end == 0 {
      extents[position].end = image.symbols[extents[position].symbol].section.flatMap { executable[$0] } ?? 0
    }
    self.extents = extents
    indices = .init(repeating: -1, count: extents.count)
  }

  /// Where the function at an address begins and ends; nil if no symbol says.
  func extent(of address: UInt32) -> Range<UInt64>? {
    position(of: address).map { UInt64(extents[$0].start)..<extents[$0].end }
  }

  /// The function that an address is in.
  /// - Parameter isCalled: whether a call leads there, so that without a symbol a function begins there.
  mutating func function(at address: UInt32, isCalled: Bool) -> Int32 {
    if let position = position(of: address) {
      if indices[position] < 0 {
        let extent = extents[position]
        indices[position] = add(extent.start, symbol: extent.symbol)
      }
      return indices[position]
    }
    let next = called.partitioningIndex { $0.address > address }
    if next > 0, called[next - 1].address == address || !isCalled,
      !hasSymbol(between: called[next - 1].address, address)
    {
      return called[next - 1].index
    }
    let index = add(address, symbol: nil)
    called.insert((address, index), at: next)
    return index
  }

  private func position(of address: UInt32) -> Int? {
    let next = extents.partitioningIndex { $0.start > address }
    guard next > 0, UInt64(address) < extents[next - 1].end else { return nil }
    return next - 1
  }

  private func hasSymbol(between low: UInt32, _ high: UInt32) -> Bool {
    let next = extents.partitioningIndex { $0.start > low }
    return next < extents.count && extents[next].start <= high
  }

  private mutating func add(_ address: UInt32, symbol: Int?) -> Int32 {
    functions.append(ExecutionRecord.Function(address: address, symbol: symbol))
    return Int32(functions.count - 1)
  }

  mutating func returned(_ function: Int32, after cycles: UInt64) {
    let index = Int(function)
    functions[index].returns += 1
    functions[index].minimumCycles = min(functions[index].minimumCycles, cycles)
    functions[index].maximumCycles = max(functions[index].maximumCycles, cycles)
  }
}

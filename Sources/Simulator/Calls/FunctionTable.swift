import Firmware

/// Which function an address belongs to: by the image's symbols, and where there are none, by what was called.
struct FunctionTable {
  private let extents: FunctionExtents
  /// Index in `functions` of each extent, once it was met.
  private var indices: [Int32]
  /// Addresses that were called without a symbol, sorted, with their indices in `functions`.
  private var called: [(address: UInt32, index: Int32)] = []
  private(set) var functions: [ExecutionRecord.Function] = []

  init(_ image: FirmwareImage) {
    extents = FunctionExtents(image)
    indices = .init(repeating: -1, count: extents.extents.count)
  }

  /// Where the function at an address begins and ends; nil if no symbol says.
  func extent(of address: UInt32) -> Range<UInt64>? {
    extents.extent(at: address).map { UInt64($0.start)..<$0.end }
  }

  /// The function that an address is in.
  /// - Parameter isCalled: whether a call leads there, so that without a symbol a function begins there.
  mutating func function(at address: UInt32, isCalled: Bool) -> Int32 {
    if let position = extents.position(at: address) {
      if indices[position] < 0 {
        let extent = extents.extents[position]
        indices[position] = add(extent.start, symbol: extent.symbol)
      }
      return indices[position]
    }
    let next = called.partitioningIndex { $0.address > address }
    if next > 0, called[next - 1].address == address || !isCalled,
      !extents.beginsOne(after: called[next - 1].address, upTo: address)
    {
      return called[next - 1].index
    }
    let index = add(address, symbol: nil)
    called.insert((address, index), at: next)
    return index
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

import Boards
import Firmware
import Simulator

/// The functions of a profile while it is being made: one for each address at which a function begins.
struct FunctionTally {
  private(set) var functions: [Profile.Function] = []
  private var indices: [UInt32: Int] = [:]
  /// Without a symbol, sorted.
  private var unnamed: [UInt32] = []
  private let image: FirmwareImage
  private let extents: FunctionExtents
  private let regions: [MemoryRegion]

  /// - Parameter recorded: the functions that calls led to: index in them to index in `functions` is `places`.
  init(image: FirmwareImage, extents: FunctionExtents, board: Board, recorded: [ExecutionRecord.Function]) {
    self.image = image
    self.extents = extents
    regions = board.regions
    unnamed = recorded.filter { $0.symbol == nil && extents.extent(at: $0.address) == nil }.map(\.address).sorted()
  }

  subscript(index: Int) -> Profile.Function {
    get { functions[index] }
    _modify { yield &functions[index] }
  }

  /// The function that was recorded, as one with or without a symbol.
  mutating func index(of function: ExecutionRecord.Function) -> Int {
    if let symbol = function.symbol, image.symbols.indices.contains(symbol) {
      return index(startingAt: function.address, name: image.symbols[symbol].name)
    }
    return index(containing: function.address)
  }

  /// The function of an instruction: the one whose symbol spans it, else the nearest that was called at or before it in the
  /// same memory, else one of its own.
  mutating func index(containing address: UInt32) -> Int {
    if let extent = extents.extent(at: address) {
      return index(startingAt: extent.start, name: image.symbols[extent.symbol].name)
    }
    let next = partition(unnamed, above: address)
    if next > 0, !extents.beginsOne(after: unnamed[next - 1], upTo: address),
      isInOneMemory(unnamed[next - 1], address)
    {
      return index(startingAt: unnamed[next - 1], name: nil)
    }
    return index(startingAt: address, name: nil)
  }

  private mutating func index(startingAt address: UInt32, name: String?) -> Int {
    if let known = indices[address] { return known }
    indices[address] = functions.count
    functions.append(Profile.Function(name: name ?? hexadecimal(address), address: address))
    return functions.count - 1
  }

  private func partition(_ addresses: [UInt32], above address: UInt32) -> Int {
    var (low, high) = (0, addresses.count)
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] > address { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func isInOneMemory(_ one: UInt32, _ other: UInt32) -> Bool {
    regions.contains { region in
      ([region.base] + region.aliases).contains { base in
        one >= base && one - base < region.size && other >= base && other - base < region.size
      }
    }
  }

  /// Puts those with most self cycles first.
  /// - Returns: the new index of each.
  mutating func sort() -> [Int] {
    let order = functions.indices.sorted { one, other in
      let (one, other) = (functions[one], functions[other])
      if one.selfCycles != other.selfCycles { return one.selfCycles > other.selfCycles }
      if one.inclusiveCycles != other.inclusiveCycles { return one.inclusiveCycles > other.inclusiveCycles }
      return one.address < other.address
    }
    var places = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { places[old] = new }
    functions = order.map { functions[$0] }
    for (new, function) in functions.enumerated() { indices[function.address] = new }
    return places
  }
}

/// `0x08001234`.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

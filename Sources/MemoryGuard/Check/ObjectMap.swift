import Boards
import Firmware

/// The variables of an image, and what else can be told apart by its address alone.
struct ObjectMap {
  struct Entry {
    var range: Range<UInt32>
    /// Index in the image's symbols.
    var symbol: Int
  }

  private let image: FirmwareImage
  /// Sorted, without overlaps: of variables at one place the largest.
  private let entries: [Entry]
  /// One bit for each 256 bytes of the address space in which an object lies, so that most constants are told from addresses
  /// by one look.
  private var coarse: [UInt64]
  /// Values of symbols that linker scripts define: bounds of sections, not objects.
  private let bounds: LinkerSymbols
  private let tensors: [LayerNotes.Tensor]

  init(_ image: FirmwareImage, tensors: [LayerNotes.Tensor]) {
    self.image = image
    self.tensors = tensors
    bounds = LinkerSymbols(image)
    var found: [Entry] = []
    for (index, symbol) in image.symbols.enumerated() where symbol.kind == .object && symbol.size > 0 {
      let (end, overflow) = symbol.address.addingReportingOverflow(symbol.size)
      guard !overflow else { continue }
      found.append(Entry(range: symbol.address..<end, symbol: index))
    }
    found.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
    var kept: [Entry] = []
    for entry in found {
      if let last = kept.last, last.range.upperBound > entry.range.lowerBound { continue }
      kept.append(entry)
    }
    entries = kept
    coarse = Array(repeating: 0, count: 1 << 18)
    for entry in kept { mark(entry.range) }
    for tensor in tensors where tensor.size > 0 { mark(tensor.address..<tensor.address &+ tensor.size) }
  }

  private mutating func mark(_ range: Range<UInt32>) {
    // Addresses just outside are made of objects as well: one past the end, and biased bases.
    let first = range.lowerBound >> 8
    let last = (range.upperBound - 1) >> 8
    for piece in first...last { coarse[Int(piece >> 6)] |= 1 << UInt64(piece & 63) }
  }

  /// Whether a constant may be the address of an object.
  func mayPoint(_ value: UInt32) -> Bool {
    let piece = value >> 8
    guard coarse[Int(piece >> 6)] >> UInt64(piece & 63) & 1 != 0 else { return false }
    return entry(at: value) != nil || tensors.contains { value &- $0.address < $0.size }
  }

  /// Whether a linker script gave an address a name, which stands for a section's beginning or end.
  func isSectionBound(_ address: UInt32) -> Bool { bounds.isLinkerDefined(at: address) != nil }

  func entry(at address: UInt32) -> Entry? {
    let next = entries.partition { $0.range.lowerBound > address }
    guard next > 0, entries[next - 1].range.contains(address) else { return nil }
    return entries[next - 1]
  }

  /// The variables before and after an address, or around it.
  func neighbours(of address: UInt32) -> [Entry] {
    let next = entries.partition { $0.range.lowerBound > address }
    return Array(entries[max(next - 1, 0)..<min(next + 1, entries.count)])
  }

  func object(_ entry: Entry) -> Violation.Object {
    let symbol = image.symbols[entry.symbol]
    return Violation.Object(
      kind: .global, name: symbol.name, address: entry.range.lowerBound, size: UInt32(entry.range.count))
  }

  /// Variables that touch a range.
  func objects(in range: Range<UInt32>) -> [Violation.Object] {
    let first = entries.partition { $0.range.upperBound > range.lowerBound }
    return entries[first...].prefix { $0.range.lowerBound < range.upperBound }.map(object)
  }
}

extension Array {
  /// Index of the first element for which the predicate holds, elements being sorted by it.
  func partition(_ holds: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The address space while a board is put together: who is where, to find overlaps and gaps.
struct Layout {
  private struct Item {
    var what: String
    var addresses: Range<UInt64>
    /// nil for what the architecture puts there.
    var place: Place?
  }

  private var items: [Item] = []

  var count: Int { items.count }

  mutating func add(_ what: String, _ base: UInt32, _ size: UInt32, _ place: Place?) {
    items.append(Item(what: what, addresses: UInt64(base)..<UInt64(base) + UInt64(size), place: place))
  }

  /// What the core itself answers: the private peripheral bus without the vendor's part of it, 0xE0042000–0xE00FEFFF
  /// (DDI 0403E, B3.1.1), and the bit-band aliases (B3.1, table B3-1).
  mutating func addSystemSpace(bitBanding: Bool) {
    add("the core's system space", 0xE000_0000, 0x42000, nil)
    add("the core's ROM table", 0xE00F_F000, 0x1000, nil)
    if bitBanding {
      add("the bit-band alias of 0x20000000", 0x2200_0000, 0x0200_0000, nil)
      add("the bit-band alias of 0x40000000", 0x4200_0000, 0x0200_0000, nil)
    }
  }

  func checkOverlaps() throws(BoardFileError) {
    let sorted = items.sorted { $0.addresses.lowerBound < $1.addresses.lowerBound }
    guard var widest = sorted.first else { return }
    for item in sorted.dropFirst() {
      if item.addresses.lowerBound < widest.addresses.upperBound { throw overlap(widest, item) }
      if item.addresses.upperBound > widest.addresses.upperBound { widest = item }
    }
  }

  /// Storage areas (the items from index `first` on) may have named peripherals inside, but not each other, a memory or
  /// the core.
  func checkStorage(from first: Int) throws(BoardFileError) {
    for index in items.indices.dropFirst(first) {
      for other in items[..<index] where !other.what.hasPrefix("peripheral ") {
        if items[index].addresses.overlaps(other.addresses) { throw overlap(other, items[index]) }
      }
    }
  }

  /// The parts of an area that no item covers, in order.
  func gaps(in base: UInt32, size: UInt32) -> [Range<UInt64>] {
    let area = UInt64(base)..<UInt64(base) + UInt64(size)
    var gaps: [Range<UInt64>] = []
    var from = area.lowerBound
    for item in items.map(\.addresses).filter({ $0.overlaps(area) }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if item.lowerBound > from { gaps.append(from..<item.lowerBound) }
      from = max(from, item.upperBound)
    }
    if from < area.upperBound { gaps.append(from..<area.upperBound) }
    return gaps
  }

  /// Blames whichever of the two stands later in the file.
  private func overlap(_ first: Item, _ second: Item) -> BoardFileError {
    let (blamed, other) =
      (first.place?.line ?? 0) > (second.place?.line ?? 0) && second.place?.file == first.place?.file
        || second.place == nil ? (first, second) : (second, first)
    let place = blamed.place ?? Place(file: "", line: nil)
    let otherPlace = other.place.map { place in
      let line = place.line.map { "line \($0)" } ?? ""
      return place.file == blamed.place?.file ? " (\(line))" : " (\(place.file), \(line))"
    }
    return place.error(
      .overlap,
      "\(blamed.what) (\(range(blamed))) overlaps \(other.what) (\(range(other)))\(otherPlace ?? "")")
  }

  private func range(_ item: Item) -> String {
    addressRange(UInt32(truncatingIfNeeded: item.addresses.lowerBound), size: UInt64(item.addresses.count))
  }
}

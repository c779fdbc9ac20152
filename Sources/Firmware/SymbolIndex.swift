/// Finds the symbol around an address in logarithmic time.
struct SymbolIndex: Sendable {
  private struct Entry: Sendable {
    var start: UInt32
    /// One past the last byte; 64 bits so that a symbol may end at the top of the address space.
    var end: UInt64
    /// The highest `end` of this and all entries before it: where to stop looking backwards.
    var reach: UInt64
    var symbol: Int
  }

  private var entries: [Entry] = []
  private var byName: [String: Int] = [:]

  /// - Parameter symbols: sorted by address.
  init(symbols: [FirmwareImage.Symbol], sections: [FirmwareImage.Section]) {
    let sectionEnds = Dictionary(
      sections.filter(\.isAllocated).map { ($0.index, UInt64($0.address) + UInt64($0.size)) },
      uniquingKeysWith: { first, _ in first })
    // The best symbol at an address comes last, because look-up walks backwards.
    let order = symbols.indices.sorted {
      (symbols[$0].address, rank(symbols[$0]), $0) < (symbols[$1].address, rank(symbols[$1]), $1)
    }
    var reach: UInt64 = 0
    for (position, index) in order.enumerated() {
      let symbol = symbols[index]
      guard let section = symbol.section, let sectionEnd = sectionEnds[section] else { continue }
      var end = UInt64(symbol.address) + UInt64(symbol.size)
      if symbol.size == 0 {
        // An unsized label (assembly) reaches to the next symbol, or to the end of its section.
        let next = order[position...].first { symbols[$0].address > symbol.address }
        end = min(next.map { UInt64(symbols[$0].address) } ?? sectionEnd, sectionEnd)
      }
      reach = max(reach, end)
      entries.append(Entry(start: symbol.address, end: end, reach: reach, symbol: index))
    }
    for (index, symbol) in symbols.enumerated() {
      guard let other = byName[symbol.name] else {
        byName[symbol.name] = index
        continue
      }
      if symbols[other].binding == .local && symbol.binding != .local { byName[symbol.name] = index }
    }
  }

  func symbol(containing address: UInt32) -> Int? {
    var position = entries.partitioningIndex { $0.start > address }
    while position > 0 {
      position -= 1
      let entry = entries[position]
      if UInt64(address) < entry.end { return entry.symbol }
      if UInt64(address) >= entry.reach { return nil }
    }
    return nil
  }

  func symbol(named name: String) -> Int? { byName[name] }
}

/// Which of several symbols at one address a reader wants to see: functions before labels, global before local.
private func rank(_ symbol: FirmwareImage.Symbol) -> Int {
  let kind = symbol.kind == .function ? 200 : symbol.kind == .object ? 100 : 0
  let size = symbol.size > 0 ? 20 : 0
  let binding = symbol.binding == .global ? 2 : symbol.binding == .weak ? 1 : 0
  return kind + size + binding
}

extension FirmwareImage {
  /// The symbol whose bytes include `address` (a run address; the Thumb bit is not looked at), and how far into it.
  public func symbol(containing address: UInt32) -> (symbol: Symbol, offset: UInt32)? {
    guard let index = symbolIndex.symbol(containing: address) else { return nil }
    return (symbols[index], address - symbols[index].address)
  }

  /// From a symbol to its end, or to the next symbol where its size is not known.
  public func addresses(of symbol: Symbol) -> Range<UInt32> {
    if symbol.size > 0 { return symbol.address..<symbol.address + min(symbol.size, .max - symbol.address) }
    let next = symbols.first { $0.address > symbol.address && $0.section == symbol.section }
    return symbol.address..<(next?.address ?? .max)
  }

  /// The symbol called `name`, a global one if there are several.
  public func symbol(named name: String) -> Symbol? {
    symbolIndex.symbol(named: name).map { symbols[$0] }
  }
}

extension Array {
  /// Index of the first element that satisfies `predicate`, for an array where all that do come last.
  package func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

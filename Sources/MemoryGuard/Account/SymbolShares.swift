import Firmware

/// Which symbol each byte of a section belongs to.
struct SymbolShares {
  struct Share {
    /// Index in the image's `symbols`; nil for bytes that no symbol has.
    var symbol: Int?
    var isAlignment = false
    var addresses: Range<UInt64>
  }

  private let image: FirmwareImage
  private let extents: FunctionExtents
  /// Indices of symbols by section, those with a size or with code that lasts to the next one, by address.
  private let candidates: [Int: [Int]]

  init(_ image: FirmwareImage) {
    self.image = image
    extents = FunctionExtents(image)
    var candidates: [Int: [Int]] = [:]
    for (index, symbol) in image.symbols.enumerated() where symbol.size > 0 {
      if let section = symbol.section { candidates[section, default: []].append(index) }
    }
    // Functions without a size, from assembly, reach as far as `FunctionExtents` knows.
    for extent in extents.extents where image.symbols[extent.symbol].size == 0 {
      // A label that the linker put among data is no function.
      guard image.content(at: extent.start)?.kind == .thumb, let section = image.symbols[extent.symbol].section else {
        continue
      }
      candidates[section, default: []].append(extent.symbol)
    }
    self.candidates = candidates.mapValues { list in
      list.sorted {
        let (one, other) = (image.symbols[$0], image.symbols[$1])
        // Of two names for the same bytes the global one, then the one that covers more.
        return (one.address, rank(one), other.size, one.name) < (other.address, rank(other), one.size, other.name)
      }
    }
  }

  /// All bytes of a section, in order of address, without overlaps.
  func shares(ofSection index: Int) -> [Share] {
    let section = image.sections[index]
    let (start, end) = (UInt64(section.address), UInt64(section.address) + UInt64(section.size))
    var shares: [Share] = []
    var at = start
    for symbol in candidates[section.index] ?? [] {
      let range = addresses(of: symbol)
      let (from, to) = (max(range.lowerBound, at), min(range.upperBound, end))
      guard from < to else { continue }
      if from > at { shares.append(rest(at..<from, isBeforeSymbol: true)) }
      shares.append(Share(symbol: symbol, addresses: from..<to))
      at = to
    }
    if at < end { shares.append(rest(at..<end, isBeforeSymbol: false)) }
    return shares
  }

  private func addresses(of index: Int) -> Range<UInt64> {
    let symbol = image.symbols[index]
    let start = UInt64(symbol.address)
    if symbol.size > 0 { return start..<start + UInt64(symbol.size) }
    let end = extents.extent(at: symbol.address)?.end ?? start
    return start..<max(end, start)
  }

  /// Few bytes of zero or of NOP before something aligned, or at the section's end, are there to align; any other bytes
  /// have a use that no symbol tells.
  private func rest(_ range: Range<UInt64>, isBeforeSymbol: Bool) -> Share {
    let bytes = image.bytes(at: UInt32(range.lowerBound), count: range.count)
    let isFill = bytes.allSatisfy { $0 == 0 } || Self.isNoOperation(Array(bytes))
    let alignment = UInt64(1) << min(range.upperBound.trailingZeroBitCount, 12)
    let isAlignment = isFill && range.upperBound - range.lowerBound < min(alignment, isBeforeSymbol ? 4096 : 8)
    return Share(symbol: nil, isAlignment: isAlignment, addresses: range)
  }

  /// NOP in its narrow and wide encoding, DDI 0403E A7.7.88, and MOV r8, r8 that assemblers used before.
  private static func isNoOperation(_ bytes: [UInt8]) -> Bool {
    let odd = bytes.drop { $0 == 0 }
    let words = odd.count.isMultiple(of: 2) ? Array(odd) : []
    guard !words.isEmpty else { return false }
    return stride(from: 0, to: words.count, by: 2).allSatisfy {
      let half = UInt16(words[$0]) | UInt16(words[$0 + 1]) << 8
      return half == 0xBF00 || half == 0x46C0 || half == 0xF3AF || half == 0x8000
    }
  }
}

/// Of names for one place functions come before objects, global ones before local ones.
private func rank(_ symbol: FirmwareImage.Symbol) -> Int {
  (symbol.kind == .function ? 0 : symbol.kind == .object ? 2 : 4) + (symbol.binding == .local ? 1 : 0)
}

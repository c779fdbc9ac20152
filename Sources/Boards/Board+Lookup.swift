extension Board {
  /// A byte of one of the board's memories.
  public struct Location: Sendable, Equatable {
    /// Index in `regions`.
    public var region: Int
    /// Offset from the region's base.
    public var offset: UInt32
  }

  /// Which memory answers at `address`, by its base or an alias; nil where there is none.
  public func location(of address: UInt32) -> Location? {
    for (index, region) in regions.enumerated() {
      for base in [region.base] + region.aliases where address >= base && address - base < region.size {
        return Location(region: index, offset: address - base)
      }
    }
    return nil
  }

  /// The memories behind `size` bytes from `address` on, in order; contiguous ones may follow one another. Where a memory
  /// is followed by its own alias it ends all the same: its bytes are not there twice.
  /// - Returns: The pieces, and how many bytes at the end have no memory (0 if all fit).
  public func pieces(at address: UInt32, size: UInt32) -> (pieces: [(Location, size: UInt32)], missing: UInt32) {
    var pieces: [(Location, size: UInt32)] = []
    var done: UInt32 = 0
    while done < size {
      let (next, overflow) = address.addingReportingOverflow(done)
      guard !overflow, let location = location(of: next) else { break }
      guard !pieces.contains(where: { $0.0.region == location.region }) else { break }
      let piece = min(regions[location.region].size - location.offset, size - done)
      pieces.append((location, size: piece))
      done += piece
    }
    return (pieces, size - done)
  }
}

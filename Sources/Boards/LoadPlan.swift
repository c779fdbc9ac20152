import Firmware

/// Where every byte of an image goes on a board, and how the core starts.
public struct LoadPlan: Sendable, Equatable {
  /// Bytes for one memory of the board.
  public struct Piece: Sendable, Equatable {
    /// Index in `Board.regions`.
    public var region: Int
    /// Offset from the region's base.
    public var offset: UInt32
    public var bytes: [UInt8]
  }

  public var pieces: [Piece]
  /// Address of the vector table, to be the initial VTOR. The board's own, unless the image brings a table elsewhere and
  /// nothing at the board's address: an application that a boot loader starts.
  public var vectorTable: UInt32
  public var initialStackPointer: UInt32
  /// Reset vector with the Thumb bit set, as in the table.
  public var resetVector: UInt32

  /// Checks that the image fits the board and can start there.
  /// - Parameter alternatives: boards to look through for one that the image would fit; only asked for if it does not
  ///   fit this one.
  public static func make(
    _ image: FirmwareImage, on board: Board, alternatives: @autoclosure () -> [Board] = []
  ) throws(LoadError) -> LoadPlan {
    do {
      return try Loader(image: image, board: board).plan()
    } catch {
      var error = error
      guard case .doesNotFit(var misfit) = error.problem else { throw error }
      misfit.fittingBoards = alternatives().filter { other in
        other.name != board.name && (try? Loader(image: image, board: other).plan()) != nil
      }.map(\.name)
      error.problem = .doesNotFit(misfit)
      throw error
    }
  }
}

private struct Loader {
  let image: FirmwareImage
  let board: Board

  func plan() throws(LoadError) -> LoadPlan {
    var pieces: [LoadPlan.Piece] = []
    var origins: [Int] = []
    for segment in image.segments {
      try check(segment, segment.physicalAddress, segment.fileSize, isLoadAddress: true)
      try check(segment, segment.virtualAddress, segment.memorySize, isLoadAddress: false)
      var start = 0
      for (location, size) in board.pieces(at: segment.physicalAddress, size: segment.fileSize).pieces {
        let bytes = Array(segment.bytes[start..<start + Int(size)])
        pieces.append(.init(region: location.region, offset: location.offset, bytes: bytes))
        origins.append(segment.index)
        start += Int(size)
      }
    }
    try checkOverlaps(pieces, origins)
    let table = try vectorTable(pieces)
    return LoadPlan(
      pieces: pieces, vectorTable: table.address, initialStackPointer: table.stackPointer, resetVector: table.reset)
  }

  /// Segments at different addresses meet where one of these is an alias.
  private func checkOverlaps(_ pieces: [LoadPlan.Piece], _ origins: [Int]) throws(LoadError) {
    let order = pieces.indices.sorted {
      (pieces[$0].region, pieces[$0].offset) < (pieces[$1].region, pieces[$1].offset)
    }
    for (first, second) in zip(order, order.dropFirst()) where pieces[first].region == pieces[second].region {
      guard Int(pieces[first].offset) + pieces[first].bytes.count > Int(pieces[second].offset) else { continue }
      throw failure(
        .segmentsMeet(
          first: origins[first], second: origins[second], region: board.regions[pieces[first].region].name,
          offset: pieces[second].offset))
    }
  }

  private func failure(_ problem: LoadError.Problem) -> LoadError {
    LoadError(path: image.path, board: board.name, problem: problem)
  }

  private func check(_ segment: FirmwareImage.Segment, _ address: UInt32, _ size: UInt32, isLoadAddress: Bool)
    throws(LoadError)
  {
    let (pieces, missing) = board.pieces(at: address, size: size)
    guard missing > 0 else { return }
    throw failure(
      .doesNotFit(
        .init(
          segment: segment.index, isLoadAddress: isLoadAddress, address: address, size: size, missing: missing,
          region: pieces.last.map { .init(board.regions[$0.0.region]) },
          regions: board.regions.map { .init($0) }, fittingBoards: [])))
  }
}

// MARK: - The vector table

extension Loader {
  private struct Table {
    var address: UInt32
    var stackPointer: UInt32
    var reset: UInt32
  }

  /// Names that start-up files give the table, as a symbol or a section.
  private static let symbolNames = [
    "g_pfnVectors", "__isr_vector", "__Vectors", "__vectors", "__vector_table", "vector_table", "_vector_table",
    "isr_vector", "_vectors", "vectors", "Vectors",
  ]
  private static let sectionNames = [".isr_vector", ".vectors", ".vector_table", ".intvec", "vectors", "rom_start"]

  private func vectorTable(_ pieces: [LoadPlan.Piece]) throws(LoadError) -> Table {
    var candidates = [board.vectorTable]
    candidates += Self.symbolNames.compactMap { image.symbol(named: $0)?.address }
    candidates += Self.sectionNames.compactMap { name in
      image.sections.first { $0.name == name && $0.isAllocated }?.address
    }
    guard let address = candidates.first(where: { word(at: $0, pieces) != nil && word(at: $0 &+ 4, pieces) != nil })
    else {
      let lowest = image.segments.filter { $0.fileSize > 0 }.map(\.physicalAddress).min() ?? 0
      throw failure(.noVectorTable(expected: board.vectorTable, lowestAddress: lowest))
    }
    let table = Table(
      address: address, stackPointer: word(at: address, pieces) ?? 0, reset: word(at: address &+ 4, pieces) ?? 0)
    try check(table, pieces)
    return table
  }

  private func check(_ table: Table, _ pieces: [LoadPlan.Piece]) throws(LoadError) {
    guard table.address % 128 == 0 else { throw failure(.vectorTableUnaligned(table: table.address)) }
    guard table.stackPointer % 4 == 0 else {
      throw failure(.badStackPointer(table: table.address, value: table.stackPointer, why: .unaligned))
    }
    // The stack grows down from here, so the word below has to be writable memory.
    guard table.stackPointer >= 4, let location = board.location(of: table.stackPointer - 4),
      board.regions[location.region].writable
    else { throw failure(.badStackPointer(table: table.address, value: table.stackPointer, why: .outsideRAM)) }

    func bad(_ why: LoadError.BadResetVector) -> LoadError {
      failure(.badResetVector(table: table.address, value: table.reset, why: why))
    }
    guard table.reset & 1 == 1 else { throw bad(.even) }
    let target = table.reset & ~1
    guard let code = board.location(of: target) else { throw bad(.noMemory) }
    guard board.regions[code.region].executable else {
      throw bad(.notExecutable(region: board.regions[code.region].name))
    }
    guard byte(at: target, pieces) != nil else { throw bad(.notLoaded) }
  }

  private func word(at address: UInt32, _ pieces: [LoadPlan.Piece]) -> UInt32? {
    var word: UInt32 = 0
    for index in 0..<UInt32(4) {
      guard let byte = byte(at: address &+ index, pieces) else { return nil }
      word |= UInt32(byte) << (8 * index)
    }
    return word
  }

  /// A loaded byte, by any address at which the board shows it.
  private func byte(at address: UInt32, _ pieces: [LoadPlan.Piece]) -> UInt8? {
    guard let location = board.location(of: address) else { return nil }
    for piece in pieces where piece.region == location.region && location.offset >= piece.offset {
      let index = Int(location.offset - piece.offset)
      if index < piece.bytes.count { return piece.bytes[index] }
    }
    return nil
  }
}

import Boards
import Firmware
import ReportFormats

/// Where the sections of an image lie on a board: each byte of each memory that the linker gave to something.
struct SectionLayout {
  /// A section or a part of it in one memory.
  struct Part {
    /// Index in the image's `sections`; nil for what lies between them.
    var section: Int?
    var name: String
    var use: MemoryAccount.Use
    /// Index in the board's `regions`, and where in it.
    var region: Int
    var offset: UInt32
    var size: UInt32
    /// Which of the section's bytes it begins with.
    var start: UInt32
  }

  let image: FirmwareImage
  let board: Board
  private(set) var parts: [Part] = []
  private(set) var linked = MemoryAccount.LinkedSize()
  /// In words: bytes that are nowhere.
  private(set) var notes: [String] = []

  init(_ image: FirmwareImage, on board: Board) {
    self.image = image
    self.board = board
    let allocated = image.sections.indices.filter { image.sections[$0].isAllocated && image.sections[$0].size > 0 }
    for index in allocated { add(index) }
    if allocated.isEmpty { addSegments() }
    addPadding()
    parts.sort { ($0.region, $0.offset, $0.size) < ($1.region, $1.offset, $1.size) }
  }

  /// What holds the program: flash and ROM; on a board without flash, the memory of the vector table.
  func role(ofRegion index: Int) -> MemoryAccount.Memory.Role {
    Self.role(ofRegion: index, on: board)
  }

  static func role(ofRegion index: Int, on board: Board) -> MemoryAccount.Memory.Role {
    switch board.regions[index].kind {
    case .flash, .rom: return .flash
    default:
      let hasFlash = board.regions.contains { $0.kind == .flash }
      return !hasFlash && board.location(of: board.vectorTable)?.region == index ? .flash : .ram
    }
  }

  private mutating func add(_ index: Int) {
    let section = image.sections[index]
    // As size does (binutils, size.c): read-only or executable is text.
    if section.isExecutable || !section.isWritable {
      linked.text += UInt64(section.size)
    } else if section.hasContents {
      linked.data += UInt64(section.size)
    } else {
      linked.bss += UInt64(section.size)
    }
    var use: MemoryAccount.Use = section.isExecutable ? .code : section.isWritable ? .data : .constants
    if !section.hasContents { use = isReserve(section) ? .reserve : .bss }
    place(index, use, at: section.address)
    if section.hasContents, let load = loadAddress(of: section), load != section.address {
      place(index, .initialisers, at: load)
    }
  }

  private mutating func place(_ index: Int, _ use: MemoryAccount.Use, at address: UInt32) {
    let section = image.sections[index]
    let (pieces, missing) = board.pieces(at: address, size: section.size)
    var start: UInt32 = 0
    for (location, size) in pieces {
      parts.append(
        Part(
          section: index, name: section.name, use: use, region: location.region, offset: location.offset, size: size,
          start: start))
      start += size
    }
    if missing > 0 {
      notes.append(
        "\(MemoryText.bytes(UInt64(missing))) of section \(section.name) at \(FormatText.address(address)) are in no "
          + "memory of \(board.name) and are not counted")
    }
  }

  /// Where the loader puts a section, by the segment that holds it.
  private func loadAddress(of section: FirmwareImage.Section) -> UInt32? {
    let segment = image.segments.first {
      section.address >= $0.virtualAddress
        && UInt64(section.address) + UInt64(section.size) <= UInt64($0.virtualAddress) + UInt64($0.fileSize)
    }
    return segment.map { $0.physicalAddress &+ (section.address - $0.virtualAddress) }
  }

  /// Whether a section is only there to keep room for stack or heap: such as `._user_heap_stack` of STM32CubeMX, and
  /// `.stack` and `.heap` of CMSIS start-up files. One with objects in it is memory like any other.
  private func isReserve(_ section: FirmwareImage.Section) -> Bool {
    let name = section.name.lowercased()
    guard name.contains("stack") || name.contains("heap") else { return false }
    return !image.symbols.contains { $0.section == section.index && $0.kind == .object && $0.size > 0 }
  }

  /// An image without section headers: its segments stand for them.
  private mutating func addSegments() {
    for segment in image.segments {
      let isInPlace = segment.physicalAddress == segment.virtualAddress
      let kept: MemoryAccount.Use = segment.isExecutable ? .code : segment.isWritable ? .data : .constants
      addPieces(of: segment, segment.virtualAddress, segment.fileSize, kept)
      if !isInPlace { addPieces(of: segment, segment.physicalAddress, segment.fileSize, .initialisers) }
      let cleared = segment.virtualAddress &+ segment.fileSize
      addPieces(of: segment, cleared, segment.memorySize - segment.fileSize, .bss)
      linked.text += !segment.isWritable || segment.isExecutable ? UInt64(segment.fileSize) : 0
      linked.data += segment.isWritable && !segment.isExecutable ? UInt64(segment.fileSize) : 0
      linked.bss += UInt64(segment.memorySize - segment.fileSize)
    }
  }

  private mutating func addPieces(
    of segment: FirmwareImage.Segment, _ address: UInt32, _ size: UInt32, _ use: MemoryAccount.Use
  ) {
    for (location, size) in board.pieces(at: address, size: size).pieces {
      parts.append(
        Part(
          section: nil, name: "segment \(segment.index)", use: use, region: location.region, offset: location.offset,
          size: size, start: 0))
    }
  }

  /// Bytes of segments that are in no section: they are loaded all the same.
  private mutating func addPadding() {
    var padding: [Part] = []
    for segment in image.segments {
      for (location, size) in board.pieces(at: segment.physicalAddress, size: segment.fileSize).pieces {
        let taken = parts.filter { $0.region == location.region }.map {
          UInt64($0.offset)..<UInt64($0.offset) + UInt64($0.size)
        }
        for gap in Spans.gaps(in: UInt64(location.offset)..<UInt64(location.offset) + UInt64(size), between: taken) {
          padding.append(
            Part(
              section: nil, name: "between sections", use: .padding, region: location.region,
              offset: UInt32(gap.lowerBound), size: UInt32(gap.count), start: 0))
        }
      }
    }
    parts += padding
  }
}

/// Sets of ranges.
enum Spans {
  /// The parts of a range that none of the others covers, in order.
  static func gaps(in whole: Range<UInt64>, between others: [Range<UInt64>]) -> [Range<UInt64>] {
    var gaps: [Range<UInt64>] = []
    var from = whole.lowerBound
    for other in others.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if other.lowerBound > from, from < whole.upperBound {
        gaps.append(from..<min(other.lowerBound, whole.upperBound))
      }
      from = max(from, other.upperBound)
    }
    if from < whole.upperBound { gaps.append(from..<whole.upperBound) }
    return gaps
  }

  /// How many numbers are in any of them.
  static func covered(_ ranges: [Range<UInt64>]) -> UInt64 {
    var (sum, reached) = (UInt64(0), UInt64(0))
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let from = max(range.lowerBound, reached)
      if range.upperBound > from { sum += range.upperBound - from }
      reached = max(reached, range.upperBound)
    }
    return sum
  }
}

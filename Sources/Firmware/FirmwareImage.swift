/// A linked ELF image for an Armv7-M part: what the loader, the disassembler and reports need of it.
///
/// Format: System V ABI, chapters 4 and 5; Arm specifics: ELF for the Arm Architecture (IHI 0044).
public struct FirmwareImage: Sendable {
  /// The file it came from, as given.
  public let path: String
  /// Loadable segments in file order, those without memory left out.
  public let segments: [Segment]
  public let sections: [Section]
  /// Function, object and untyped symbols with a name, sorted by address. Mapping symbols are in `contents`.
  public let symbols: [Symbol]
  /// `e_entry` as stored, Thumb bit included; 0 when the linker was given none. The reset vector decides, not this.
  public let entry: UInt32
  /// What the executable sections hold, from the mapping symbols `$t`, `$a`, `$d`; sorted, without overlaps.
  public let contents: [CodeRange]

  let file: [UInt8]
  let symbolIndex: SymbolIndex

  /// Reads and checks the image at `path`.
  public init(path: String) throws(FirmwareError) {
    try self.init(bytes: readFile(path), path: path)
  }

  /// Checks an image that is already in memory; `path` is only used in messages.
  public init(bytes: [UInt8], path: String = "(memory)") throws(FirmwareError) {
    let parts: ElfParts
    do throws(FirmwareError.Problem) {
      parts = try ElfReader(bytes: bytes).read()
      try checkThumbState(parts)
    } catch {
      throw FirmwareError(path: path, problem: error)
    }
    self.path = path
    self.file = bytes
    segments = parts.segments
    sections = parts.sections
    symbols = parts.symbols
    entry = parts.entry
    contents = parts.contents
    symbolIndex = SymbolIndex(symbols: parts.symbols, sections: parts.sections)
  }
}

extension FirmwareImage {
  public struct Segment: Sendable, Equatable {
    /// Position in the program header table.
    public var index: Int
    /// Load address (LMA): where the loader puts `bytes`.
    public var physicalAddress: UInt32
    /// Run address (VMA): where the program expects the segment while it runs.
    public var virtualAddress: UInt32
    /// Bytes in the file.
    public var fileSize: UInt32
    /// Bytes at the run address; those beyond `fileSize` are zeroed by the start-up code.
    public var memorySize: UInt32
    /// `PF_X` 1, `PF_W` 2, `PF_R` 4.
    public var flags: UInt32
    public var bytes: [UInt8]

    public var isExecutable: Bool { flags & 1 != 0 }
    public var isWritable: Bool { flags & 2 != 0 }
  }

  public struct Section: Sendable, Equatable {
    public var name: String
    /// Position in the section header table, as symbols refer to it.
    public var index: Int
    public var address: UInt32
    public var size: UInt32
    public var isAllocated: Bool
    public var isExecutable: Bool
    public var isWritable: Bool
    /// Where its bytes are in the file; empty for `SHT_NOBITS`.
    var fileRange: Range<Int>

    /// Whether the file holds its bytes: not of `.bss` and its like, which are only memory.
    public var hasContents: Bool { !fileRange.isEmpty }
  }

  public struct Symbol: Sendable, Equatable {
    public enum Kind: Sendable, Equatable { case function, object, untyped }
    public enum Binding: Sendable, Equatable { case local, global, weak }

    public var name: String
    /// Address with the Thumb bit cleared.
    public var address: UInt32
    /// Size in bytes; 0 where the assembler was told none.
    public var size: UInt32
    public var kind: Kind
    public var binding: Binding
    /// Whether the symbol is a function with the Thumb bit set.
    public var isThumb: Bool
    /// Section header index; nil for absolute symbols.
    public var section: Int?
  }

  /// A stretch of an executable section and what it holds.
  public struct CodeRange: Sendable, Equatable {
    public enum Kind: Sendable, Equatable { case thumb, arm, data }
    public var addresses: Range<UInt32>
    public var kind: Kind

    public init(addresses: Range<UInt32>, kind: Kind) {
      self.addresses = addresses
      self.kind = kind
    }
  }

  /// The bytes of the first section called `name`, loaded or not; nil if there is none.
  public func bytes(ofSection name: String) -> [UInt8]? {
    sections.first { $0.name == name }.map { Array(file[$0.fileRange]) }
  }

  /// What is at a run address of an executable section; nil outside them.
  public func content(at address: UInt32) -> CodeRange? {
    let next = contents.partitioningIndex { $0.addresses.lowerBound > address }
    guard next > 0, contents[next - 1].addresses.contains(address) else { return nil }
    return contents[next - 1]
  }

  /// Whether there is code at a run address that a symbol names as code's beginning; without symbols, whether there is code
  /// at all. Tells code at address 0 from what linkers leave of discarded functions.
  func beginsCode(at address: UInt32) -> Bool {
    guard content(at: address)?.kind == .thumb else { return false }
    let named = symbols.contains { $0.address == address && $0.section != nil && $0.kind == .function }
    return named || !symbols.contains { $0.kind == .function }
  }

  /// The bytes at run address `address`, at most `count`, from the segment that holds it.
  public func bytes(at address: UInt32, count: Int) -> ArraySlice<UInt8> {
    for segment in segments where address >= segment.virtualAddress {
      let start = Int(address - segment.virtualAddress)
      guard start < segment.bytes.count else { continue }
      return segment.bytes[start..<min(start + max(count, 0), segment.bytes.count)]
    }
    return []
  }
}

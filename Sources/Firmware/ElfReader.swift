import CElf
import Foundation

/// What `ElfReader` takes out of a file.
struct ElfParts {
  var entry: UInt32 = 0
  var segments: [FirmwareImage.Segment] = []
  var sections: [FirmwareImage.Section] = []
  var symbols: [FirmwareImage.Symbol] = []
  var contents: [FirmwareImage.CodeRange] = []
  /// Where a mapping symbol says what the code sections hold; elsewhere `contents` is an assumption. Sorted.
  var mapped: [Range<UInt32>] = []
}

/// Calls `body` with libelf's view of `bytes`, nil if libelf refuses them. The view must not leave `body`.
///
/// libelf may convert in place, so it gets a copy of its own, which outlives the view.
func withElf<Result, Failure: Error>(_ bytes: [UInt8], _ body: (OpaquePointer?) throws(Failure) -> Result)
  throws(Failure) -> Result
{
  guard !bytes.isEmpty, elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE) else { return try body(nil) }
  let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
  defer { copy.deallocate() }
  bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(copy).copyMemory(from: $0) }
  guard let base = copy.baseAddress, let elf = elf_memory(base, copy.count) else { return try body(nil) }
  defer { elf_end(elf) }
  return try body(elf)
}

/// Calls `body` with libelf's view of the file at `path`, nil if libelf refuses it. The view must not leave `body`.
///
/// Unlike one of bytes in memory it knows its directory, in which libdw looks for what belongs to the file.
func withElfFile<Result>(_ path: String, _ body: (OpaquePointer?) -> Result) -> Result {
  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { return body(nil) }
  defer { close(descriptor) }
  guard elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE), let elf = elf_begin(descriptor, ELF_C_READ, nil) else {
    return body(nil)
  }
  defer { elf_end(elf) }
  return body(elf)
}

/// Reads an ELF file through libelf, after checking that every offset and size that libelf will follow stays inside the
/// file. Field names and positions: System V ABI, chapter 4 ("ELF Header").
struct ElfReader {
  typealias Problem = FirmwareError.Problem

  let bytes: [UInt8]

  func read() throws(Problem) -> ElfParts {
    try checkIdentification()
    try checkHeader()
    return try withElf(bytes) { (elf) throws(Problem) in
      guard let elf, let header = elf32_getehdr(elf) else { throw libelfProblem() }
      var parts = ElfParts()
      parts.entry = header.pointee.e_entry
      parts.sections = try readSections(elf)
      parts.segments = try readSegments(elf, sections: parts.sections)
      let table = try readSymbols(elf, sections: parts.sections)
      parts.symbols = table.symbols
      addContents(to: &parts, mapping: table.mapping)
      return parts
    }
  }

  private func libelfProblem() -> Problem {
    .inconsistent(what: elf_errmsg(-1).map { String(cString: $0) } ?? "libelf cannot read it")
  }
}

// MARK: - The ELF header

extension ElfReader {
  private static let headerSize = 52
  private static let programHeaderSize = 32
  private static let sectionHeaderSize = 40

  private func checkIdentification() throws(Problem) {
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      guard !bytes.isEmpty else { throw .empty }
      throw .notELF(firstBytes: Array(bytes.prefix(4)), looksLike: knownFormat(bytes))
    }
    guard bytes.count >= Self.headerSize else {
      throw .truncated(what: "the ELF header", end: UInt64(Self.headerSize), size: UInt64(bytes.count))
    }
    guard bytes[4] == 1 else { throw .wrongClass(found: bytes[4]) }
    guard bytes[5] == 1 else { throw .wrongByteOrder(found: bytes[5]) }
    guard bytes[6] == 1 else { throw .wrongVersion(found: UInt32(bytes[6])) }
  }

  private func checkHeader() throws(Problem) {
    let machine = half(18)
    guard machine == 40 else { throw .wrongMachine(found: machine) }
    let type = half(16)
    guard type == 2 else { throw .wrongType(found: type) }
    guard word(20) == 1 else { throw .wrongVersion(found: word(20)) }
    guard half(40) == Self.headerSize else {
      throw .inconsistent(what: "e_ehsize is \(half(40)), but a 32-bit ELF header has \(Self.headerSize) bytes")
    }
    let segments = half(44)
    guard segments != 0, segments != 0xFFFF, word(28) != 0 else { throw .noLoadableSegments }
    try checkTable(
      "program header", offset: word(28), count: UInt64(segments), entrySize: half(42), expected: Self.programHeaderSize
    )
    guard word(32) != 0 else { return }
    try checkTable(
      "section header", offset: word(32), count: 1, entrySize: half(46), expected: Self.sectionHeaderSize)
    // With 65,280 sections or more e_shnum is 0 and section 0 holds the count (sh_size).
    let sections = half(48) != 0 ? UInt32(half(48)) : word(Int(word(32)) + 20)
    try checkTable(
      "section header", offset: word(32), count: UInt64(sections), entrySize: half(46),
      expected: Self.sectionHeaderSize)
  }

  private func checkTable(_ name: String, offset: UInt32, count: UInt64, entrySize: UInt16, expected: Int)
    throws(Problem)
  {
    guard Int(entrySize) == expected else {
      throw .inconsistent(what: "\(name)s of \(entrySize) bytes, where 32-bit ELF has \(expected)")
    }
    guard offset % 4 == 0 else {
      throw .inconsistent(what: "the \(name) table is at file offset \(offset), which is not a multiple of 4")
    }
    try checkInFile("the \(name) table", offset: offset, size: count * UInt64(expected))
  }

  private func checkInFile(_ what: String, offset: UInt32, size: UInt64) throws(Problem) {
    let end = UInt64(offset) + size
    guard end <= UInt64(bytes.count) else { throw .truncated(what: what, end: end, size: UInt64(bytes.count)) }
  }

  // In bounds: callers have checked the header, or the first section header, to be inside the file.
  private func half(_ offset: Int) -> UInt16 { UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8 }
  private func word(_ offset: Int) -> UInt32 { UInt32(half(offset)) | UInt32(half(offset + 2)) << 16 }
}

/// Formats that people hand over instead of the ELF file.
private func knownFormat(_ bytes: [UInt8]) -> String? {
  let signatures: [([UInt8], String)] = [
    (Array("!<arch>".utf8), "a static library"), (Array(":".utf8), "Intel HEX"), (Array("S0".utf8), "S-records"),
    (Array("MZ".utf8), "a Windows program"), ([0x1F, 0x8B], "gzip"), (Array("PK".utf8), "a zip archive"),
    (Array("UF2\n".utf8), "UF2"), (Array("#!".utf8), "a script"),
  ]
  return signatures.first { bytes.starts(with: $0.0) }?.1
}

// MARK: - Sections and segments

extension ElfReader {
  private func readSections(_ elf: OpaquePointer) throws(Problem) -> [FirmwareImage.Section] {
    guard word(32) != 0 else { return [] }
    var count = 0
    var names = 0
    guard elf_getshdrnum(elf, &count) == 0, elf_getshdrstrndx(elf, &names) == 0 else { throw libelfProblem() }
    var sections: [FirmwareImage.Section] = []
    // Section 0 is reserved and empty.
    for index in 0..<count where index > 0 {
      guard let header = elf_getscn(elf, index).flatMap({ elf32_getshdr($0) })?.pointee else { throw libelfProblem() }
      let name = elf_strptr(elf, names, Int(header.sh_name)).map { String(cString: $0) } ?? ""
      let label = name.isEmpty ? "section \(index)" : "section \(index) (\(name))"
      let occupiesFile = header.sh_type != UInt32(SHT_NOBITS) && header.sh_type != UInt32(SHT_NULL)
      if occupiesFile { try checkInFile(label, offset: header.sh_offset, size: UInt64(header.sh_size)) }
      let isAllocated = header.sh_flags & UInt32(SHF_ALLOC) != 0
      if isAllocated && UInt64(header.sh_addr) + UInt64(header.sh_size) > 1 << 32 {
        throw .inconsistent(
          what: "\(label) at \(hexadecimal(header.sh_addr)) with \(header.sh_size) bytes leaves the "
            + "32-bit address space")
      }
      let start = occupiesFile ? Int(header.sh_offset) : 0
      sections.append(
        .init(
          name: name, index: index, address: header.sh_addr, size: header.sh_size, isAllocated: isAllocated,
          isExecutable: isAllocated && header.sh_flags & UInt32(SHF_EXECINSTR) != 0,
          isWritable: isAllocated && header.sh_flags & UInt32(SHF_WRITE) != 0,
          fileRange: start..<(occupiesFile ? start + Int(header.sh_size) : start)))
    }
    return sections
  }

  private func readSegments(_ elf: OpaquePointer, sections: [FirmwareImage.Section]) throws(Problem)
    -> [FirmwareImage.Segment]
  {
    guard let headers = elf32_getphdr(elf) else { throw libelfProblem() }
    var segments: [FirmwareImage.Segment] = []
    for index in 0..<Int(half(44)) {
      // In bounds: `checkHeader` has checked that e_phnum headers lie in the file, and libelf read the same field.
      let header = headers[index]
      guard header.p_type == UInt32(PT_LOAD), header.p_memsz > 0 else { continue }
      try check(header, index: index)
      let start = Int(header.p_offset)
      let segment = FirmwareImage.Segment(
        index: index, physicalAddress: header.p_paddr, virtualAddress: header.p_vaddr, fileSize: header.p_filesz,
        memorySize: header.p_memsz, flags: header.p_flags, bytes: Array(bytes[start..<start + Int(header.p_filesz)]))
      segments.append(withoutFileHeader(segment, fileOffset: start, sections: sections))
    }
    guard segments.contains(where: { $0.fileSize > 0 }) else { throw .noLoadableSegments }
    try checkOverlap(segments)
    return segments
  }

  private func check(_ header: Elf32_Phdr, index: Int) throws(Problem) {
    guard header.p_filesz <= header.p_memsz else {
      throw .inconsistent(
        what: "segment \(index) has \(header.p_filesz) bytes in the file but only \(header.p_memsz) in memory")
    }
    try checkInFile("segment \(index)", offset: header.p_offset, size: UInt64(header.p_filesz))
    for (address, size) in [(header.p_paddr, header.p_filesz), (header.p_vaddr, header.p_memsz)]
    where UInt64(address) + UInt64(size) > 1 << 32 {
      throw .inconsistent(
        what: "segment \(index) at \(hexadecimal(address)) with \(size) bytes leaves the 32-bit address space")
    }
  }

  /// Linkers may put the ELF header in front of the first section of a segment, at addresses where the part has no
  /// memory. No debugger or programmer writes it, since it belongs to no section; neither does this loader.
  private func withoutFileHeader(
    _ segment: FirmwareImage.Segment, fileOffset: Int, sections: [FirmwareImage.Section]
  ) -> FirmwareImage.Segment {
    let end = fileOffset + segment.bytes.count
    guard fileOffset < Self.headerSize else { return segment }
    let first = sections.filter { $0.isAllocated && !$0.fileRange.isEmpty && $0.fileRange.lowerBound < end }
      .map(\.fileRange.lowerBound).min()
    guard let first, first > fileOffset else { return segment }
    let cut = first - fileOffset
    var trimmed = segment
    trimmed.bytes.removeFirst(cut)
    trimmed.physicalAddress += UInt32(cut)
    trimmed.virtualAddress += UInt32(cut)
    trimmed.fileSize -= UInt32(cut)
    trimmed.memorySize -= UInt32(cut)
    return trimmed
  }

  private func checkOverlap(_ segments: [FirmwareImage.Segment]) throws(Problem) {
    let loaded = segments.filter { $0.fileSize > 0 }.sorted { $0.physicalAddress < $1.physicalAddress }
    for (first, second) in zip(loaded, loaded.dropFirst())
    where UInt64(first.physicalAddress) + UInt64(first.fileSize) > UInt64(second.physicalAddress) {
      throw .inconsistent(
        what: "segments \(first.index) and \(second.index) are both loaded at \(hexadecimal(second.physicalAddress))")
    }
  }
}

// MARK: - Symbols

extension ElfReader {
  /// A mapping symbol (IHI 0044, "Mapping symbols"): from `address` on, its section holds `kind`.
  struct Mapping {
    var address: UInt32
    var section: Int
    var kind: FirmwareImage.CodeRange.Kind
  }

  private func readSymbols(_ elf: OpaquePointer, sections: [FirmwareImage.Section]) throws(Problem)
    -> (symbols: [FirmwareImage.Symbol], mapping: [Mapping])
  {
    var symbols: [FirmwareImage.Symbol] = []
    var mapping: [Mapping] = []
    let known = Set(sections.map(\.index))
    for section in sections {
      guard let descriptor = elf_getscn(elf, section.index), let header = elf32_getshdr(descriptor)?.pointee,
        header.sh_type == UInt32(SHT_SYMTAB)
      else { continue }
      guard header.sh_entsize == 16 else {
        throw .inconsistent(what: "symbol table entries of \(header.sh_entsize) bytes, where 32-bit ELF has 16")
      }
      guard let data = elf_getdata(descriptor, nil) else { throw libelfProblem() }
      for index in 0..<min(data.pointee.d_size / 16, Int(Int32.max)) where index > 0 {
        var entry = GElf_Sym()
        guard gelf_getsym(data, Int32(index), &entry) != nil else { throw libelfProblem() }
        let name = elf_strptr(elf, Int(header.sh_link), Int(entry.st_name)).map { String(cString: $0) } ?? ""
        if let kind = mappingKind(name) {
          if known.contains(Int(entry.st_shndx)) {
            mapping.append(
              Mapping(
                address: UInt32(truncatingIfNeeded: entry.st_value), section: Int(entry.st_shndx), kind: kind))
          }
        } else if let symbol = symbol(entry, name: name, known: known) {
          symbols.append(symbol)
        }
      }
    }
    return (symbols.sorted { ($0.address, $0.name) < ($1.address, $1.name) }, mapping)
  }

  private func symbol(_ entry: GElf_Sym, name: String, known: Set<Int>) -> FirmwareImage.Symbol? {
    let isAbsolute = Int32(entry.st_shndx) == SHN_ABS
    guard !name.isEmpty, isAbsolute || known.contains(Int(entry.st_shndx)) else { return nil }
    let kind: FirmwareImage.Symbol.Kind
    switch Int32(entry.st_info & 0xF) {
    case STT_FUNC: kind = .function
    case STT_OBJECT: kind = .object
    case STT_NOTYPE: kind = .untyped
    default: return nil
    }
    let binding: FirmwareImage.Symbol.Binding
    switch Int32(entry.st_info >> 4) {
    case STB_LOCAL: binding = .local
    case STB_WEAK: binding = .weak
    default: binding = .global
    }
    // ELF32 keeps these in 32 bits; libelf widens them.
    let value = UInt32(truncatingIfNeeded: entry.st_value)
    let isThumb = kind == .function && value & 1 == 1
    return FirmwareImage.Symbol(
      name: name, address: isThumb ? value & ~1 : value, size: UInt32(truncatingIfNeeded: entry.st_size), kind: kind,
      binding: binding, isThumb: isThumb, section: isAbsolute ? nil : Int(entry.st_shndx))
  }

  private func mappingKind(_ name: String) -> FirmwareImage.CodeRange.Kind? {
    guard name.hasPrefix("$") else { return nil }
    let letter = name.dropFirst()
    func names(_ prefix: Character) -> Bool {
      letter.first == prefix && (letter.count == 1 || letter.dropFirst().first == ".")
    }
    return names("t") ? .thumb : names("a") ? .arm : names("d") ? .data : nil
  }

  /// Cuts each executable section at its mapping symbols. What comes before the first one, and sections or images
  /// without any, count as Thumb: nothing else can run.
  private func addContents(to parts: inout ElfParts, mapping: [Mapping]) {
    let bySection = Dictionary(grouping: mapping, by: \.section)
    var extents = parts.sections.filter { $0.isExecutable && $0.size > 0 }
      .map { (start: $0.address, size: $0.size, marks: bySection[$0.index] ?? []) }
    if extents.isEmpty {
      extents = parts.segments.filter { $0.isExecutable && $0.fileSize > 0 }
        .map { ($0.virtualAddress, $0.fileSize, []) }
    }
    var covered: UInt64 = 0
    for extent in extents.sorted(by: { $0.start < $1.start }) {
      // Overlays share addresses; the first one is shown.
      let start = max(UInt64(extent.start), covered)
      // The last byte of the address space cannot be in a half-open range of 32-bit addresses; no code is there.
      let end = min(UInt64(extent.start) + UInt64(extent.size), UInt64(UInt32.max))
      guard start < end else { continue }
      covered = end
      cut(UInt32(start)..<UInt32(end), at: extent.marks, into: &parts)
    }
  }

  private func cut(_ extent: Range<UInt32>, at marks: [Mapping], into parts: inout ElfParts) {
    var from = extent.lowerBound
    var kind = FirmwareImage.CodeRange.Kind.thumb
    let marks = marks.filter { $0.address < extent.upperBound }.sorted { $0.address < $1.address }
    for mark in marks {
      if mark.address > from {
        append(from..<mark.address, kind, to: &parts.contents)
        from = mark.address
      }
      kind = mark.kind
    }
    append(from..<extent.upperBound, kind, to: &parts.contents)
    if let first = marks.first { parts.mapped.append(max(first.address, extent.lowerBound)..<extent.upperBound) }
  }

  private func append(
    _ addresses: Range<UInt32>, _ kind: FirmwareImage.CodeRange.Kind, to ranges: inout [FirmwareImage.CodeRange]
  ) {
    if let last = ranges.last, last.kind == kind, last.addresses.upperBound == addresses.lowerBound {
      ranges[ranges.count - 1].addresses = last.addresses.lowerBound..<addresses.upperBound
    } else {
      ranges.append(.init(addresses: addresses, kind: kind))
    }
  }
}

import CElf

/// Walks the DWARF of an image by libdw: what the readers of debug information share.
///
/// Damaged DWARF must neither crash nor keep a reader busy: libdw checks that what it reads lies in its section; here the
/// number of entries, the depth of nesting and the number of ranges are bounded.
protocol DwarfReader {
  init(_ context: DwarfContext)

  var context: DwarfContext { get set }

  /// Called before the units are read, also if there are none; `elf` has its sections uncompressed by then.
  mutating func begin(_ elf: OpaquePointer)

  /// Reads a compilation unit, whose first entry is `unit`.
  mutating func readUnit(_ unit: inout Dwarf_Die)
}

extension DwarfReader {
  mutating func begin(_ elf: OpaquePointer) {}

  /// A reader that has been through all units of `image`, split ones included.
  static func read(_ image: FirmwareImage) -> Self {
    let inMemory = withElf(image.file) { elf in read(elf, image) }
    // libdw looks for split units beside the image only if it has opened the file itself.
    guard inMemory.context.splits.areBeside, let beside = readFromFile(image) else { return inMemory }
    return beside
  }

  private static func readFromFile(_ image: FirmwareImage) -> Self? {
    guard let file = try? readFile(image.path), file == image.file else { return nil }
    return withElfFile(image.path) { elf in elf.map { read($0, image) } }
  }

  private static func read(_ elf: OpaquePointer?, _ image: FirmwareImage) -> Self {
    var reader = Self(DwarfContext(image))
    guard let elf else { return reader }
    let dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nil)
    reader.begin(elf)
    if let dwarf {
      reader.readUnits(dwarf)
      reader.context.forgetFiles()
      dwarf_end(dwarf)
    }
    return reader
  }

  private mutating func readUnits(_ dwarf: OpaquePointer) {
    var unit: OpaquePointer?
    while context.spend() {
      var next: OpaquePointer?
      var version: Dwarf_Half = 0
      var kind: UInt8 = 0
      var die = Dwarf_Die()
      let status = dwarf_get_units(dwarf, unit, &next, &version, &kind, &die, nil)
      if status < 0 { context.noteDamage("after \(context.units) compilation units") }
      guard status == 0, let next else { break }
      unit = next
      context.units += 1
      guard die.addr != nil else {
        context.unknownUnits += 1
        continue
      }
      context.directory = context.string(&die, DW_AT_comp_dir)
      if Int(kind) == DW_UT_skeleton { readSkeleton(next, &die) } else { readUnit(&die) }
    }
  }

  /// A unit whose contents, but for the line table, are in another file.
  private mutating func readSkeleton(_ unit: OpaquePointer, _ die: inout Dwarf_Die) {
    let name = context.string(&die, DW_AT_dwo_name) ?? context.string(&die, DW_AT_GNU_dwo_name)
    guard context.splits.isPresent(name, directory: context.directory, imagePath: context.image.path) else {
      return context.splits.miss(name)
    }
    var contents = Dwarf_Die()
    guard dwarf_cu_info(unit, nil, nil, nil, &contents, nil, nil, nil) == 0, contents.addr != nil else {
      return context.splits.miss(name)
    }
    context.splits.found += 1
    readUnit(&contents)
  }

  /// Calls `visit` for each entry within `parent`, which has `depth` entries around it.
  mutating func forEachEntry(
    in parent: inout Dwarf_Die, depth: Int, _ visit: (inout Self, inout Dwarf_Die) -> Void
  ) {
    guard depth < DwarfContext.depthLimit else {
      return context.noteDamage("more than \(DwarfContext.depthLimit) levels")
    }
    var die = Dwarf_Die()
    var status = dwarf_child(&parent, &die)
    while status == 0 {
      guard context.spend() else { return context.noteDamage("more entries than its size allows") }
      visit(&self, &die)
      var next = Dwarf_Die()
      status = dwarf_siblingof(&die, &next)
      die = next
    }
    if status < 0 { context.noteDamage("in a list of entries") }
  }
}

/// Where a `DwarfReader` stands, and the names it has met.
struct DwarfContext {
  let image: FirmwareImage
  /// Names of functions, variables and files, each once.
  private(set) var names: [String] = []
  /// Compilation directory of the unit being read; a split unit has that of its skeleton.
  fileprivate(set) var directory: String?
  fileprivate(set) var splits = SplitUnits()
  fileprivate(set) var units = 0
  /// Units of a version that libdw does not know.
  fileprivate(set) var unknownUnits = 0
  private var nameIndices: [String: Int32] = [:]
  private var fileTables: [OpaquePointer: FileTable] = [:]
  private var damagedPlaces = 0
  private var firstDamage = ""
  /// Entries that may still be read: each takes a byte at least, so an intact image has no more than this.
  private var budget: Int

  private struct FileTable {
    var files: OpaquePointer?
    var count: Int
    /// By index; nil not yet known.
    var names: [Int32?]
  }

  fileprivate static let depthLimit = 256

  init(_ image: FirmwareImage) {
    self.image = image
    let size = image.sections.filter { $0.name.contains("debug_info") }.reduce(0) { $0 + Int($1.size) }
    // Compressed sections, and split ones in other files, are larger than they look.
    budget = min(16 * size + 1_000_000, 200_000_000)
  }

  /// Takes one entry from the budget.
  /// - Returns: whether it may be read.
  mutating func spend() -> Bool {
    budget -= 1
    return budget > 0
  }

  mutating func noteDamage(_ place: String) {
    damagedPlaces += 1
    let reason = dwarf_errmsg(-1).map { String(cString: $0) } ?? "unknown error"
    if firstDamage.isEmpty { firstDamage = "\(place): \(reason)" }
  }

  /// Units that are not understood, and damage.
  /// - Parameter subject: what may therefore be missing or wrong, in the plural.
  func damageNotes(_ subject: String) -> [String] {
    var notes: [String] = []
    if unknownUnits > 0 {
      notes.append(
        "debug information of \(unknownUnits) of \(units) compilation units is in a form that is not understood; "
          + "expected DWARF 2 to 5")
    }
    if damagedPlaces > 0 {
      notes.append(
        "the debug information is damaged (\(firstDamage)): \(subject) may be missing or wrong; link the image again")
    }
    return notes
  }

  // MARK: Ranges

  /// Linkers leave the entries of functions that they have discarded, at address 0 or, in lists that 0 would end, 1. There
  /// the vector table is, unless a symbol says otherwise.
  func isDiscarded(_ ranges: [Range<UInt32>]) -> Bool {
    guard ranges.contains(where: { $0.lowerBound <= 1 }) else { return false }
    return !image.beginsCode(at: 0)
  }

  /// The code that an entry is about.
  mutating func ranges(of die: inout Dwarf_Die) -> [Range<UInt32>] {
    var ranges: [Range<UInt32>] = []
    var offset = 0
    var base: Dwarf_Addr = 0
    repeat {
      var start: Dwarf_Addr = 0
      var end: Dwarf_Addr = 0
      let next = dwarf_ranges(&die, offset, &base, &start, &end)
      if next < 0 { noteDamage("in address ranges") }
      guard next > 0 else { break }
      offset = next
      if start < end, let low = UInt32(exactly: start), let high = UInt32(exactly: end) { ranges.append(low..<high) }
    } while spend()
    return ranges
  }

  // MARK: Names

  func name(_ index: Int32) -> String? { index >= 0 ? names[Int(index)] : nil }

  mutating func intern(_ text: UnsafePointer<CChar>?) -> Int32 {
    text.map { intern(String(cString: $0)) } ?? -1
  }

  mutating func intern(_ name: String) -> Int32 {
    if let known = nameIndices[name] { return known }
    let index = Int32(names.count)
    names.append(name)
    nameIndices[name] = index
    return index
  }

  func string(_ die: inout Dwarf_Die, _ name: some BinaryInteger) -> String? {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&die, UInt32(name), &attribute) != nil else { return nil }
    return dwarf_formstring(&attribute).map { String(cString: $0) }
  }

  /// The line of a declaration, which may be in the entry's origin; 0 where not known.
  func declarationLine(_ die: inout Dwarf_Die) -> Int32 {
    var line: Dwarf_Word = 0
    var attribute = Dwarf_Attribute()
    if dwarf_attr_integrate(&die, UInt32(DW_AT_decl_line), &attribute) != nil { dwarf_formudata(&attribute, &line) }
    return Int32(exactly: line) ?? 0
  }

  /// The file that an attribute gives as an index in the file table of its unit, which for a declaration may be another
  /// unit than that of the entry.
  mutating func file(_ die: inout Dwarf_Die, _ name: some BinaryInteger) -> Int32 {
    var attribute = Dwarf_Attribute()
    var index: Dwarf_Word = 0
    guard dwarf_attr_integrate(&die, UInt32(name), &attribute) != nil, dwarf_formudata(&attribute, &index) == 0,
      let unit = attribute.cu, let place = Int(exactly: index)
    else { return -1 }
    if fileTables[unit] == nil { fileTables[unit] = fileTable(of: unit) }
    guard let table = fileTables[unit], place < table.count else { return -1 }
    if let known = table.names[place] { return known }
    var found: Int32 = -1
    if let path = dwarf_filesrc(table.files, place, nil, nil).map({ String(cString: $0) }), path != "???" {
      found = intern(sourcePath(path, directory: directory))
    }
    fileTables[unit]?.names[place] = found
    return found
  }

  private func fileTable(of unit: OpaquePointer) -> FileTable {
    var die = Dwarf_Die()
    var files: OpaquePointer?
    var count = 0
    guard dwarf_cu_info(unit, nil, nil, &die, nil, nil, nil, nil) == 0, die.addr != nil,
      dwarf_getsrcfiles(&die, &files, &count) == 0
    else { return FileTable(files: nil, count: 0, names: []) }
    return FileTable(files: files, count: count, names: .init(repeating: nil, count: count))
  }

  /// File tables belong to libdw and must not be used after `dwarf_end`.
  fileprivate mutating func forgetFiles() { fileTables.removeAll() }
}

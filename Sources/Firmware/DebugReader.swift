import CElf

/// Walks the DWARF of an image for `DebugInformation`, by libdw.
///
/// Damaged DWARF must neither crash nor keep this busy: libdw checks that what it reads lies in its section; here the number
/// of entries, the depth of nesting and the number of ranges are bounded.
struct DebugReader {
  /// An inlined call.
  struct Scope: Sendable {
    /// Index of the inlined call around it, which comes before it; -1 if it stands in the function itself.
    var parent: Int32
    /// Indices in `names`; -1 where not known.
    var name: Int32
    var callFile: Int32
    /// 0 where not known.
    var callLine: Int32
  }

  struct Function: Sendable {
    var name: Int32
    var file: Int32
    var line: Int32
  }

  /// What came of it.
  struct Result {
    var scopes: [Scope] = []
    var functions: [Function] = []
    var names: [String] = []
    var scopeRanges: [AddressSpans.Range] = []
    var functionRanges: [AddressSpans.Range] = []
    var notes: [String] = []
  }

  var result = Result()
  private var nameIndices: [String: Int32] = [:]
  private let image: FirmwareImage
  /// Directory of the unit being read, for files whose path has none.
  private var directory: String?
  private var fileTables: [OpaquePointer: FileTable] = [:]
  private var splits = SplitUnits()
  private var damage = Damage()
  /// Entries that may still be read: each takes a byte at least, so an intact image has no more than this.
  private var budget: Int

  private struct FileTable {
    var files: OpaquePointer?
    var count: Int
    /// By index; nil not yet known.
    var names: [Int32?]
  }

  /// What could not be read.
  private struct Damage {
    var places = 0
    var first = ""
    /// Units of a version that libdw does not know.
    var unknownUnits = 0
  }

  private static let depthLimit = 256
  private static let rangeLimit = 4_000_000

  private init(_ image: FirmwareImage) {
    self.image = image
    let size = image.sections.filter { $0.name.contains("debug_info") }.reduce(0) { $0 + Int($1.size) }
    // Compressed sections, and split ones in other files, are larger than they look.
    budget = min(16 * size + 1_000_000, 200_000_000)
  }

  // MARK: Opening

  static func read(_ image: FirmwareImage, hasLines: Bool) -> Result {
    let inMemory = withElf(image.file) { elf in read(elf, image, hasLines) }
    // libdw looks for split units beside the image only if it has opened the file itself.
    guard inMemory.splits.areBeside, let beside = readFromFile(image, hasLines) else { return inMemory.result }
    return beside
  }

  private static func readFromFile(_ image: FirmwareImage, _ hasLines: Bool) -> Result? {
    guard let file = try? readFile(image.path), file == image.file else { return nil }
    return withElfFile(image.path) { elf in elf.map { read($0, image, hasLines).result } }
  }

  private static func read(_ elf: OpaquePointer?, _ image: FirmwareImage, _ hasLines: Bool) -> (
    result: Result, splits: SplitUnits
  ) {
    var reader = DebugReader(image)
    var units = 0
    if let elf, let dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nil) {
      units = reader.readUnits(dwarf)
      reader.fileTables.removeAll()
      dwarf_end(dwarf)
    }
    reader.addNotes(units: units, hasLines: hasLines)
    return (reader.result, reader.splits)
  }

  private mutating func addNotes(units: Int, hasLines: Bool) {
    if !hasLines { result.notes.append("no line information: build with -g") }
    if let note = splits.note { result.notes.append(note) }
    if damage.unknownUnits > 0 {
      result.notes.append(
        "debug information of \(damage.unknownUnits) of \(units) compilation units is in a form that is not understood; "
          + "expected DWARF 2 to 5")
    }
    if damage.places > 0 {
      result.notes.append(
        "the debug information is damaged (\(damage.first)): lines and inlined functions may be missing or wrong; "
          + "link the image again")
    }
  }

  private mutating func noteDamage(_ place: String) {
    damage.places += 1
    let reason = dwarf_errmsg(-1).map { String(cString: $0) } ?? "unknown error"
    if damage.first.isEmpty { damage.first = "\(place): \(reason)" }
  }

  // MARK: Units

  private mutating func readUnits(_ dwarf: OpaquePointer) -> Int {
    var unit: OpaquePointer?
    var count = 0
    while budget > 0 {
      var next: OpaquePointer?
      var version: Dwarf_Half = 0
      var kind: UInt8 = 0
      var die = Dwarf_Die()
      let status = dwarf_get_units(dwarf, unit, &next, &version, &kind, &die, nil)
      if status < 0 { noteDamage("after \(count) compilation units") }
      guard status == 0, let next else { break }
      unit = next
      count += 1
      budget -= 1
      guard die.addr != nil else {
        damage.unknownUnits += 1
        continue
      }
      directory = string(&die, DW_AT_comp_dir)
      if Int(kind) == DW_UT_skeleton {
        readSkeleton(next, &die)
      } else {
        walk(&die, scope: -1, function: -1, depth: 0)
      }
    }
    return count
  }

  /// A unit whose contents, but for the line table, are in another file.
  private mutating func readSkeleton(_ unit: OpaquePointer, _ die: inout Dwarf_Die) {
    let name = string(&die, DW_AT_dwo_name) ?? string(&die, DW_AT_GNU_dwo_name)
    guard splits.isPresent(name, directory: directory, imagePath: image.path) else { return splits.miss(name) }
    var contents = Dwarf_Die()
    guard dwarf_cu_info(unit, nil, nil, nil, &contents, nil, nil, nil) == 0, contents.addr != nil else {
      return splits.miss(name)
    }
    splits.found += 1
    walk(&contents, scope: -1, function: -1, depth: 0)
  }

  // MARK: Entries

  /// Reads the entries within `parent`.
  /// - Parameters:
  ///   - scope: the inlined call around them, or -1.
  ///   - function: the function around them, or -1.
  private mutating func walk(_ parent: inout Dwarf_Die, scope: Int32, function: Int32, depth: Int) {
    guard depth < Self.depthLimit else { return noteDamage("more than \(Self.depthLimit) levels") }
    var die = Dwarf_Die()
    var status = dwarf_child(&parent, &die)
    while status == 0 {
      budget -= 1
      guard budget > 0 else { return noteDamage("more entries than its size allows") }
      visit(&die, scope: scope, function: function, depth: depth)
      var next = Dwarf_Die()
      status = dwarf_siblingof(&die, &next)
      die = next
    }
    if status < 0 { noteDamage("in a list of entries") }
  }

  private mutating func visit(_ die: inout Dwarf_Die, scope: Int32, function: Int32, depth: Int) {
    switch Int(dwarf_tag(&die)) {
    case DW_TAG_subprogram:
      let index = addFunction(&die, depth: depth)
      // An abstract one has no code; functions nested in it may have.
      walk(&die, scope: -1, function: index, depth: depth + 1)
    case DW_TAG_inlined_subroutine:
      guard function >= 0 else { return }
      let index = addScope(&die, parent: scope, depth: depth)
      walk(&die, scope: index, function: function, depth: depth + 1)
    case DW_TAG_lexical_block, DW_TAG_try_block, DW_TAG_catch_block, DW_TAG_namespace,
      DW_TAG_module, DW_TAG_class_type, DW_TAG_structure_type, DW_TAG_union_type:
      walk(&die, scope: scope, function: function, depth: depth + 1)
    default: break
    }
  }

  /// - Returns: its index; -1 if it has no code in the image.
  private mutating func addFunction(_ die: inout Dwarf_Die, depth: Int) -> Int32 {
    let ranges = ranges(of: &die)
    guard !ranges.isEmpty, !isDiscarded(ranges) else { return -1 }
    let index = Int32(result.functions.count)
    var line: Dwarf_Word = 0
    var attribute = Dwarf_Attribute()
    if dwarf_attr_integrate(&die, UInt32(DW_AT_decl_line), &attribute) != nil { dwarf_formudata(&attribute, &line) }
    result.functions.append(
      Function(
        name: intern(dwarf_diename(&die)), file: file(&die, DW_AT_decl_file),
        line: Int32(exactly: line) ?? 0))
    for range in ranges where result.functionRanges.count < Self.rangeLimit {
      result.functionRanges.append(
        .init(start: range.lowerBound, end: range.upperBound, depth: Int32(depth), item: index))
    }
    return index
  }

  private mutating func addScope(_ die: inout Dwarf_Die, parent: Int32, depth: Int) -> Int32 {
    let index = Int32(result.scopes.count)
    var line: Dwarf_Word = 0
    var attribute = Dwarf_Attribute()
    if dwarf_attr(&die, UInt32(DW_AT_call_line), &attribute) != nil { dwarf_formudata(&attribute, &line) }
    result.scopes.append(
      Scope(
        parent: parent, name: intern(dwarf_diename(&die)), callFile: file(&die, DW_AT_call_file),
        callLine: Int32(exactly: line) ?? 0))
    for range in ranges(of: &die) where result.scopeRanges.count < Self.rangeLimit {
      result.scopeRanges.append(.init(start: range.lowerBound, end: range.upperBound, depth: Int32(depth), item: index))
    }
    return index
  }

  /// Linkers leave the entries of functions that they have discarded, at address 0 or, in lists that 0 would end, 1. There
  /// the vector table is, unless a symbol says otherwise.
  private func isDiscarded(_ ranges: [Range<UInt32>]) -> Bool {
    guard ranges.contains(where: { $0.lowerBound <= 1 }) else { return false }
    return !image.beginsCode(at: 0)
  }

  private mutating func ranges(of die: inout Dwarf_Die) -> [Range<UInt32>] {
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
      budget -= 1
      if start < end, let low = UInt32(exactly: start), let high = UInt32(exactly: end) { ranges.append(low..<high) }
    } while budget > 0
    return ranges
  }

  // MARK: Names

  private mutating func intern(_ text: UnsafePointer<CChar>?) -> Int32 {
    text.map { intern(String(cString: $0)) } ?? -1
  }

  private mutating func intern(_ name: String) -> Int32 {
    if let known = nameIndices[name] { return known }
    let index = Int32(result.names.count)
    result.names.append(name)
    nameIndices[name] = index
    return index
  }

  private func string(_ die: inout Dwarf_Die, _ name: some BinaryInteger) -> String? {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&die, UInt32(name), &attribute) != nil else { return nil }
    return dwarf_formstring(&attribute).map { String(cString: $0) }
  }

  /// The file that an attribute gives as an index in the file table of its unit, which for a declaration may be another
  /// unit than that of the entry.
  private mutating func file(_ die: inout Dwarf_Die, _ name: some BinaryInteger) -> Int32 {
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
      // A split unit knows no directory; its skeleton does.
      found = intern(path.hasPrefix("/") || directory == nil ? path : "\(directory ?? "")/\(path)")
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
}

import CElf

/// Collects functions and inlined calls for `DebugInformation`.
struct DebugReader: DwarfReader {
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

  var context: DwarfContext
  private var result = Result()

  private static let rangeLimit = 4_000_000

  init(_ context: DwarfContext) { self.context = context }

  static func read(_ image: FirmwareImage, hasLines: Bool) -> Result {
    let reader = read(image)
    var result = reader.result
    result.names = reader.context.names
    if !hasLines { result.notes.append("no line information: build with -g") }
    if let note = reader.context.splits.note("inlined functions") { result.notes.append(note + "; line numbers are") }
    result.notes += reader.context.damageNotes("lines and inlined functions")
    return result
  }

  mutating func readUnit(_ unit: inout Dwarf_Die) { walk(&unit, scope: -1, function: -1, depth: 0) }

  /// Reads the entries within `parent`.
  /// - Parameters:
  ///   - scope: the inlined call around them, or -1.
  ///   - function: the function around them, or -1.
  private mutating func walk(_ parent: inout Dwarf_Die, scope: Int32, function: Int32, depth: Int) {
    forEachEntry(in: &parent, depth: depth) { $0.visit(&$1, scope: scope, function: function, depth: depth) }
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
    let ranges = context.ranges(of: &die)
    guard !ranges.isEmpty, !context.isDiscarded(ranges) else { return -1 }
    let index = Int32(result.functions.count)
    result.functions.append(
      Function(
        name: context.intern(dwarf_diename(&die)), file: context.file(&die, DW_AT_decl_file),
        line: context.declarationLine(&die)))
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
        parent: parent, name: context.intern(dwarf_diename(&die)), callFile: context.file(&die, DW_AT_call_file),
        callLine: Int32(exactly: line) ?? 0))
    for range in context.ranges(of: &die) where result.scopeRanges.count < Self.rangeLimit {
      result.scopeRanges.append(.init(start: range.lowerBound, end: range.upperBound, depth: Int32(depth), item: index))
    }
    return index
  }
}

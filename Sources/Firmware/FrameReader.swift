import CElf

/// Collects the variables that functions keep in their stack frames, for `FrameVariables`.
///
/// A variable counts if its location, for all or some of its code, is one operation: `DW_OP_fbreg`, or a register to which
/// the call frame information relates the canonical frame address. What is in registers, in pieces or computed is left out.
/// Format: DWARF 5, sections 2.6 (locations), 3.3 and 4.1 (functions and their variables); DWARF 2 to 4 agree in what is
/// looked at here.
struct FrameReader: DwarfReader {
  struct Function {
    var name: Int32
    var ranges: [Range<UInt32>]
    var variables: [FrameVariables.Variable] = []
    fileprivate var base: Base?
    /// Variables whose distance from the CFA is not known.
    fileprivate var unresolved = 0
  }

  /// What to add to the operand of `DW_OP_fbreg` for the offset from the CFA.
  fileprivate enum Base {
    case cfa(plus: Int64)
    case unknown
  }

  /// Where the walk is within a function.
  private struct Place {
    /// Index in `functions`.
    var function: Int
    /// Name of the function, or of the inlined one.
    var name: Int32
    /// Code of the innermost block around, as far as the compiler says it.
    var scope: [Range<UInt32>]
  }

  var context: DwarfContext
  private(set) var functions: [Function] = []
  private(set) var functionRanges: [AddressSpans.Range] = []
  private(set) var frames = CallFrames()

  /// More functions than any image has; a damaged one could claim anything.
  private static let rangeLimit = 4_000_000
  /// In DWARF core registers have their own numbers (AADWARF32, "DWARF register names").
  private static let coreRegisters: ClosedRange<UInt8> = 0...15
  private static let noName = "(no name)"
  private static let stackPointer: UInt8 = 13
  /// Those that compilers address frames by; clang has R6 for frames that are aligned and vary in size.
  private static let frameRegisters: Set<UInt8> = [6, 7, 11, 13]

  init(_ context: DwarfContext) { self.context = context }

  mutating func begin(_ elf: OpaquePointer) { frames = CallFrames(elf, image: context.image) }

  mutating func readUnit(_ unit: inout Dwarf_Die) { walk(&unit, nil, depth: 0) }

  /// In words, what is missing.
  var notes: [String] {
    var notes: [String] = []
    if context.units == 0 { notes.append("no variables of stack frames are known: build with -g") }
    if let note = context.splits.note("variables of stack frames") { notes.append(note) }
    notes += context.damageNotes("variables of stack frames")
    if frames.damagedEntries > 0 {
      notes.append(
        "call frame information: \(frames.damagedEntries) entries are damaged or in a form that is not understood; "
          + "the frames of their functions may not be known")
    }
    if let note = unresolvedNote { notes.append(note) }
    return notes
  }

  private var unresolvedNote: String? {
    let unresolved = functions.filter { $0.unresolved > 0 }
    let names = Set(unresolved.map { context.name($0.name) ?? Self.noName }).sorted()
    guard !names.isEmpty else { return nil }
    let count = unresolved.reduce(0) { $0 + $1.unresolved }
    let others = names.count > 3 ? " and \(names.count - 3) other functions" : ""
    let reason =
      frames.isEmpty
      ? "the image has no call frame information (section .debug_frame)"
      : "the call frame information does not say how far they are from the frame's top"
    return "\(count) variable\(count == 1 ? "" : "s") in the stack frames of "
      + "\(names.prefix(3).joined(separator: ", "))\(others) left out: \(reason)"
  }

  // MARK: Entries

  private mutating func walk(_ parent: inout Dwarf_Die, _ place: Place?, depth: Int) {
    forEachEntry(in: &parent, depth: depth) { $0.visit(&$1, place, depth: depth) }
  }

  private mutating func visit(_ die: inout Dwarf_Die, _ place: Place?, depth: Int) {
    switch Int(dwarf_tag(&die)) {
    case DW_TAG_subprogram:
      // An abstract one has no code; functions nested in it may have.
      let own = addFunction(&die, depth: depth)
      walk(&die, own, depth: depth + 1)
    case DW_TAG_inlined_subroutine:
      guard let place else { return }
      var inner = narrowed(place, to: &die)
      inner.name = context.intern(dwarf_diename(&die))
      walk(&die, inner, depth: depth + 1)
    case DW_TAG_lexical_block, DW_TAG_try_block, DW_TAG_catch_block:
      walk(&die, place.map { narrowed($0, to: &die) }, depth: depth + 1)
    case DW_TAG_namespace, DW_TAG_module, DW_TAG_class_type, DW_TAG_structure_type, DW_TAG_union_type:
      walk(&die, nil, depth: depth + 1)
    case DW_TAG_variable, DW_TAG_formal_parameter:
      if let place { addVariables(&die, place) }
    default: break
    }
  }

  private mutating func narrowed(_ place: Place, to die: inout Dwarf_Die) -> Place {
    let ranges = context.ranges(of: &die)
    var inner = place
    if !ranges.isEmpty { inner.scope = ranges }
    return inner
  }

  /// - Returns: nil if it has no code in the image.
  private mutating func addFunction(_ die: inout Dwarf_Die, depth: Int) -> Place? {
    let ranges = context.ranges(of: &die)
    guard !ranges.isEmpty, !context.isDiscarded(ranges), functionRanges.count + ranges.count <= Self.rangeLimit else {
      return nil
    }
    let index = functions.count
    let name = context.intern(dwarf_diename(&die))
    functions.append(Function(name: name, ranges: ranges))
    for range in ranges {
      functionRanges.append(
        .init(start: range.lowerBound, end: range.upperBound, depth: Int32(depth), item: Int32(index)))
    }
    functions[index].base = base(of: &die, ranges: ranges)
    return Place(function: index, name: name, scope: ranges)
  }

  // MARK: Variables

  private mutating func addVariables(_ die: inout Dwarf_Die, _ place: Place) {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&die, UInt32(DW_AT_location), &attribute) != nil else { return }
    // By offset, in order of the first.
    var found: [(offset: Int64, scope: [Range<UInt32>], isFixed: Bool)] = []
    var isUnresolved = false
    for location in locations(&attribute) {
      guard let operation = location.operation else { continue }
      switch offset(operation, location.range, place) {
      case .known(let offset):
        let scope = location.range.map { [$0] } ?? place.scope
        if let index = found.firstIndex(where: { $0.offset == offset }) {
          found[index].scope += scope
        } else {
          found.append((offset, scope, location.range == nil))
        }
      case .unresolved: isUnresolved = true
      case .elsewhere: break
      }
    }
    guard !found.isEmpty || isUnresolved, let size = TypeSize.bytes(of: &die), size > 0 else { return }
    if isUnresolved { functions[place.function].unresolved += 1 }
    let (file, name) = (context.file(&die, DW_AT_decl_file), context.intern(dwarf_diename(&die)))
    let line = Int(context.declarationLine(&die))
    for (offset, scope, isFixed) in found {
      guard let offset = Int32(exactly: offset) else { continue }
      functions[place.function].variables.append(
        .init(
          name: context.name(name) ?? Self.noName, offset: offset, size: size, scope: joined(scope), isFixed: isFixed,
          function: context.name(place.name) ?? Self.noName, file: context.name(file),
          line: line > 0 ? line : nil))
    }
  }

  private enum Answer {
    case known(Int64)
    /// In the frame, but not known where.
    case unresolved
    /// Not in the frame.
    case elsewhere
  }

  /// How far from the CFA an operation finds a variable.
  /// - Parameter range: code that it holds for; nil: all of the variable's.
  private func offset(_ operation: Dwarf_Op, _ range: Range<UInt32>?, _ place: Place) -> Answer {
    if Int(operation.atom) == DW_OP_fbreg {
      guard case .cfa(let base) = functions[place.function].base else { return .unresolved }
      let (sum, overflows) = base.addingReportingOverflow(Int64(bitPattern: operation.number))
      return overflows ? .elsewhere : .known(sum)
    }
    guard let (register, distance) = Self.address(operation) else { return .elsewhere }
    if let cfa = cfa(
      from: register, ranges: range.map { [$0] } ?? functions[place.function].ranges, isList: range != nil)
    {
      let (difference, overflows) = distance.subtractingReportingOverflow(Int64(cfa))
      return overflows ? .elsewhere : .known(difference)
    }
    // Other registers may hold an address of anything.
    return range == nil && Self.frameRegisters.contains(register) ? .unresolved : .elsewhere
  }

  // MARK: Locations

  private struct Location {
    /// Nil: all of the code.
    var range: Range<UInt32>?
    /// Nil if it takes several.
    var operation: Dwarf_Op?
  }

  /// What a location attribute says, place by place.
  private mutating func locations(_ attribute: inout Dwarf_Attribute) -> [Location] {
    var locations: [Location] = []
    var offset = 0
    var base: Dwarf_Addr = 0
    while context.spend() {
      var start: Dwarf_Addr = 0
      var end: Dwarf_Addr = 0
      var operations: UnsafeMutablePointer<Dwarf_Op>?
      var count = 0
      let next = dwarf_getlocations(&attribute, offset, &base, &start, &end, &operations, &count)
      if next < 0 { context.noteDamage("in the location of a variable") }
      guard next > 0 else { break }
      offset = next
      // One operation, which libdw has made room for.
      let operation = count == 1 ? operations?.pointee : nil
      if start == 0 && end == Dwarf_Addr.max {
        locations.append(Location(range: nil, operation: operation))
      } else if start < end, let low = UInt32(exactly: start), let high = UInt32(exactly: end) {
        locations.append(Location(range: low..<high, operation: operation))
      }
    }
    return locations
  }

  /// The register and the distance from it in bytes, if an operation adds them up.
  private static func address(_ operation: Dwarf_Op) -> (register: UInt8, distance: Int64)? {
    let atom = Int(operation.atom)
    if (DW_OP_breg0...DW_OP_breg15).contains(atom) {
      return (UInt8(atom - DW_OP_breg0), Int64(bitPattern: operation.number))
    }
    guard atom == DW_OP_bregx, let register = UInt8(exactly: operation.number), coreRegisters.contains(register) else {
      return nil
    }
    return (register, Int64(bitPattern: operation.number2))
  }

  // MARK: The frame

  /// What a function's frame base is from the CFA. GCC has the CFA itself, clang the register that it addresses the frame
  /// by, older compilers for Arm a list of registers.
  private mutating func base(of die: inout Dwarf_Die, ranges: [Range<UInt32>]) -> Base {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&die, UInt32(DW_AT_frame_base), &attribute) != nil else { return .unknown }
    var result: Int64?
    for location in locations(&attribute) {
      guard let operation = location.operation else { return .unknown }
      var base: Int64?
      let atom = Int(operation.atom)
      if atom == DW_OP_call_frame_cfa {
        base = 0
      } else {
        // A register as location stands for its contents here.
        let isRegister = (DW_OP_reg0...DW_OP_reg15).contains(atom)
        let address = isRegister ? (UInt8(atom - DW_OP_reg0), 0) : Self.address(operation)
        if let (register, distance) = address,
          let cfa = cfa(from: register, ranges: location.range.map { [$0] } ?? ranges, isList: location.range != nil)
        {
          let (difference, overflows) = distance.subtractingReportingOverflow(Int64(cfa))
          base = overflows ? nil : difference
        }
      }
      guard let base, result == nil || result == base else { return .unknown }
      result = base
    }
    return result.map { .cfa(plus: $0) } ?? .unknown
  }

  /// CFA less a register's contents, in bytes; nil where that is not known or not one number.
  /// - Parameter isList: whether it has to be so at all instructions of `ranges`, as entries of location lists claim.
  ///   Otherwise it is about what holds after the prologue.
  private func cfa(from register: UInt8, ranges: [Range<UInt32>], isList: Bool) -> Int32? {
    var offsets: Set<Int32> = []
    var areOthers = false
    for range in ranges {
      for rule in frames.rules(in: range) {
        if let rule, rule.register == register { offsets.insert(rule.offset) } else { areOthers = true }
      }
    }
    if isList && areOthers { return nil }
    // A frame that is addressed by the stack pointer is whole when that is lowest. Where another register takes over, the
    // stack pointer's last place says nothing of where it goes then.
    if !isList && register == Self.stackPointer { return areOthers ? nil : offsets.max() }
    return offsets.count == 1 ? offsets.first : nil
  }

  /// Adjacent or overlapping ranges as one, in order of address.
  private func joined(_ ranges: [Range<UInt32>]) -> [Range<UInt32>] {
    guard ranges.count > 1 else { return ranges }
    var result: [Range<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}

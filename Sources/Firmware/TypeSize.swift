import CElf

/// How large values of the types of DWARF are.
///
/// libdw's `dwarf_aggregate_size` follows chains of types without end if they are damaged, so this is done here.
/// Format: DWARF 5, chapter 5; arrays: 5.5 and 5.13.
struct TypeSize {
  /// Types in types, at most; also the dimensions of an array.
  private static let depthLimit = 64
  /// Of pointers where their type does not say it: addresses have 32 bits.
  private static let pointerSize: UInt64 = 4

  /// Bytes of a value of the type that an entry names with `DW_AT_type`, in its origin if need be; nil where that is not a
  /// constant, such as for arrays of variable length, or not known.
  static func bytes(of die: inout Dwarf_Die) -> UInt32? {
    var type = Dwarf_Die()
    guard follow(&die, &type) else { return nil }
    return bytes(&type, depth: 0).flatMap { $0 <= UInt64(Int32.max) ? UInt32($0) : nil }
  }

  /// The entry that `DW_AT_type` or another attribute refers to.
  private static func follow(_ die: inout Dwarf_Die, _ type: inout Dwarf_Die, by name: some BinaryInteger = DW_AT_type)
    -> Bool
  {
    var attribute = Dwarf_Attribute()
    return dwarf_attr_integrate(&die, UInt32(name), &attribute) != nil && dwarf_formref_die(&attribute, &type) != nil
  }

  private static func bytes(_ type: inout Dwarf_Die, depth: Int) -> UInt64? {
    guard depth < depthLimit else { return nil }
    // A constant, or an expression for what is known only when the program runs.
    if let size = constant(&type, DW_AT_byte_size) { return size < 0 ? nil : UInt64(size) }
    guard dwarf_hasattr(&type, UInt32(DW_AT_byte_size)) == 0 else { return nil }
    // A declaration of what is in a type unit of its own (-fdebug-types-section).
    var definition = Dwarf_Die()
    if follow(&type, &definition, by: DW_AT_signature) { return bytes(&definition, depth: depth + 1) }
    switch Int(dwarf_tag(&type)) {
    case DW_TAG_pointer_type, DW_TAG_reference_type, DW_TAG_rvalue_reference_type: return pointerSize
    case DW_TAG_array_type:
      guard let count = elements(of: &type) else { return nil }
      var element = Dwarf_Die()
      guard follow(&type, &element), let size = bytes(&element, depth: depth + 1) else { return nil }
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      return overflows ? nil : product
    case DW_TAG_typedef, DW_TAG_const_type, DW_TAG_volatile_type, DW_TAG_restrict_type, DW_TAG_atomic_type,
      DW_TAG_immutable_type, DW_TAG_packed_type, DW_TAG_shared_type, DW_TAG_subrange_type, DW_TAG_enumeration_type:
      var other = Dwarf_Die()
      return follow(&type, &other) ? bytes(&other, depth: depth + 1) : nil
    default: return nil
    }
  }

  /// The product of all dimensions of an array; nil if one of them is not a constant.
  private static func elements(of array: inout Dwarf_Die) -> UInt64? {
    var count: UInt64 = 1
    var dimension = Dwarf_Die()
    var status = dwarf_child(&array, &dimension)
    var (entries, dimensions) = (0, 0)
    while status == 0 {
      // Damaged entries may follow one another in a circle.
      entries += 1
      guard entries <= depthLimit else { return nil }
      let tag = Int(dwarf_tag(&dimension))
      if tag == DW_TAG_subrange_type || tag == DW_TAG_enumeration_type {
        dimensions += 1
        guard let extent = extent(of: &dimension) else { return nil }
        let (product, overflows) = count.multipliedReportingOverflow(by: extent)
        guard !overflows else { return nil }
        count = product
      }
      var next = Dwarf_Die()
      status = dwarf_siblingof(&dimension, &next)
      dimension = next
    }
    return status < 0 || dimensions == 0 ? nil : count
  }

  private static func extent(of dimension: inout Dwarf_Die) -> UInt64? {
    if let count = constant(&dimension, DW_AT_count) { return UInt64(exactly: count) }
    guard let upper = constant(&dimension, DW_AT_upper_bound) else { return nil }
    var lower: Int64 = 0
    if dwarf_hasattr(&dimension, UInt32(DW_AT_lower_bound)) != 0 {
      guard let given = constant(&dimension, DW_AT_lower_bound) else { return nil }
      lower = given
    } else {
      // 0 in C, 1 in Fortran and Ada.
      var unit = Dwarf_Die()
      var standard: Dwarf_Sword = 0
      if dwarf_diecu(&dimension, &unit, nil, nil) != nil,
        dwarf_default_lower_bound(dwarf_srclang(&unit), &standard) == 0
      {
        lower = Int64(standard)
      }
    }
    let (span, overflows) = upper.subtractingReportingOverflow(lower)
    // -1 is the upper bound of an array without elements.
    return overflows || span == .max || span < -1 ? nil : UInt64(span + 1)
  }

  private static func constant(_ die: inout Dwarf_Die, _ name: some BinaryInteger) -> Int64? {
    var attribute = Dwarf_Attribute()
    guard dwarf_attr(&die, UInt32(name), &attribute) != nil else { return nil }
    switch Int(dwarf_whatform(&attribute)) {
    // Compilers write bounds with the sign bit of these as unsigned numbers, but -1 for no elements in four bytes.
    case DW_FORM_data1, DW_FORM_data2, DW_FORM_udata:
      var value: Dwarf_Word = 0
      return dwarf_formudata(&attribute, &value) == 0 ? Int64(exactly: value) : nil
    case DW_FORM_data4, DW_FORM_data8, DW_FORM_sdata, DW_FORM_implicit_const:
      var value: Dwarf_Sword = 0
      return dwarf_formsdata(&attribute, &value) == 0 ? Int64(value) : nil
    default: return nil
    }
  }
}

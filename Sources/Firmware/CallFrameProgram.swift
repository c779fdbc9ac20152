import CElf

/// Carries out the instructions of call frame information, as far as they are about the canonical frame address.
///
/// Format: DWARF 5, sections 6.4.2 and 7.24.
struct CallFrameProgram {
  /// Where the CFA is from each address on. Empty until `begin`: common instructions belong to no address.
  private(set) var rows: [(start: UInt32, rule: CallFrames.Rule?)] = []

  private let codeAlignment: UInt64
  private let dataAlignment: Int64
  private var state = State()
  /// What `DW_CFA_restore_state` without a remembered state goes back to.
  private var initial = State()
  private var remembered: [State] = []

  private struct State {
    var register: UInt64?
    var offset: Int64 = 0

    var rule: CallFrames.Rule? {
      guard let register, let number = UInt8(exactly: register), let offset = Int32(exactly: offset) else { return nil }
      return .init(register: number, offset: offset)
    }
  }

  init(codeAlignment: UInt64, dataAlignment: Int64) {
    self.codeAlignment = codeAlignment
    self.dataAlignment = dataAlignment
  }

  /// Puts what follows at an address.
  mutating func begin(at address: UInt32) {
    initial = state
    remembered = []
    rows = [(address, state.rule)]
  }

  /// - Returns: whether all instructions were understood; after one that was not, the CFA is not known.
  mutating func run(_ instructions: CallFrameCursor) -> Bool {
    var cursor = instructions
    while let operation = cursor.byte() {
      guard carryOut(operation, &cursor) else {
        state = State()
        record()
        return false
      }
    }
    record()
    return true
  }

  private mutating func carryOut(_ operation: UInt8, _ cursor: inout CallFrameCursor) -> Bool {
    switch Int(operation & 0xC0) {
    case DW_CFA_advance_loc: return advance(UInt64(operation & 0x3F))
    case DW_CFA_offset: return cursor.unsigned() != nil
    case DW_CFA_restore: return true
    default: break
    }
    switch Int(operation) {
    case DW_CFA_nop, DW_CFA_GNU_window_save: return true
    case DW_CFA_advance_loc1: return advance(cursor.bytes(1))
    case DW_CFA_advance_loc2: return advance(cursor.bytes(2))
    case DW_CFA_advance_loc4: return advance(cursor.bytes(4))
    case DW_CFA_def_cfa: return set(cursor.unsigned(), cursor.offset())
    case DW_CFA_def_cfa_sf: return set(cursor.unsigned(), factored(cursor.signed()))
    case DW_CFA_def_cfa_register: return set(cursor.unsigned(), state.offset)
    case DW_CFA_def_cfa_offset: return set(state.register, cursor.offset())
    case DW_CFA_def_cfa_offset_sf: return set(state.register, factored(cursor.signed()))
    case DW_CFA_def_cfa_expression:
      // Not register + offset.
      state = State()
      return cursor.skipBlock()
    case DW_CFA_remember_state:
      remembered.append(state)
      return true
    case DW_CFA_restore_state:
      state = remembered.popLast() ?? initial
      return true
    // Where registers were saved is not needed.
    case DW_CFA_restore_extended, DW_CFA_undefined, DW_CFA_same_value, DW_CFA_GNU_args_size:
      return cursor.unsigned() != nil
    case DW_CFA_offset_extended, DW_CFA_register, DW_CFA_val_offset, DW_CFA_GNU_negative_offset_extended:
      return cursor.unsigned() != nil && cursor.unsigned() != nil
    case DW_CFA_offset_extended_sf, DW_CFA_val_offset_sf: return cursor.unsigned() != nil && cursor.signed() != nil
    case DW_CFA_expression, DW_CFA_val_expression: return cursor.unsigned() != nil && cursor.skipBlock()
    default: return false
    }
  }

  private mutating func record() {
    guard !rows.isEmpty else { return }
    rows[rows.count - 1].rule = state.rule
  }

  private mutating func advance(_ units: UInt64?) -> Bool {
    record()
    guard let units, let last = rows.last else { return false }
    let (distance, overflows) = units.multipliedReportingOverflow(by: codeAlignment)
    guard !overflows, distance <= UInt64(UInt32.max), let start = UInt32(exactly: UInt64(last.start) + distance) else {
      return false
    }
    if distance > 0 { rows.append((start, state.rule)) }
    return true
  }

  private mutating func set(_ register: UInt64?, _ offset: Int64?) -> Bool {
    guard let register, let offset else { return false }
    state = State(register: register, offset: offset)
    return true
  }

  private func factored(_ value: Int64?) -> Int64? {
    guard let value else { return nil }
    let (product, overflows) = value.multipliedReportingOverflow(by: dataAlignment)
    return overflows ? nil : product
  }
}

/// Reads the fields of call frame information from a copy of its bytes; nil past the end.
struct CallFrameCursor {
  private let contents: [UInt8]
  private var place = 0

  /// - Parameter start: points to `count` bytes at least, as libdw has made sure.
  init(_ start: UnsafePointer<UInt8>?, count: Int) {
    contents = Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : max(count, 0)))
  }

  init(_ start: UnsafePointer<UInt8>?, to end: UnsafePointer<UInt8>?) {
    if let start, let end { self.init(start, count: end - start) } else { self.init(nil, count: 0) }
  }

  mutating func byte() -> UInt8? {
    guard place < contents.count else { return nil }
    place += 1
    return contents[place - 1]
  }

  /// Little-endian.
  mutating func bytes(_ count: Int) -> UInt64? {
    guard count <= contents.count - place else { return nil }
    place += count
    return contents[place - count..<place].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func word() -> UInt32? { bytes(4).map { UInt32(truncatingIfNeeded: $0) } }

  mutating func skip(_ count: UInt64) -> Bool {
    guard count <= UInt64(contents.count - place) else { return false }
    place += Int(count)
    return true
  }

  /// A block with its size before it.
  mutating func skipBlock() -> Bool { unsigned().map { skip($0) } ?? false }

  /// ULEB128; bits beyond 64 are lost.
  mutating func unsigned() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = byte() {
      if shift < 64 { value |= UInt64(byte & 0x7F) << shift }
      shift += 7
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }

  /// ULEB128 that fits a signed number.
  mutating func offset() -> Int64? { unsigned().flatMap { Int64(exactly: $0) } }

  /// SLEB128.
  mutating func signed() -> Int64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = byte() {
      if shift < 64 { value |= UInt64(byte & 0x7F) << shift }
      shift += 7
      if byte & 0x80 == 0 {
        if byte & 0x40 != 0 && shift < 64 { value |= UInt64.max << shift }
        return Int64(bitPattern: value)
      }
    }
    return nil
  }
}

import ThumbISA

// The flag arithmetic of the manual's pseudocode (DDI 0403E, A2.2.1 AddWithCarry; A7.4.2 Shift_C). Carry and overflow of
// a sum are worked out from its operands and result, which costs less than a wider addition.

extension CoreState {
  /// Sets N and Z from a result, and gives it back.
  @inline(__always) @discardableResult
  mutating func result(_ value: UInt32) -> UInt32 {
    nz = Int64(Int32(bitPattern: value))
    return value
  }

  @inline(__always) @discardableResult
  mutating func addFlags(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let sum = a &+ b
    carry = sum < a ? 1 : 0
    overflow = ((a ^ sum) & (b ^ sum)) >> 31
    return result(sum)
  }

  @inline(__always) @discardableResult
  mutating func subtractFlags(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let difference = a &- b
    carry = a >= b ? 1 : 0
    overflow = ((a ^ b) & (a ^ difference)) >> 31
    return result(difference)
  }

  @inline(__always)
  mutating func addWithCarryFlags(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let wide = UInt64(a) &+ UInt64(b) &+ UInt64(carry)
    let sum = UInt32(truncatingIfNeeded: wide)
    carry = UInt32(truncatingIfNeeded: wide >> 32)
    overflow = ((a ^ sum) & (b ^ sum)) >> 31
    return result(sum)
  }

  /// A shift by a register's low byte, with flags. By 0 the carry stays.
  mutating func shiftFlags(_ kind: ShiftKind, _ x: UInt32, _ amount: UInt32) -> UInt32 {
    guard amount != 0 else { return result(x) }
    switch kind {
    case .lsl:
      carry = amount > 32 ? 0 : UInt32(truncatingIfNeeded: (UInt64(x) << UInt64(amount)) >> 32) & 1
      return result(Shift.leftByRegister(x, amount))
    case .lsr:
      carry = amount > 32 ? 0 : Shift.right(x, amount &- 1) & 1
      return result(Shift.rightByRegister(x, amount))
    case .asr:
      carry = Shift.arithmeticRightByRegister(x, amount &- 1) & 1
      return result(Shift.arithmeticRightByRegister(x, amount))
    case .ror, .rrx:
      let rotated = Shift.rotateRight(x, amount)
      carry = rotated >> 31
      return result(rotated)
    }
  }

  @inline(__always)
  func holds(_ condition: Condition) -> Bool { holds(condition.rawValue) }

  /// ConditionPassed (DDI 0403E, A7.3.1): bit 0 inverts all but "always".
  @inline(__always)
  func holds(_ condition: UInt8) -> Bool {
    let base: Bool
    switch condition >> 1 {
    case 0: base = zero
    case 1: base = carry != 0
    case 2: base = negative
    case 3: base = overflow != 0
    case 4: base = carry != 0 && !zero
    case 5: base = negative == (overflow != 0)
    case 6: base = negative == (overflow != 0) && !zero
    default: return true
    }
    return base != (condition & 1 != 0)
  }
}

/// Shifts whose amount may be as large as the manual allows: 32 for immediates, 255 for registers.
enum Shift {
  @inline(__always)
  static func right(_ x: UInt32, _ amount: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: UInt64(x) &>> UInt64(amount))
  }

  @inline(__always)
  static func arithmeticRight(_ x: UInt32, _ amount: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: Int64(Int32(bitPattern: x)) &>> Int64(amount))
  }

  @inline(__always)
  static func rotateRight(_ x: UInt32, _ amount: UInt32) -> UInt32 {
    x &>> amount | x &<< (0 &- amount)
  }

  @inline(__always)
  static func leftByRegister(_ x: UInt32, _ register: UInt32) -> UInt32 {
    let amount = register & 0xFF
    return amount < 32 ? x &<< amount : 0
  }

  @inline(__always)
  static func rightByRegister(_ x: UInt32, _ register: UInt32) -> UInt32 {
    let amount = register & 0xFF
    return amount < 32 ? x &>> amount : 0
  }

  @inline(__always)
  static func arithmeticRightByRegister(_ x: UInt32, _ register: UInt32) -> UInt32 {
    arithmeticRight(x, min(register & 0xFF, 32))
  }
}

enum Bits {
  @inline(__always)
  static func signExtendBytes(_ x: UInt32) -> UInt32 {
    let low = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: x))) & 0xFFFF
    let high = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: x >> 16))) << 16
    return high | low
  }

  @inline(__always)
  static func addHalves(_ a: UInt32, _ b: UInt32) -> UInt32 {
    (a &+ b) & 0xFFFF | (a & 0xFFFF_0000) &+ (b & 0xFFFF_0000)
  }

  static func reversed(_ x: UInt32) -> UInt32 {
    var y = x >> 1 & 0x5555_5555 | (x & 0x5555_5555) << 1
    y = y >> 2 & 0x3333_3333 | (y & 0x3333_3333) << 2
    y = y >> 4 & 0x0F0F_0F0F | (y & 0x0F0F_0F0F) << 4
    return y.byteSwapped
  }

  /// SEL: each byte from the first operand where its GE bit is set.
  static func select(_ n: UInt32, _ m: UInt32, greaterOrEqual: UInt32) -> UInt32 {
    // Spread the four bits to the lowest bit of four bytes, then over the bytes.
    let spread =
      (greaterOrEqual & 1) | (greaterOrEqual & 2) << 7 | (greaterOrEqual & 4) << 14 | (greaterOrEqual & 8) << 21
    let mask = spread &* 0xFF
    return n & mask | m & ~mask
  }
}

/// SDIV and UDIV round toward zero; by zero they give zero when they do not trap (DDI 0403E, A7.7.127, A7.7.195).
enum Division {
  @inline(__always)
  static func unsigned(_ a: UInt32, _ b: UInt32) -> UInt32 { b == 0 ? 0 : a / b }

  @inline(__always)
  static func signed(_ a: UInt32, _ b: UInt32) -> UInt32 {
    if b == 0 { return 0 }
    if b == .max { return 0 &- a }
    return UInt32(bitPattern: Int32(bitPattern: a) / Int32(bitPattern: b))
  }
}

import ThumbISA

/// Saturating arithmetic (DDI 0403E, A2.2.1: SignedSatQ, UnsignedSatQ). Q is set when a value did not fit.
enum Saturation {
  @inline(__always)
  static func signed(_ value: Int64, bits: UInt32, _ saturation: inout UInt32) -> UInt32 {
    let limit = Int64(1) << Int64((bits &- 1) & 63)
    if value > limit - 1 {
      saturation = 1
      return UInt32(truncatingIfNeeded: limit - 1)
    }
    if value < -limit {
      saturation = 1
      return UInt32(truncatingIfNeeded: -limit)
    }
    return UInt32(truncatingIfNeeded: value)
  }

  @inline(__always)
  static func unsigned(_ value: Int64, bits: UInt32, _ saturation: inout UInt32) -> UInt32 {
    let limit = Int64(1) << Int64(bits & 63) - 1
    if value > limit {
      saturation = 1
      return UInt32(truncatingIfNeeded: limit)
    }
    if value < 0 {
      saturation = 1
      return 0
    }
    return UInt32(truncatingIfNeeded: value)
  }

  /// SSAT16 and USAT16: each halfword by itself.
  static func halves(_ x: UInt32, bits: UInt32, isSigned: Bool, _ saturation: inout UInt32) -> UInt32 {
    let low = Multiplication.bottom(x)
    let high = Multiplication.top(x)
    if isSigned {
      return signed(low, bits: bits, &saturation) & 0xFFFF | signed(high, bits: bits, &saturation) << 16
    }
    return unsigned(low, bits: bits, &saturation) | unsigned(high, bits: bits, &saturation) << 16
  }

  /// QADD, QSUB, QDADD and QDSUB: `m` plus or minus `n`, which the doubling forms double and saturate first.
  static func arithmetic(_ opcode: Opcode, n: UInt32, m: UInt32, _ saturation: inout UInt32) -> UInt32 {
    let first = Multiplication.signed(m)
    var second = Multiplication.signed(n)
    if opcode == .qdadd || opcode == .qdsub {
      second = Multiplication.signed(signed(2 * second, bits: 32, &saturation))
    }
    let sum = opcode == .qadd || opcode == .qdadd ? first + second : first - second
    return signed(sum, bits: 32, &saturation)
  }

  /// USAD8: the sum of absolute differences of bytes.
  static func sumOfDifferences(_ n: UInt32, _ m: UInt32) -> UInt32 {
    var sum: UInt32 = 0
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      sum += UInt32(abs(Int32(n >> shift & 0xFF) - Int32(m >> shift & 0xFF)))
    }
    return sum
  }
}

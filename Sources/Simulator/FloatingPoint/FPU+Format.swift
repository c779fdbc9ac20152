/// A binary interchange format (DDI 0403E, A2.5). Bit patterns are right-aligned in 64 bits.
protocol FPUFormat {
  static var exponentBits: Int { get }
  static var fractionBits: Int { get }
}

extension FPUFormat {
  @inline(__always) static var bias: Int { (1 << (exponentBits - 1)) - 1 }
  /// Exponent of the smallest normal number.
  @inline(__always) static var minimumExponent: Int { 1 - bias }
  /// Biased exponent of infinities and NaNs.
  @inline(__always) static var maximumBiasedExponent: Int { (1 << exponentBits) - 1 }
  @inline(__always) static var fractionMask: UInt64 { (1 << UInt64(fractionBits)) - 1 }
  @inline(__always) static var signBit: UInt64 { 1 << UInt64(exponentBits + fractionBits) }
  /// The top fraction bit, which tells quiet NaNs from signalling ones.
  @inline(__always) static var quietBit: UInt64 { 1 << UInt64(fractionBits - 1) }
  @inline(__always) static var isHalf: Bool { exponentBits == 5 }

  @inline(__always) static func zero(negative: Bool) -> UInt64 { negative ? signBit : 0 }

  @inline(__always) static func infinity(negative: Bool) -> UInt64 {
    zero(negative: negative) | UInt64(maximumBiasedExponent) << UInt64(fractionBits)
  }

  @inline(__always) static func maximumNormal(negative: Bool) -> UInt64 { infinity(negative: negative) - 1 }

  @inline(__always) static var defaultNaN: UInt64 { infinity(negative: false) | quietBit }
}

enum HalfFormat: FPUFormat {
  @inline(__always) static var exponentBits: Int { 5 }
  @inline(__always) static var fractionBits: Int { 10 }
}

enum SingleFormat: FPUFormat {
  @inline(__always) static var exponentBits: Int { 8 }
  @inline(__always) static var fractionBits: Int { 23 }
}

enum DoubleFormat: FPUFormat {
  @inline(__always) static var exponentBits: Int { 11 }
  @inline(__always) static var fractionBits: Int { 52 }
}

/// An operand taken apart, as the manual's FPUnpack does.
struct UnpackedFloat {
  enum Kind {
    case zero, nonzero, infinity, quietNaN, signalingNaN
  }

  var kind: Kind
  var isNegative: Bool
  /// For `nonzero`: magnitude = significand × 2^exponent. For NaNs the significand is the fraction field.
  var exponent = 0
  var significand: UInt64 = 0

  @inline(__always) var isNaN: Bool { kind == .quietNaN || kind == .signalingNaN }
  @inline(__always) var isInfinity: Bool { kind == .infinity }
  @inline(__always) var isZero: Bool { kind == .zero }

  /// FPUnpack (DDI 0403E, A2.5). Sets IDC if flush to zero makes a zero of a denormal; half precision is not flushed.
  @inline(__always)
  init<Format: FPUFormat>(_ bits: UInt64, _: Format.Type, _ fpscr: inout UInt32) {
    isNegative = bits & Format.signBit != 0
    let biasedExponent = Int(bits >> UInt64(Format.fractionBits)) & Format.maximumBiasedExponent
    let fraction = bits & Format.fractionMask
    let hasSpecials = !Format.isHalf || fpscr & FPU.FPSCR.alternativeHalfPrecision == 0

    if biasedExponent == 0 {
      if fraction == 0 {
        kind = .zero
      } else if !Format.isHalf && fpscr & FPU.FPSCR.flushToZero != 0 {
        kind = .zero
        fpscr |= FPU.FPSCR.inputDenormal
      } else {
        kind = .nonzero
        exponent = Format.minimumExponent - Format.fractionBits
        significand = fraction
      }
    } else if biasedExponent == Format.maximumBiasedExponent && hasSpecials {
      kind = fraction == 0 ? .infinity : fraction & Format.quietBit != 0 ? .quietNaN : .signalingNaN
      significand = fraction
    } else {
      kind = .nonzero
      exponent = biasedExponent - Format.bias - Format.fractionBits
      significand = fraction | (1 << UInt64(Format.fractionBits))
    }
  }
}

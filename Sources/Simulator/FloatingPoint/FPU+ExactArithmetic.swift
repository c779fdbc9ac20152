// The exact ways of the arithmetic operations, for any format, in the shape of the manual's pseudocode
// (DDI 0403E, A2.5).

extension FPU {
  /// FPAdd.
  static func exactAdd<Format: FPUFormat>(
    _ bits1: UInt64, _ bits2: UInt64, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    let operand2 = UnpackedFloat(bits2, format, &fpscr)
    if let nan = processNaNs(bits1, operand1, bits2, operand2, format, &fpscr) { return nan }
    return addNumbers(operand1, operand2, format, &fpscr)
  }

  /// FPSub: as FPAdd, save that a NaN keeps the sign it has in the operand.
  static func exactSubtract<Format: FPUFormat>(
    _ bits1: UInt64, _ bits2: UInt64, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    var operand2 = UnpackedFloat(bits2, format, &fpscr)
    if let nan = processNaNs(bits1, operand1, bits2, operand2, format, &fpscr) { return nan }
    operand2.isNegative.toggle()
    return addNumbers(operand1, operand2, format, &fpscr)
  }

  @inline(__always)
  private static func addNumbers<Format: FPUFormat>(
    _ operand1: UnpackedFloat, _ operand2: UnpackedFloat, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    if operand1.isInfinity && operand2.isInfinity && operand1.isNegative != operand2.isNegative {
      return invalid(format, &fpscr)
    }
    if operand1.isInfinity { return Format.infinity(negative: operand1.isNegative) }
    if operand2.isInfinity { return Format.infinity(negative: operand2.isNegative) }
    return sum(
      UnroundedFloat(operand1), operand1.isNegative, UnroundedFloat(operand2), operand2.isNegative, format, &fpscr)
  }

  /// The rounded sum of two finite numbers, either of which may be zero.
  @inline(__always)
  private static func sum<Format: FPUFormat>(
    _ first: UnroundedFloat?, _ firstIsNegative: Bool, _ second: UnroundedFloat?, _ secondIsNegative: Bool,
    _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    // The sign of a zero that is the exact sum of unlike signs depends on the rounding mode.
    let zeroIsNegative =
      first == nil && second == nil && firstIsNegative == secondIsNegative
      ? firstIsNegative : rounding(of: fpscr) == .towardMinusInfinity
    guard let first else {
      guard let second else { return Format.zero(negative: zeroIsNegative) }
      return round(second, format, &fpscr)
    }
    guard let second else { return round(first, format, &fpscr) }
    guard let sum = first.adding(second) else { return Format.zero(negative: zeroIsNegative) }
    return round(sum, format, &fpscr)
  }

  /// FPMul.
  static func exactMultiply<Format: FPUFormat>(
    _ bits1: UInt64, _ bits2: UInt64, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    let operand2 = UnpackedFloat(bits2, format, &fpscr)
    if let nan = processNaNs(bits1, operand1, bits2, operand2, format, &fpscr) { return nan }
    let isNegative = operand1.isNegative != operand2.isNegative
    if (operand1.isInfinity && operand2.isZero) || (operand1.isZero && operand2.isInfinity) {
      return invalid(format, &fpscr)
    }
    if operand1.isInfinity || operand2.isInfinity { return Format.infinity(negative: isNegative) }
    guard let product = UnroundedFloat.product(operand1, operand2) else { return Format.zero(negative: isNegative) }
    return round(product, format, &fpscr)
  }

  /// FPDiv.
  static func exactDivide<Format: FPUFormat>(
    _ bits1: UInt64, _ bits2: UInt64, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    let operand2 = UnpackedFloat(bits2, format, &fpscr)
    if let nan = processNaNs(bits1, operand1, bits2, operand2, format, &fpscr) { return nan }
    let isNegative = operand1.isNegative != operand2.isNegative
    if (operand1.isInfinity && operand2.isInfinity) || (operand1.isZero && operand2.isZero) {
      return invalid(format, &fpscr)
    }
    if operand1.isInfinity { return Format.infinity(negative: isNegative) }
    if operand2.isZero {
      fpscr |= FPSCR.divideByZero
      return Format.infinity(negative: isNegative)
    }
    if operand1.isZero || operand2.isInfinity { return Format.zero(negative: isNegative) }

    // A dividend with its leading one at bit 126 gives a quotient of at least 74 bits: enough for any format.
    let dividend = UInt128(operand1.significand)
    let shift = dividend.leadingZeroBitCount - 1
    let (quotient, remainder) = (dividend << UInt128(shift)).quotientAndRemainder(
      dividingBy: UInt128(operand2.significand))
    return round(
      UnroundedFloat(
        isNegative: isNegative, exponent: operand1.exponent - shift - operand2.exponent,
        significand: remainder == 0 ? quotient : quotient | 1),
      format, &fpscr)
  }

  /// FPSqrt.
  static func exactSquareRoot<Format: FPUFormat>(
    _ bits: UInt64, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand = UnpackedFloat(bits, format, &fpscr)
    if operand.isNaN { return processNaN(bits, operand, format, &fpscr) }
    if operand.isZero { return Format.zero(negative: operand.isNegative) }
    if operand.isNegative { return invalid(format, &fpscr) }
    if operand.isInfinity { return Format.infinity(negative: false) }

    // A radicand of at least 125 bits, with an even exponent, gives a root of 63 bits.
    let significand = UInt128(operand.significand)
    var shift = significand.leadingZeroBitCount - 1
    if (operand.exponent - shift) & 1 != 0 { shift -= 1 }
    let radicand = significand << UInt128(shift)
    let root = integerSquareRoot(radicand)
    return round(
      UnroundedFloat(
        isNegative: false, exponent: (operand.exponent - shift) / 2,
        significand: root * root == radicand ? root : root | 1),
      format, &fpscr)
  }

  /// The square root of a number below 2^128, rounded down, one bit of the root at a time.
  private static func integerSquareRoot(_ radicand: UInt128) -> UInt128 {
    var root: UInt128 = 0
    var bit = UInt128(1) << 63
    while bit != 0 {
      let trial = root | bit
      if trial * trial <= radicand { root = trial }
      bit >>= 1
    }
    return root
  }

  /// FPMulAdd: addend + operand1 × operand2, rounded once.
  static func exactFusedMultiplyAdd<Format: FPUFormat>(
    _ addendBits: UInt64, _ bits1: UInt64, _ bits2: UInt64, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let addend = UnpackedFloat(addendBits, format, &fpscr)
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    let operand2 = UnpackedFloat(bits2, format, &fpscr)
    let isZeroTimesInfinity =
      (operand1.isInfinity && operand2.isZero) || (operand1.isZero && operand2.isInfinity)
    // An invalid product wins over a quiet NaN, not over a signalling one.
    if isZeroTimesInfinity && addend.kind != .signalingNaN { return invalid(format, &fpscr) }
    if let nan = processNaNs3(addendBits, addend, bits1, operand1, bits2, operand2, format, &fpscr) { return nan }

    let productIsNegative = operand1.isNegative != operand2.isNegative
    let productIsInfinity = operand1.isInfinity || operand2.isInfinity
    if addend.isInfinity && productIsInfinity && addend.isNegative != productIsNegative {
      return invalid(format, &fpscr)
    }
    if addend.isInfinity { return Format.infinity(negative: addend.isNegative) }
    if productIsInfinity { return Format.infinity(negative: productIsNegative) }
    return sum(
      UnroundedFloat(addend), addend.isNegative, UnroundedFloat.product(operand1, operand2), productIsNegative, format,
      &fpscr)
  }
}

extension UnroundedFloat {
  /// The value of a finite operand; nil for zero.
  @inline(__always)
  init?(_ operand: UnpackedFloat) {
    guard operand.kind == .nonzero else { return nil }
    self.init(
      isNegative: operand.isNegative, exponent: operand.exponent, significand: UInt128(operand.significand))
  }

  /// The exact product of two finite operands; nil for zero.
  @inline(__always)
  static func product(_ operand1: UnpackedFloat, _ operand2: UnpackedFloat) -> UnroundedFloat? {
    guard operand1.kind == .nonzero, operand2.kind == .nonzero else { return nil }
    return UnroundedFloat(
      isNegative: operand1.isNegative != operand2.isNegative, exponent: operand1.exponent + operand2.exponent,
      significand: UInt128(operand1.significand) * UInt128(operand2.significand))
  }

  /// The same value with the leading one of the significand at bit 125, which leaves room for a carry.
  @inline(__always)
  private var normalized: UnroundedFloat {
    let shift = significand.leadingZeroBitCount - 2
    return UnroundedFloat(
      isNegative: isNegative, exponent: exponent - shift, significand: significand << UInt128(shift))
  }

  /// The sum, exact but for the sticky bit; nil if it is zero.
  ///
  /// Operands have at most 106 bits, so normalising leaves 20 zero bits at the bottom. Bits fall into the sticky bit
  /// only if the other operand is larger by more than 2^19, and then the sum keeps its leading one near the top.
  @inline(__always)
  func adding(_ other: UnroundedFloat) -> UnroundedFloat? {
    var larger = normalized
    var smaller = other.normalized
    if larger.exponent < smaller.exponent { swap(&larger, &smaller) }
    let aligned = Self.shiftRightSticky(smaller.significand, by: larger.exponent - smaller.exponent)
    if larger.isNegative == smaller.isNegative {
      larger.significand += aligned
    } else if larger.significand >= aligned {
      larger.significand -= aligned
    } else {
      larger.significand = aligned - larger.significand
      larger.isNegative = smaller.isNegative
    }
    return larger.significand == 0 ? nil : larger
  }
}

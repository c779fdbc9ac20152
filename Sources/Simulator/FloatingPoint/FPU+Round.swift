/// A nonzero real number before rounding: significand × 2^exponent.
///
/// Bit 0 of the significand may stand for any nonzero remainder below it ("sticky"), provided that the significand then
/// has at least two more bits than the format it will be rounded to. The significand stays below 2^127.
struct UnroundedFloat {
  var isNegative: Bool
  var exponent: Int
  var significand: UInt128

  /// The significand moved right, with everything that falls out kept as the sticky bit.
  @inline(__always)
  static func shiftRightSticky(_ significand: UInt128, by amount: Int) -> UInt128 {
    if amount <= 0 { return significand }
    if amount > 127 { return significand == 0 ? 0 : 1 }
    let kept = significand >> UInt128(amount)
    return kept << UInt128(amount) == significand ? kept : kept | 1
  }
}

/// What is cut off when a real number is made an integer, relative to one unit.
enum RoundingError {
  case none, belowHalf, half, aboveHalf

  /// Whether the magnitude goes up by one unit.
  @inline(__always)
  func roundsUp(_ rounding: FPU.Rounding, isNegative: Bool, isOdd: Bool) -> Bool {
    switch rounding {
    case .nearestEven: self == .aboveHalf || (self == .half && isOdd)
    case .nearestAway: self == .aboveHalf || self == .half
    case .towardPlusInfinity: self != .none && !isNegative
    case .towardMinusInfinity: self != .none && isNegative
    case .towardZero: false
    }
  }
}

extension UnroundedFloat {
  /// The magnitude in units of 2^unitExponent, rounded down, and what that left out.
  @inline(__always)
  func units(of unitExponent: Int) -> (units: UInt128, error: RoundingError) {
    let shift = unitExponent - exponent
    if shift <= 0 { return (significand << UInt128(-shift), .none) }
    // Below 2^127 by the invariant, so less than half of a unit of 2^128.
    if shift > 127 { return (0, significand == 0 ? .none : .belowHalf) }
    let units = significand >> UInt128(shift)
    let rest = significand - (units << UInt128(shift))
    let half = UInt128(1) << UInt128(shift - 1)
    if rest == 0 { return (units, .none) }
    return (units, rest == half ? .half : rest > half ? .aboveHalf : .belowHalf)
  }
}

extension FPU {
  /// FPRound (DDI 0403E, A2.5), with the rounding mode of FPSCR.
  @inline(__always)
  static func round<Format: FPUFormat>(
    _ value: UnroundedFloat, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    round(value, format, rounding(of: fpscr), &fpscr)
  }

  /// FPRound: the nearest representable number in the given mode. Tininess is detected before rounding; a tiny result
  /// that flush to zero makes zero sets UFC and not IXC.
  @inline(__always)
  static func round<Format: FPUFormat>(
    _ value: UnroundedFloat, _: Format.Type, _ rounding: Rounding, _ fpscr: inout UInt32
  ) -> UInt64 {
    let topBit = 127 - value.significand.leadingZeroBitCount
    let exponent = value.exponent + topBit
    let isTiny = exponent < Format.minimumExponent
    if isTiny && !Format.isHalf && fpscr & FPSCR.flushToZero != 0 {
      fpscr |= FPSCR.underflow
      return Format.zero(negative: value.isNegative)
    }

    let unitExponent = max(exponent, Format.minimumExponent) - Format.fractionBits
    var (units, error) = value.units(of: unitExponent)
    if isTiny && error != .none { fpscr |= FPSCR.underflow }
    if error.roundsUp(rounding, isNegative: value.isNegative, isOdd: units & 1 != 0) { units += 1 }

    // The leading one of `units` adds itself to the exponent field, and so does a carry out of the fraction.
    let exponentField = isTiny ? 0 : UInt64(exponent - Format.minimumExponent)
    let sign = Format.zero(negative: value.isNegative)
    let magnitude = (exponentField << UInt64(Format.fractionBits)) + UInt64(truncatingIfNeeded: units)
    let biasedExponent = Int(magnitude >> UInt64(Format.fractionBits))
    if Format.isHalf && fpscr & FPSCR.alternativeHalfPrecision != 0 {
      if biasedExponent > Format.maximumBiasedExponent {
        fpscr |= FPSCR.invalidOperation
        return sign | (Format.signBit - 1)
      }
    } else if biasedExponent >= Format.maximumBiasedExponent {
      fpscr |= FPSCR.overflow | FPSCR.inexact
      let overflowsToInfinity =
        switch rounding {
        case .nearestEven, .nearestAway: true
        case .towardPlusInfinity: !value.isNegative
        case .towardMinusInfinity: value.isNegative
        case .towardZero: false
        }
      return overflowsToInfinity
        ? Format.infinity(negative: value.isNegative) : Format.maximumNormal(negative: value.isNegative)
    }
    if error != .none { fpscr |= FPSCR.inexact }
    return sign | magnitude
  }
}

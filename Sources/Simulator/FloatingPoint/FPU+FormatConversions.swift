// Conversion between half, single and double precision, and rounding to an integral value in the same format
// (DDI 0403E, A2.5, and VCVTB, VCVTT, VRINTA … VRINTZ in A7.7).

extension FPU {
  /// VCVT.F64.F32: exact, save that a denormal may be flushed and a signalling NaN is quieted.
  @inline(__always)
  public static func singleToDouble(_ a: UInt32, _ fpscr: inout UInt32) -> UInt64 {
    if a.isFiniteSingle && !(flushesToZero(fpscr) && a.isDenormalSingle) {
      return Double(Float(bitPattern: a)).bitPattern
    }
    return exactSingleToDouble(a, &fpscr)
  }

  /// VCVT.F32.F64: rounds in the mode of FPSCR.
  @inline(__always)
  public static func doubleToSingle(_ a: UInt64, _ fpscr: inout UInt32) -> UInt32 {
    let value = Double(bitPattern: a)
    let rounded = Float(value)
    if roundsToNearest(fpscr) && (rounded.bitPattern.isSafelyNormalSingle || a.isZeroDouble) {
      if Double(rounded) != value { fpscr |= FPSCR.inexact }
      return rounded.bitPattern
    }
    return exactDoubleToSingle(a, &fpscr)
  }

  @inline(never)
  static func exactSingleToDouble(_ a: UInt32, _ fpscr: inout UInt32) -> UInt64 {
    convert(UInt64(a), from: SingleFormat.self, to: DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactDoubleToSingle(_ a: UInt64, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: convert(a, from: DoubleFormat.self, to: SingleFormat.self, &fpscr))
  }

  /// VCVTB.F32.F16 and VCVTT.F32.F16.
  @inline(never)
  public static func halfToSingle(_ a: UInt16, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: convert(UInt64(a), from: HalfFormat.self, to: SingleFormat.self, &fpscr))
  }

  /// VCVTB.F64.F16 and VCVTT.F64.F16.
  @inline(never)
  public static func halfToDouble(_ a: UInt16, _ fpscr: inout UInt32) -> UInt64 {
    convert(UInt64(a), from: HalfFormat.self, to: DoubleFormat.self, &fpscr)
  }

  /// VCVTB.F16.F32 and VCVTT.F16.F32.
  @inline(never)
  public static func singleToHalf(_ a: UInt32, _ fpscr: inout UInt32) -> UInt16 {
    UInt16(truncatingIfNeeded: convert(UInt64(a), from: SingleFormat.self, to: HalfFormat.self, &fpscr))
  }

  /// VCVTB.F16.F64 and VCVTT.F16.F64: rounds once.
  @inline(never)
  public static func doubleToHalf(_ a: UInt64, _ fpscr: inout UInt32) -> UInt16 {
    UInt16(truncatingIfNeeded: convert(a, from: DoubleFormat.self, to: HalfFormat.self, &fpscr))
  }

  /// FPHalfToSingle, FPSingleToHalf, FPSingleToDouble, FPDoubleToSingle and the two between half and double.
  ///
  /// A NaN keeps its sign and the top bits of its fraction. The alternative half-precision format has neither NaNs nor
  /// infinities: the former become zero, the latter the largest number, and both are invalid operations.
  private static func convert<Source: FPUFormat, Destination: FPUFormat>(
    _ bits: UInt64, from source: Source.Type, to destination: Destination.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand = UnpackedFloat(bits, source, &fpscr)
    let isAlternativeHalf = Destination.isHalf && fpscr & FPSCR.alternativeHalfPrecision != 0
    switch operand.kind {
    case .quietNaN, .signalingNaN:
      if operand.kind == .signalingNaN || isAlternativeHalf { fpscr |= FPSCR.invalidOperation }
      if isAlternativeHalf { return Destination.zero(negative: operand.isNegative) }
      if fpscr & FPSCR.defaultNaN != 0 { return Destination.defaultNaN }
      let widening = Destination.fractionBits - Source.fractionBits
      let fraction = widening >= 0 ? operand.significand << UInt64(widening) : operand.significand >> UInt64(-widening)
      return Destination.infinity(negative: operand.isNegative) | Destination.quietBit | fraction
    case .infinity:
      if isAlternativeHalf {
        fpscr |= FPSCR.invalidOperation
        return Destination.zero(negative: operand.isNegative) | (Destination.signBit - 1)
      }
      return Destination.infinity(negative: operand.isNegative)
    case .zero:
      return Destination.zero(negative: operand.isNegative)
    case .nonzero:
      let value = UnroundedFloat(
        isNegative: operand.isNegative, exponent: operand.exponent, significand: UInt128(operand.significand))
      return round(value, destination, &fpscr)
    }
  }

  /// VRINTA, VRINTN, VRINTP, VRINTM, VRINTZ (their own mode), VRINTR and VRINTX (the mode of FPSCR) for singles. `exact`
  /// is VRINTX's: a changed value sets IXC.
  @inline(never)
  public static func roundToIntegral32(
    _ a: UInt32, _ rounding: Rounding, exact: Bool, _ fpscr: inout UInt32
  ) -> UInt32 {
    UInt32(truncatingIfNeeded: roundToIntegral(UInt64(a), rounding, exact: exact, SingleFormat.self, &fpscr))
  }

  /// The same for doubles.
  @inline(never)
  public static func roundToIntegral64(
    _ a: UInt64, _ rounding: Rounding, exact: Bool, _ fpscr: inout UInt32
  ) -> UInt64 {
    roundToIntegral(a, rounding, exact: exact, DoubleFormat.self, &fpscr)
  }

  /// FPRoundInt. A result of zero keeps the operand's sign.
  private static func roundToIntegral<Format: FPUFormat>(
    _ bits: UInt64, _ rounding: Rounding, exact: Bool, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand = UnpackedFloat(bits, format, &fpscr)
    if operand.isNaN { return processNaN(bits, operand, format, &fpscr) }
    if operand.isZero { return Format.zero(negative: operand.isNegative) }
    if operand.isInfinity || operand.exponent >= 0 { return bits }

    let value = UnroundedFloat(
      isNegative: operand.isNegative, exponent: operand.exponent, significand: UInt128(operand.significand))
    var (magnitude, error) = value.units(of: 0)
    if error.roundsUp(rounding, isNegative: operand.isNegative, isOdd: magnitude & 1 != 0) { magnitude += 1 }
    if exact && error != .none { fpscr |= FPSCR.inexact }
    if magnitude == 0 { return Format.zero(negative: operand.isNegative) }
    return round(
      UnroundedFloat(isNegative: operand.isNegative, exponent: 0, significand: magnitude), format, &fpscr)
  }
}

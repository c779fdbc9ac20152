// Conversion between floating point and integers or fixed-point numbers (DDI 0403E, A2.5: FPToFixed, FixedToFP).

extension FPU {
  /// VCVT.S32.F32, VCVT.U32.F32 (`rounding` toward zero), VCVTR (the mode of FPSCR) and VCVTA, VCVTN, VCVTP, VCVTM:
  /// a single to a 32-bit integer, saturating.
  @inline(__always)
  public static func toInteger32(
    _ a: UInt32, unsigned: Bool, _ rounding: Rounding, _ fpscr: inout UInt32
  ) -> UInt32 {
    let value = Float(bitPattern: a)
    if rounding == .towardZero && !(flushesToZero(fpscr) && a.isDenormalSingle) {
      if unsigned {
        if value >= 0 && value < 4_294_967_296 {
          let integer = UInt32(value)
          if Float(integer) != value { fpscr |= FPSCR.inexact }
          return integer
        }
      } else if value >= -2_147_483_648 && value < 2_147_483_648 {
        let integer = Int32(value)
        if Float(integer) != value { fpscr |= FPSCR.inexact }
        return UInt32(bitPattern: integer)
      }
    }
    return exactToFixed32(a, fractionBits: 0, width: 32, unsigned: unsigned, rounding, &fpscr)
  }

  /// The same conversions from a double.
  @inline(__always)
  public static func toInteger64(
    _ a: UInt64, unsigned: Bool, _ rounding: Rounding, _ fpscr: inout UInt32
  ) -> UInt32 {
    let value = Double(bitPattern: a)
    if rounding == .towardZero && !(flushesToZero(fpscr) && a.isDenormalDouble) {
      if unsigned {
        if value >= 0 && value < 4_294_967_296 {
          let integer = UInt32(value)
          if Double(integer) != value { fpscr |= FPSCR.inexact }
          return integer
        }
      } else if value >= -2_147_483_648 && value < 2_147_483_648 {
        let integer = Int32(value)
        if Double(integer) != value { fpscr |= FPSCR.inexact }
        return UInt32(bitPattern: integer)
      }
    }
    return exactToFixed64(a, fractionBits: 0, width: 32, unsigned: unsigned, rounding, &fpscr)
  }

  /// VCVT.<S16|U16|S32|U32>.F32: a single to fixed point, toward zero, saturating. The result of `width` bits is sign- or
  /// zero-extended to 32.
  @inline(__always)
  public static func toFixed32(
    _ a: UInt32, fractionBits: Int, width: Int, unsigned: Bool, _ fpscr: inout UInt32
  ) -> UInt32 {
    exactToFixed32(a, fractionBits: fractionBits, width: width, unsigned: unsigned, .towardZero, &fpscr)
  }

  /// VCVT.<S16|U16|S32|U32>.F64: as `toFixed32`. The caller extends the result further, to the 64 bits of the register.
  @inline(__always)
  public static func toFixed64(
    _ a: UInt64, fractionBits: Int, width: Int, unsigned: Bool, _ fpscr: inout UInt32
  ) -> UInt32 {
    exactToFixed64(a, fractionBits: fractionBits, width: width, unsigned: unsigned, .towardZero, &fpscr)
  }

  @inline(never)
  static func exactToFixed32(
    _ a: UInt32, fractionBits: Int, width: Int, unsigned: Bool, _ rounding: Rounding, _ fpscr: inout UInt32
  ) -> UInt32 {
    exactToFixed(
      UInt64(a), fractionBits: fractionBits, width: width, unsigned: unsigned, rounding, SingleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactToFixed64(
    _ a: UInt64, fractionBits: Int, width: Int, unsigned: Bool, _ rounding: Rounding, _ fpscr: inout UInt32
  ) -> UInt32 {
    exactToFixed(
      a, fractionBits: fractionBits, width: width, unsigned: unsigned, rounding, DoubleFormat.self, &fpscr)
  }

  /// FPToFixed. Saturation is an invalid operation, and then not inexact.
  static func exactToFixed<Format: FPUFormat>(
    _ bits: UInt64, fractionBits: Int, width: Int, unsigned: Bool, _ rounding: Rounding, _ format: Format.Type,
    _ fpscr: inout UInt32
  ) -> UInt32 {
    let operand = UnpackedFloat(bits, format, &fpscr)
    if operand.isZero { return 0 }
    if operand.isNaN {
      fpscr |= FPSCR.invalidOperation
      return 0
    }
    let maximum: Int64 = unsigned ? (1 << Int64(width)) - 1 : (1 << Int64(width - 1)) - 1
    let minimum: Int64 = unsigned ? 0 : -maximum - 1
    let saturated = operand.isNegative ? minimum : maximum
    // A leading one at or above bit 33 is out of range for every width.
    let topBit = operand.exponent + 63 - operand.significand.leadingZeroBitCount + fractionBits
    if operand.isInfinity || topBit > 33 {
      fpscr |= FPSCR.invalidOperation
      return UInt32(truncatingIfNeeded: saturated)
    }
    let value = UnroundedFloat(
      isNegative: operand.isNegative, exponent: operand.exponent + fractionBits,
      significand: UInt128(operand.significand))
    var (magnitude, error) = value.units(of: 0)
    if error.roundsUp(rounding, isNegative: operand.isNegative, isOdd: magnitude & 1 != 0) { magnitude += 1 }
    let integer = operand.isNegative ? -Int64(truncatingIfNeeded: magnitude) : Int64(truncatingIfNeeded: magnitude)
    if integer < minimum || integer > maximum {
      fpscr |= FPSCR.invalidOperation
      return UInt32(truncatingIfNeeded: saturated)
    }
    if error != .none { fpscr |= FPSCR.inexact }
    return UInt32(truncatingIfNeeded: integer)
  }

  /// VCVT.F32.S32 and VCVT.F32.U32: rounds in the mode of FPSCR.
  @inline(__always)
  public static func fromInteger32(_ integer: UInt32, unsigned: Bool, _ fpscr: inout UInt32) -> UInt32 {
    let exact = unsigned ? Double(integer) : Double(Int32(bitPattern: integer))
    let rounded = Float(exact)
    if Double(rounded) == exact { return rounded.bitPattern }
    if roundsToNearest(fpscr) {
      fpscr |= FPSCR.inexact
      return rounded.bitPattern
    }
    return exactFromFixed32(integer, fractionBits: 0, width: 32, unsigned: unsigned, rounding(of: fpscr), &fpscr)
  }

  /// VCVT.F64.S32 and VCVT.F64.U32: always exact.
  @inline(__always)
  public static func fromInteger64(_ integer: UInt32, unsigned: Bool) -> UInt64 {
    (unsigned ? Double(integer) : Double(Int32(bitPattern: integer))).bitPattern
  }

  /// VCVT.F32.<S16|U16|S32|U32>: the low `width` bits of `fixed`, divided by 2^fractionBits, rounded to nearest even
  /// whatever FPSCR says.
  @inline(__always)
  public static func fromFixed32(
    _ fixed: UInt32, fractionBits: Int, width: Int, unsigned: Bool, _ fpscr: inout UInt32
  ) -> UInt32 {
    exactFromFixed32(fixed, fractionBits: fractionBits, width: width, unsigned: unsigned, .nearestEven, &fpscr)
  }

  /// VCVT.F64.<S16|U16|S32|U32>: the low `width` bits of `fixed`, divided by 2^fractionBits; always exact.
  public static func fromFixed64(_ fixed: UInt32, fractionBits: Int, width: Int, unsigned: Bool) -> UInt64 {
    var fpscr: UInt32 = 0
    return exactFromFixed(
      fixed, fractionBits: fractionBits, width: width, unsigned: unsigned, .nearestEven, DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactFromFixed32(
    _ fixed: UInt32, fractionBits: Int, width: Int, unsigned: Bool, _ rounding: Rounding, _ fpscr: inout UInt32
  ) -> UInt32 {
    UInt32(
      truncatingIfNeeded: exactFromFixed(
        fixed, fractionBits: fractionBits, width: width, unsigned: unsigned, rounding, SingleFormat.self, &fpscr))
  }

  /// FixedToFP.
  static func exactFromFixed<Format: FPUFormat>(
    _ fixed: UInt32, fractionBits: Int, width: Int, unsigned: Bool, _ rounding: Rounding, _ format: Format.Type,
    _ fpscr: inout UInt32
  ) -> UInt64 {
    let integer: Int64 =
      switch (width, unsigned) {
      case (16, true): Int64(UInt16(truncatingIfNeeded: fixed))
      case (16, false): Int64(Int16(truncatingIfNeeded: fixed))
      case (_, true): Int64(fixed)
      case (_, false): Int64(Int32(bitPattern: fixed))
      }
    if integer == 0 { return Format.zero(negative: false) }
    let value = UnroundedFloat(
      isNegative: integer < 0, exponent: -fractionBits, significand: UInt128(integer.magnitude))
    return round(value, format, rounding, &fpscr)
  }
}

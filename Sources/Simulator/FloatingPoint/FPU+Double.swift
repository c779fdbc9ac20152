// Hosts without a fused multiply-add instruction in their baseline call the C library's `fmaf` and `fma`; importing it links it.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Double-precision arithmetic (FPv5-DP): as for single precision, the host's where it is provably the same.

extension FPU {
  /// VADD.F64.
  @inline(__always)
  public static func add64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    let sum = (Double(bitPattern: a) + Double(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr) && sum.isFiniteDouble
      && !(flushesToZero(fpscr) && (a.isDenormalDouble || b.isDenormalDouble || sum.isDenormalDouble))
    {
      return sum
    }
    return exactAdd64(a, b, &fpscr)
  }

  /// VSUB.F64: a − b.
  @inline(__always)
  public static func sub64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    let difference = (Double(bitPattern: a) - Double(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr) && difference.isFiniteDouble
      && !(flushesToZero(fpscr) && (a.isDenormalDouble || b.isDenormalDouble || difference.isDenormalDouble))
    {
      return difference
    }
    return exactSubtract64(a, b, &fpscr)
  }

  /// VMUL.F64. VNMUL negates the result.
  @inline(__always)
  public static func mul64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    let product = (Double(bitPattern: a) * Double(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr)
      && (product.isSafelyNormalDouble || product.isZeroDouble && (a.isZeroDouble || b.isZeroDouble))
      && !(flushesToZero(fpscr) && (a.isDenormalDouble || b.isDenormalDouble))
    {
      return product
    }
    return exactMultiply64(a, b, &fpscr)
  }

  /// VDIV.F64: a ÷ b.
  @inline(__always)
  public static func div64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    let quotient = (Double(bitPattern: a) / Double(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr) && (quotient.isSafelyNormalDouble || quotient.isZeroDouble && a.isZeroDouble)
      && !(flushesToZero(fpscr) && (a.isDenormalDouble || b.isDenormalDouble))
    {
      return quotient
    }
    return exactDivide64(a, b, &fpscr)
  }

  /// VSQRT.F64. The root of a finite number is never tiny and never overflows.
  @inline(__always)
  public static func sqrt64(_ a: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    let root = Double(bitPattern: a).squareRoot().bitPattern
    if raisesNoNewFlag(fpscr) && root.isFiniteDouble && !(flushesToZero(fpscr) && a.isDenormalDouble) {
      return root
    }
    return exactSquareRoot64(a, &fpscr)
  }

  /// addend + a × b, rounded once; operands are negated by the caller as for `fusedMultiplyAdd32`.
  @inline(__always)
  public static func fusedMultiplyAdd64(
    _ addend: UInt64, _ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32
  ) -> UInt64 {
    if raisesNoNewFlag(fpscr) {
      let sum = Double(bitPattern: addend).addingProduct(Double(bitPattern: a), Double(bitPattern: b)).bitPattern
      if (sum.isSafelyNormalDouble || sum.isZeroDouble && (a.isZeroDouble || b.isZeroDouble) && addend.isZeroDouble)
        && !(flushesToZero(fpscr) && (a.isDenormalDouble || b.isDenormalDouble || addend.isDenormalDouble))
      {
        return sum
      }
    }
    return exactFusedMultiplyAdd64(addend, a, b, &fpscr)
  }

  @inline(never)
  static func exactAdd64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    exactAdd(a, b, DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactSubtract64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    exactSubtract(a, b, DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactMultiply64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    exactMultiply(a, b, DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactDivide64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    exactDivide(a, b, DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactSquareRoot64(_ a: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    exactSquareRoot(a, DoubleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactFusedMultiplyAdd64(
    _ addend: UInt64, _ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32
  ) -> UInt64 {
    exactFusedMultiplyAdd(addend, a, b, DoubleFormat.self, &fpscr)
  }
}

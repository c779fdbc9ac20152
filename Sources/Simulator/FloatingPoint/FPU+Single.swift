// Single-precision arithmetic: the host's where it is provably the same, else the exact way. A finite sum is exact
// wherever it is tiny, so VADD and VSUB need no more than a finite result; the others need a normal one, or a zero that
// comes from a zero operand.

extension FPU {
  /// VADD.F32.
  @inline(__always)
  public static func add32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    let sum = (Float(bitPattern: a) + Float(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr) && sum.isFiniteSingle
      && !(flushesToZero(fpscr) && (a.isDenormalSingle || b.isDenormalSingle || sum.isDenormalSingle))
    {
      return sum
    }
    return exactAdd32(a, b, &fpscr)
  }

  /// VSUB.F32: a − b.
  @inline(__always)
  public static func sub32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    let difference = (Float(bitPattern: a) - Float(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr) && difference.isFiniteSingle
      && !(flushesToZero(fpscr) && (a.isDenormalSingle || b.isDenormalSingle || difference.isDenormalSingle))
    {
      return difference
    }
    return exactSubtract32(a, b, &fpscr)
  }

  /// VMUL.F32. VNMUL negates the result.
  @inline(__always)
  public static func mul32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    let product = (Float(bitPattern: a) * Float(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr)
      && (product.isSafelyNormalSingle || product.isZeroSingle && (a.isZeroSingle || b.isZeroSingle))
      && !(flushesToZero(fpscr) && (a.isDenormalSingle || b.isDenormalSingle))
    {
      return product
    }
    return exactMultiply32(a, b, &fpscr)
  }

  /// VDIV.F32: a ÷ b.
  @inline(__always)
  public static func div32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    let quotient = (Float(bitPattern: a) / Float(bitPattern: b)).bitPattern
    if raisesNoNewFlag(fpscr) && (quotient.isSafelyNormalSingle || quotient.isZeroSingle && a.isZeroSingle)
      && !(flushesToZero(fpscr) && (a.isDenormalSingle || b.isDenormalSingle))
    {
      return quotient
    }
    return exactDivide32(a, b, &fpscr)
  }

  /// VSQRT.F32. The root of a finite number is never tiny and never overflows.
  @inline(__always)
  public static func sqrt32(_ a: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    let root = Float(bitPattern: a).squareRoot().bitPattern
    if raisesNoNewFlag(fpscr) && root.isFiniteSingle && !(flushesToZero(fpscr) && a.isDenormalSingle) {
      return root
    }
    return exactSquareRoot32(a, &fpscr)
  }

  /// addend + a × b, rounded once. VFMA passes its operands as they are; VFMS negates `a`, VFNMA both `a` and the
  /// addend, VFNMS the addend (DDI 0403E, A7.7).
  @inline(__always)
  public static func fusedMultiplyAdd32(
    _ addend: UInt32, _ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32
  ) -> UInt32 {
    if raisesNoNewFlag(fpscr) {
      let sum = Float(bitPattern: addend).addingProduct(Float(bitPattern: a), Float(bitPattern: b)).bitPattern
      if (sum.isSafelyNormalSingle || sum.isZeroSingle && (a.isZeroSingle || b.isZeroSingle) && addend.isZeroSingle)
        && !(flushesToZero(fpscr) && (a.isDenormalSingle || b.isDenormalSingle || addend.isDenormalSingle))
      {
        return sum
      }
    }
    return exactFusedMultiplyAdd32(addend, a, b, &fpscr)
  }

  @inline(never)
  static func exactAdd32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: exactAdd(UInt64(a), UInt64(b), SingleFormat.self, &fpscr))
  }

  @inline(never)
  static func exactSubtract32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: exactSubtract(UInt64(a), UInt64(b), SingleFormat.self, &fpscr))
  }

  @inline(never)
  static func exactMultiply32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: exactMultiply(UInt64(a), UInt64(b), SingleFormat.self, &fpscr))
  }

  @inline(never)
  static func exactDivide32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: exactDivide(UInt64(a), UInt64(b), SingleFormat.self, &fpscr))
  }

  @inline(never)
  static func exactSquareRoot32(_ a: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: exactSquareRoot(UInt64(a), SingleFormat.self, &fpscr))
  }

  @inline(never)
  static func exactFusedMultiplyAdd32(
    _ addend: UInt32, _ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32
  ) -> UInt32 {
    UInt32(
      truncatingIfNeeded: exactFusedMultiplyAdd(UInt64(addend), UInt64(a), UInt64(b), SingleFormat.self, &fpscr))
  }
}

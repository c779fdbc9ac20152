// Comparison, and the maximum and minimum of FPv5 (DDI 0403E, A2.5; VCMP, VMAXNM and VMINNM in A7.7).

extension FPU {
  /// N, Z, C and V (bits 3…0) as FPCompare gives them.
  public enum Comparison {
    public static let equal: UInt32 = 0b0110
    public static let less: UInt32 = 0b1000
    public static let greater: UInt32 = 0b0010
    public static let unordered: UInt32 = 0b0011
  }

  /// VCMP.F32 (`quietNaNsSignal` false) and VCMPE.F32 (true): the new N, Z, C, V in bits 3…0. The caller puts them into
  /// FPSCR[31:28]; only exception flags are changed here.
  @inline(__always)
  public static func compare32(_ a: UInt32, _ b: UInt32, quietNaNsSignal: Bool, _ fpscr: inout UInt32) -> UInt32 {
    let (x, y) = (Float(bitPattern: a), Float(bitPattern: b))
    if !(flushesToZero(fpscr) && (a.isDenormalSingle || b.isDenormalSingle)) {
      if x < y { return Comparison.less }
      if x > y { return Comparison.greater }
      if x == y { return Comparison.equal }
    }
    return exactCompare32(a, b, quietNaNsSignal: quietNaNsSignal, &fpscr)
  }

  /// VCMP.F64 and VCMPE.F64, as `compare32`.
  @inline(__always)
  public static func compare64(_ a: UInt64, _ b: UInt64, quietNaNsSignal: Bool, _ fpscr: inout UInt32) -> UInt32 {
    let (x, y) = (Double(bitPattern: a), Double(bitPattern: b))
    if !(flushesToZero(fpscr) && (a.isDenormalDouble || b.isDenormalDouble)) {
      if x < y { return Comparison.less }
      if x > y { return Comparison.greater }
      if x == y { return Comparison.equal }
    }
    return exactCompare64(a, b, quietNaNsSignal: quietNaNsSignal, &fpscr)
  }

  @inline(never)
  static func exactCompare32(_ a: UInt32, _ b: UInt32, quietNaNsSignal: Bool, _ fpscr: inout UInt32) -> UInt32 {
    exactCompare(UInt64(a), UInt64(b), quietNaNsSignal: quietNaNsSignal, SingleFormat.self, &fpscr)
  }

  @inline(never)
  static func exactCompare64(_ a: UInt64, _ b: UInt64, quietNaNsSignal: Bool, _ fpscr: inout UInt32) -> UInt32 {
    exactCompare(a, b, quietNaNsSignal: quietNaNsSignal, DoubleFormat.self, &fpscr)
  }

  /// FPCompare.
  static func exactCompare<Format: FPUFormat>(
    _ bits1: UInt64, _ bits2: UInt64, quietNaNsSignal: Bool, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt32 {
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    let operand2 = UnpackedFloat(bits2, format, &fpscr)
    if operand1.isNaN || operand2.isNaN {
      if quietNaNsSignal || operand1.kind == .signalingNaN || operand2.kind == .signalingNaN {
        fpscr |= FPSCR.invalidOperation
      }
      return Comparison.unordered
    }
    let (key1, key2) = (orderingKey(bits1, operand1, format), orderingKey(bits2, operand2, format))
    return key1 == key2 ? Comparison.equal : key1 < key2 ? Comparison.less : Comparison.greater
  }

  /// An integer that orders as the number does: the magnitude bits with the sign applied, and 0 for both zeros.
  @inline(__always)
  private static func orderingKey<Format: FPUFormat>(
    _ bits: UInt64, _ operand: UnpackedFloat, _: Format.Type
  ) -> Int64 {
    if operand.isZero { return 0 }
    let magnitude = Int64(bitPattern: bits & (Format.signBit - 1))
    return operand.isNegative ? -magnitude : magnitude
  }

  /// VMAXNM.F32: the larger; a number rather than a quiet NaN.
  public static func maxNumber32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: extremum(UInt64(a), UInt64(b), wantsLarger: true, SingleFormat.self, &fpscr))
  }

  /// VMINNM.F32: the smaller; a number rather than a quiet NaN.
  public static func minNumber32(_ a: UInt32, _ b: UInt32, _ fpscr: inout UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: extremum(UInt64(a), UInt64(b), wantsLarger: false, SingleFormat.self, &fpscr))
  }

  /// VMAXNM.F64: the larger; a number rather than a quiet NaN.
  public static func maxNumber64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    extremum(a, b, wantsLarger: true, DoubleFormat.self, &fpscr)
  }

  /// VMINNM.F64: the smaller; a number rather than a quiet NaN.
  public static func minNumber64(_ a: UInt64, _ b: UInt64, _ fpscr: inout UInt32) -> UInt64 {
    extremum(a, b, wantsLarger: false, DoubleFormat.self, &fpscr)
  }

  /// FPMaxNum and FPMinNum: a single quiet NaN gives way to the other operand; of unlike zeros +0 is the larger.
  @inline(never)
  private static func extremum<Format: FPUFormat>(
    _ bits1: UInt64, _ bits2: UInt64, wantsLarger: Bool, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    let operand1 = UnpackedFloat(bits1, format, &fpscr)
    let operand2 = UnpackedFloat(bits2, format, &fpscr)
    let hasSignalingNaN = operand1.kind == .signalingNaN || operand2.kind == .signalingNaN
    if hasSignalingNaN || (operand1.isNaN && operand2.isNaN),
      let nan = processNaNs(bits1, operand1, bits2, operand2, format, &fpscr)
    {
      return nan
    }
    let value1 = operand1.isZero ? Format.zero(negative: operand1.isNegative) : bits1
    let value2 = operand2.isZero ? Format.zero(negative: operand2.isNegative) : bits2
    if operand1.isNaN { return value2 }
    if operand2.isNaN { return value1 }
    if operand1.isZero && operand2.isZero {
      return Format.zero(
        negative: wantsLarger
          ? operand1.isNegative && operand2.isNegative : operand1.isNegative || operand2.isNegative)
    }
    let firstIsLarger = orderingKey(bits1, operand1, format) > orderingKey(bits2, operand2, format)
    return firstIsLarger == wantsLarger ? value1 : value2
  }
}

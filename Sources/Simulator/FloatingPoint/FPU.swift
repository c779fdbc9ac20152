/// The arithmetic of the floating-point extension, FPv4-SP and FPv5 (DDI 0403E, A2.5): bit patterns in, bit patterns
/// out, and the cumulative exception flags set in the FPSCR that is passed in.
///
/// Every operation has two ways. The *exact* one follows the manual's pseudocode (FPUnpack, FPRound, …) in integers.
/// The *fast* one uses the host's arithmetic, and is taken only where the host's answer is provably the same and no
/// flag can appear that is not already set. With round to nearest, the inexact flag already set, and a result that is
/// a normal number, there is no other flag left to raise, and default NaN is of no concern; flush to zero matters only
/// if an operand is denormal.
///
/// Names end in the width of the format: `add32` is VADD.F32, `add64` is VADD.F64.
public enum FPU {
  /// Bits of the Floating-point Status and Control Register (DDI 0403E, A2.5).
  public enum FPSCR {
    /// IOC, invalid operation.
    public static let invalidOperation: UInt32 = 1 << 0
    /// DZC, division by zero.
    public static let divideByZero: UInt32 = 1 << 1
    /// OFC, overflow.
    public static let overflow: UInt32 = 1 << 2
    /// UFC, underflow.
    public static let underflow: UInt32 = 1 << 3
    /// IXC, inexact.
    public static let inexact: UInt32 = 1 << 4
    /// IDC, a denormal operand was flushed to zero.
    public static let inputDenormal: UInt32 = 1 << 7
    /// RMode, two bits: nearest even, plus infinity, minus infinity, zero.
    public static let roundingMode: UInt32 = 3 << 22
    /// FZ: denormal operands and results of single and double precision become zero.
    public static let flushToZero: UInt32 = 1 << 24
    /// DN: every NaN result is the default NaN.
    public static let defaultNaN: UInt32 = 1 << 25
    /// AHP: half-precision numbers use the alternative format, which has no infinities and no NaNs.
    public static let alternativeHalfPrecision: UInt32 = 1 << 26
    /// N, Z, C and V as VCMP sets them.
    public static let conditionFlags: UInt32 = 15 << 28
  }

  /// How a value between two representable ones is rounded. The first four are the encodings of FPSCR.RMode.
  public enum Rounding: UInt32, CaseIterable, Sendable {
    case nearestEven, towardPlusInfinity, towardMinusInfinity, towardZero, nearestAway
  }

  /// The rounding mode that an FPSCR value selects.
  @inline(__always)
  public static func rounding(of fpscr: UInt32) -> Rounding {
    switch (fpscr >> 22) & 3 {
    case 0: .nearestEven
    case 1: .towardPlusInfinity
    case 2: .towardMinusInfinity
    default: .towardZero
    }
  }

  /// VNEG.F32, FPNeg: inverts the sign, of NaNs too.
  @inline(__always)
  public static func neg32(_ a: UInt32) -> UInt32 { a ^ 0x8000_0000 }

  /// VABS.F32, FPAbs: clears the sign, of NaNs too.
  @inline(__always)
  public static func abs32(_ a: UInt32) -> UInt32 { a & 0x7FFF_FFFF }

  /// VNEG.F64, FPNeg: inverts the sign, of NaNs too.
  @inline(__always)
  public static func neg64(_ a: UInt64) -> UInt64 { a ^ 0x8000_0000_0000_0000 }

  /// VABS.F64, FPAbs: clears the sign, of NaNs too.
  @inline(__always)
  public static func abs64(_ a: UInt64) -> UInt64 { a & 0x7FFF_FFFF_FFFF_FFFF }
}

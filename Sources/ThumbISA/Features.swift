/// What a core implements beyond the base Armv7-M instruction set (DDI 0403E, A1.3, A2.5 and A5.1).
public struct Features: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The DSP extension (ARMv7E-M).
  public static let dsp = Features(rawValue: 1 << 0)
  /// Floating-point registers and single-precision arithmetic (FPv4-SP and later).
  public static let fpSingle = Features(rawValue: 1 << 1)
  /// The instructions FPv5 adds: VSEL, VMAXNM, VMINNM, VRINT* and VCVT with a directed rounding.
  public static let fpV5 = Features(rawValue: 1 << 2)
  /// Double-precision arithmetic (FPv5-D16-M).
  public static let fpDouble = Features(rawValue: 1 << 3)

  public static let cortexM4: Features = [.dsp]
  public static let cortexM4F: Features = [.dsp, .fpSingle]
  public static let cortexM7: Features = [.dsp]
  public static let cortexM7SinglePrecision: Features = [.dsp, .fpSingle, .fpV5]
  public static let cortexM7DoublePrecision: Features = [.dsp, .fpSingle, .fpV5, .fpDouble]
}

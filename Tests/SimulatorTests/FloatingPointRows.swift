import Simulator
import Testing

/// One instruction as Unicorn executes it and as the interpreter will compute it.
struct FloatingPointRow: CustomTestStringConvertible, Sendable {
  enum OperandKind: Sendable { case half, single, double, integer }

  let encoding: UInt32
  let assembly: String
  let kind: OperandKind
  /// Operands that matter: one, two, or three with the accumulator.
  let operandCount: Int
  let evaluate: @Sendable (inout FloatingPointCase) -> Void

  init(
    _ encoding: UInt32, _ assembly: String, _ kind: OperandKind, _ operandCount: Int,
    _ evaluate: @escaping @Sendable (inout FloatingPointCase) -> Void
  ) {
    self.encoding = encoding
    self.assembly = assembly
    self.kind = kind
    self.operandCount = operandCount
    self.evaluate = evaluate
  }

  var testDescription: String { assembly }

  var convertsFromFixedPoint: Bool { kind == .integer && assembly.contains("#") }
}

extension FloatingPointCase {
  fileprivate mutating func setFlags(_ flags: UInt32) {
    fpscr = fpscr & ~FPU.FPSCR.conditionFlags | flags << 28
  }

  fileprivate mutating func setBottomHalf(_ half: UInt16) { s0 = s0 & 0xFFFF_0000 | UInt32(half) }

  fileprivate mutating func setTopHalf(_ half: UInt16) { s0 = s0 & 0x0000_FFFF | UInt32(half) << 16 }
}

private func signExtend(_ value: UInt32) -> UInt64 { UInt64(bitPattern: Int64(Int32(bitPattern: value))) }

/// The encodings are those that GNU as gives for the assembly beside them. What each computes is the operation of its
/// page in DDI 0403E, A7.7.
extension FloatingPointRow {
  static let arithmetic: [FloatingPointRow] = [
    .init(0xEE31_0A02, "vadd.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.add32($0.s2, $0.s4, &$0.fpscr) },
    .init(0xEE31_0B02, "vadd.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.add64($0.d1, $0.d2, &$0.fpscr) },
    .init(0xEE31_0A42, "vsub.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.sub32($0.s2, $0.s4, &$0.fpscr) },
    .init(0xEE31_0B42, "vsub.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.sub64($0.d1, $0.d2, &$0.fpscr) },
    .init(0xEE21_0A02, "vmul.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.mul32($0.s2, $0.s4, &$0.fpscr) },
    .init(0xEE21_0B02, "vmul.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.mul64($0.d1, $0.d2, &$0.fpscr) },
    .init(0xEE21_0A42, "vnmul.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.neg32(FPU.mul32($0.s2, $0.s4, &$0.fpscr)) },
    .init(0xEE21_0B42, "vnmul.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.neg64(FPU.mul64($0.d1, $0.d2, &$0.fpscr)) },
    .init(0xEE81_0A02, "vdiv.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.div32($0.s2, $0.s4, &$0.fpscr) },
    .init(0xEE81_0B02, "vdiv.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.div64($0.d1, $0.d2, &$0.fpscr) },
    .init(0xEEA1_0A02, "vfma.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.fusedMultiplyAdd32($0.s0, $0.s2, $0.s4, &$0.fpscr)
    },
    .init(0xEEA1_0B02, "vfma.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.fusedMultiplyAdd64($0.d0, $0.d1, $0.d2, &$0.fpscr)
    },
    .init(0xEEA1_0A42, "vfms.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.fusedMultiplyAdd32($0.s0, FPU.neg32($0.s2), $0.s4, &$0.fpscr)
    },
    .init(0xEEA1_0B42, "vfms.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.fusedMultiplyAdd64($0.d0, FPU.neg64($0.d1), $0.d2, &$0.fpscr)
    },
    .init(0xEE91_0A42, "vfnma.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.fusedMultiplyAdd32(FPU.neg32($0.s0), FPU.neg32($0.s2), $0.s4, &$0.fpscr)
    },
    .init(0xEE91_0B42, "vfnma.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.fusedMultiplyAdd64(FPU.neg64($0.d0), FPU.neg64($0.d1), $0.d2, &$0.fpscr)
    },
    .init(0xEE91_0A02, "vfnms.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.fusedMultiplyAdd32(FPU.neg32($0.s0), $0.s2, $0.s4, &$0.fpscr)
    },
    .init(0xEE91_0B02, "vfnms.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.fusedMultiplyAdd64(FPU.neg64($0.d0), $0.d1, $0.d2, &$0.fpscr)
    },
    .init(0xEE01_0A02, "vmla.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.add32($0.s0, FPU.mul32($0.s2, $0.s4, &$0.fpscr), &$0.fpscr)
    },
    .init(0xEE01_0B02, "vmla.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.add64($0.d0, FPU.mul64($0.d1, $0.d2, &$0.fpscr), &$0.fpscr)
    },
    .init(0xEE01_0A42, "vmls.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.add32($0.s0, FPU.neg32(FPU.mul32($0.s2, $0.s4, &$0.fpscr)), &$0.fpscr)
    },
    .init(0xEE01_0B42, "vmls.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.add64($0.d0, FPU.neg64(FPU.mul64($0.d1, $0.d2, &$0.fpscr)), &$0.fpscr)
    },
    .init(0xEE11_0A42, "vnmla.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.add32(FPU.neg32($0.s0), FPU.neg32(FPU.mul32($0.s2, $0.s4, &$0.fpscr)), &$0.fpscr)
    },
    .init(0xEE11_0B42, "vnmla.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.add64(FPU.neg64($0.d0), FPU.neg64(FPU.mul64($0.d1, $0.d2, &$0.fpscr)), &$0.fpscr)
    },
    .init(0xEE11_0A02, "vnmls.f32 s0, s2, s4", .single, 3) {
      $0.s0 = FPU.add32(FPU.neg32($0.s0), FPU.mul32($0.s2, $0.s4, &$0.fpscr), &$0.fpscr)
    },
    .init(0xEE11_0B02, "vnmls.f64 d0, d1, d2", .double, 3) {
      $0.d0 = FPU.add64(FPU.neg64($0.d0), FPU.mul64($0.d1, $0.d2, &$0.fpscr), &$0.fpscr)
    },
    .init(0xEEB1_0AC1, "vsqrt.f32 s0, s2", .single, 1) { $0.s0 = FPU.sqrt32($0.s2, &$0.fpscr) },
    .init(0xEEB1_0BC1, "vsqrt.f64 d0, d1", .double, 1) { $0.d0 = FPU.sqrt64($0.d1, &$0.fpscr) },
    .init(0xEEB1_0A41, "vneg.f32 s0, s2", .single, 1) { $0.s0 = FPU.neg32($0.s2) },
    .init(0xEEB1_0B41, "vneg.f64 d0, d1", .double, 1) { $0.d0 = FPU.neg64($0.d1) },
    .init(0xEEB0_0AC1, "vabs.f32 s0, s2", .single, 1) { $0.s0 = FPU.abs32($0.s2) },
    .init(0xEEB0_0BC1, "vabs.f64 d0, d1", .double, 1) { $0.d0 = FPU.abs64($0.d1) },
  ]

  static let comparisons: [FloatingPointRow] = [
    .init(0xFE81_0A02, "vmaxnm.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.maxNumber32($0.s2, $0.s4, &$0.fpscr) },
    .init(0xFE81_0B02, "vmaxnm.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.maxNumber64($0.d1, $0.d2, &$0.fpscr) },
    .init(0xFE81_0A42, "vminnm.f32 s0, s2, s4", .single, 2) { $0.s0 = FPU.minNumber32($0.s2, $0.s4, &$0.fpscr) },
    .init(0xFE81_0B42, "vminnm.f64 d0, d1, d2", .double, 2) { $0.d0 = FPU.minNumber64($0.d1, $0.d2, &$0.fpscr) },
    .init(0xEEB4_1A42, "vcmp.f32 s2, s4", .single, 2) {
      $0.setFlags(FPU.compare32($0.s2, $0.s4, quietNaNsSignal: false, &$0.fpscr))
    },
    .init(0xEEB4_1B42, "vcmp.f64 d1, d2", .double, 2) {
      $0.setFlags(FPU.compare64($0.d1, $0.d2, quietNaNsSignal: false, &$0.fpscr))
    },
    .init(0xEEB5_1A40, "vcmp.f32 s2, #0", .single, 1) {
      $0.setFlags(FPU.compare32($0.s2, 0, quietNaNsSignal: false, &$0.fpscr))
    },
    .init(0xEEB5_1B40, "vcmp.f64 d1, #0", .double, 1) {
      $0.setFlags(FPU.compare64($0.d1, 0, quietNaNsSignal: false, &$0.fpscr))
    },
    .init(0xEEB4_1AC2, "vcmpe.f32 s2, s4", .single, 2) {
      $0.setFlags(FPU.compare32($0.s2, $0.s4, quietNaNsSignal: true, &$0.fpscr))
    },
    .init(0xEEB4_1BC2, "vcmpe.f64 d1, d2", .double, 2) {
      $0.setFlags(FPU.compare64($0.d1, $0.d2, quietNaNsSignal: true, &$0.fpscr))
    },
    .init(0xEEB5_1AC0, "vcmpe.f32 s2, #0", .single, 1) {
      $0.setFlags(FPU.compare32($0.s2, 0, quietNaNsSignal: true, &$0.fpscr))
    },
    .init(0xEEB5_1BC0, "vcmpe.f64 d1, #0", .double, 1) {
      $0.setFlags(FPU.compare64($0.d1, 0, quietNaNsSignal: true, &$0.fpscr))
    },
  ]

  static let roundings: [FloatingPointRow] = [
    .init(0xFEB8_0A41, "vrinta.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, .nearestAway, exact: false, &$0.fpscr)
    },
    .init(0xFEB8_0B41, "vrinta.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, .nearestAway, exact: false, &$0.fpscr)
    },
    .init(0xFEB9_0A41, "vrintn.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, .nearestEven, exact: false, &$0.fpscr)
    },
    .init(0xFEB9_0B41, "vrintn.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, .nearestEven, exact: false, &$0.fpscr)
    },
    .init(0xFEBA_0A41, "vrintp.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, .towardPlusInfinity, exact: false, &$0.fpscr)
    },
    .init(0xFEBA_0B41, "vrintp.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, .towardPlusInfinity, exact: false, &$0.fpscr)
    },
    .init(0xFEBB_0A41, "vrintm.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, .towardMinusInfinity, exact: false, &$0.fpscr)
    },
    .init(0xFEBB_0B41, "vrintm.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, .towardMinusInfinity, exact: false, &$0.fpscr)
    },
    .init(0xEEB6_0A41, "vrintr.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, FPU.rounding(of: $0.fpscr), exact: false, &$0.fpscr)
    },
    .init(0xEEB6_0B41, "vrintr.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, FPU.rounding(of: $0.fpscr), exact: false, &$0.fpscr)
    },
    .init(0xEEB6_0AC1, "vrintz.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, .towardZero, exact: false, &$0.fpscr)
    },
    .init(0xEEB6_0BC1, "vrintz.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, .towardZero, exact: false, &$0.fpscr)
    },
    .init(0xEEB7_0A41, "vrintx.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.roundToIntegral32($0.s2, FPU.rounding(of: $0.fpscr), exact: true, &$0.fpscr)
    },
    .init(0xEEB7_0B41, "vrintx.f64 d0, d1", .double, 1) {
      $0.d0 = FPU.roundToIntegral64($0.d1, FPU.rounding(of: $0.fpscr), exact: true, &$0.fpscr)
    },
  ]

  static let conversions: [FloatingPointRow] = [
    .init(0xEEBD_0AC1, "vcvt.s32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: false, .towardZero, &$0.fpscr)
    },
    .init(0xEEBD_0BC1, "vcvt.s32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: false, .towardZero, &$0.fpscr)
    },
    .init(0xEEBC_0AC1, "vcvt.u32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: true, .towardZero, &$0.fpscr)
    },
    .init(0xEEBC_0BC1, "vcvt.u32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: true, .towardZero, &$0.fpscr)
    },
    .init(0xEEBD_0A41, "vcvtr.s32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: false, FPU.rounding(of: $0.fpscr), &$0.fpscr)
    },
    .init(0xEEBD_0B41, "vcvtr.s32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: false, FPU.rounding(of: $0.fpscr), &$0.fpscr)
    },
    .init(0xEEBC_0A41, "vcvtr.u32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: true, FPU.rounding(of: $0.fpscr), &$0.fpscr)
    },
    .init(0xEEBC_0B41, "vcvtr.u32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: true, FPU.rounding(of: $0.fpscr), &$0.fpscr)
    },
    .init(0xFEBC_0AC1, "vcvta.s32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: false, .nearestAway, &$0.fpscr)
    },
    .init(0xFEBC_0BC1, "vcvta.s32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: false, .nearestAway, &$0.fpscr)
    },
    .init(0xFEBC_0A41, "vcvta.u32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: true, .nearestAway, &$0.fpscr)
    },
    .init(0xFEBC_0B41, "vcvta.u32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: true, .nearestAway, &$0.fpscr)
    },
    .init(0xFEBD_0AC1, "vcvtn.s32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: false, .nearestEven, &$0.fpscr)
    },
    .init(0xFEBD_0BC1, "vcvtn.s32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: false, .nearestEven, &$0.fpscr)
    },
    .init(0xFEBD_0A41, "vcvtn.u32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: true, .nearestEven, &$0.fpscr)
    },
    .init(0xFEBD_0B41, "vcvtn.u32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: true, .nearestEven, &$0.fpscr)
    },
    .init(0xFEBE_0AC1, "vcvtp.s32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: false, .towardPlusInfinity, &$0.fpscr)
    },
    .init(0xFEBE_0BC1, "vcvtp.s32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: false, .towardPlusInfinity, &$0.fpscr)
    },
    .init(0xFEBE_0A41, "vcvtp.u32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: true, .towardPlusInfinity, &$0.fpscr)
    },
    .init(0xFEBE_0B41, "vcvtp.u32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: true, .towardPlusInfinity, &$0.fpscr)
    },
    .init(0xFEBF_0AC1, "vcvtm.s32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: false, .towardMinusInfinity, &$0.fpscr)
    },
    .init(0xFEBF_0BC1, "vcvtm.s32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: false, .towardMinusInfinity, &$0.fpscr)
    },
    .init(0xFEBF_0A41, "vcvtm.u32.f32 s0, s2", .single, 1) {
      $0.s0 = FPU.toInteger32($0.s2, unsigned: true, .towardMinusInfinity, &$0.fpscr)
    },
    .init(0xFEBF_0B41, "vcvtm.u32.f64 s0, d1", .double, 1) {
      $0.s0 = FPU.toInteger64($0.d1, unsigned: true, .towardMinusInfinity, &$0.fpscr)
    },
    .init(0xEEB8_0AC1, "vcvt.f32.s32 s0, s2", .integer, 1) {
      $0.s0 = FPU.fromInteger32($0.s2, unsigned: false, &$0.fpscr)
    },
    .init(0xEEB8_0BC1, "vcvt.f64.s32 d0, s2", .integer, 1) { $0.d0 = FPU.fromInteger64($0.s2, unsigned: false) },
    .init(0xEEB8_0A41, "vcvt.f32.u32 s0, s2", .integer, 1) {
      $0.s0 = FPU.fromInteger32($0.s2, unsigned: true, &$0.fpscr)
    },
    .init(0xEEB8_0B41, "vcvt.f64.u32 d0, s2", .integer, 1) { $0.d0 = FPU.fromInteger64($0.s2, unsigned: true) },
    .init(0xEEBE_0A48, "vcvt.s16.f32 s0, s0, #0", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 0, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0B48, "vcvt.s16.f64 d0, d0, #0", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 0, width: 16, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0A48, "vcvt.f32.s16 s0, s0, #0", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 0, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0B48, "vcvt.f64.s16 d0, d0, #0", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 0, width: 16, unsigned: false)
    },
    .init(0xEEBE_0A67, "vcvt.s16.f32 s0, s0, #1", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 1, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0B67, "vcvt.s16.f64 d0, d0, #1", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 1, width: 16, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0A67, "vcvt.f32.s16 s0, s0, #1", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 1, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0B67, "vcvt.f64.s16 d0, d0, #1", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 1, width: 16, unsigned: false)
    },
    .init(0xEEBE_0A44, "vcvt.s16.f32 s0, s0, #8", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 8, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0B44, "vcvt.s16.f64 d0, d0, #8", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 8, width: 16, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0A44, "vcvt.f32.s16 s0, s0, #8", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 8, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0B44, "vcvt.f64.s16 d0, d0, #8", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 8, width: 16, unsigned: false)
    },
    .init(0xEEBE_0A40, "vcvt.s16.f32 s0, s0, #16", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 16, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0B40, "vcvt.s16.f64 d0, d0, #16", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 16, width: 16, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0A40, "vcvt.f32.s16 s0, s0, #16", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 16, width: 16, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0B40, "vcvt.f64.s16 d0, d0, #16", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 16, width: 16, unsigned: false)
    },
    .init(0xEEBF_0A48, "vcvt.u16.f32 s0, s0, #0", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 0, width: 16, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBF_0B48, "vcvt.u16.f64 d0, d0, #0", .double, 1) {
      $0.d0 = UInt64(FPU.toFixed64($0.d0, fractionBits: 0, width: 16, unsigned: true, &$0.fpscr))
    },
    .init(0xEEBB_0A48, "vcvt.f32.u16 s0, s0, #0", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 0, width: 16, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBB_0B48, "vcvt.f64.u16 d0, d0, #0", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 0, width: 16, unsigned: true)
    },
    .init(0xEEBF_0A64, "vcvt.u16.f32 s0, s0, #7", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 7, width: 16, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBF_0B64, "vcvt.u16.f64 d0, d0, #7", .double, 1) {
      $0.d0 = UInt64(FPU.toFixed64($0.d0, fractionBits: 7, width: 16, unsigned: true, &$0.fpscr))
    },
    .init(0xEEBB_0A64, "vcvt.f32.u16 s0, s0, #7", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 7, width: 16, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBB_0B64, "vcvt.f64.u16 d0, d0, #7", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 7, width: 16, unsigned: true)
    },
    .init(0xEEBF_0A40, "vcvt.u16.f32 s0, s0, #16", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 16, width: 16, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBF_0B40, "vcvt.u16.f64 d0, d0, #16", .double, 1) {
      $0.d0 = UInt64(FPU.toFixed64($0.d0, fractionBits: 16, width: 16, unsigned: true, &$0.fpscr))
    },
    .init(0xEEBB_0A40, "vcvt.f32.u16 s0, s0, #16", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 16, width: 16, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBB_0B40, "vcvt.f64.u16 d0, d0, #16", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 16, width: 16, unsigned: true)
    },
    .init(0xEEBE_0AEF, "vcvt.s32.f32 s0, s0, #1", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 1, width: 32, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0BEF, "vcvt.s32.f64 d0, d0, #1", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 1, width: 32, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0AEF, "vcvt.f32.s32 s0, s0, #1", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 1, width: 32, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0BEF, "vcvt.f64.s32 d0, d0, #1", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 1, width: 32, unsigned: false)
    },
    .init(0xEEBE_0AC8, "vcvt.s32.f32 s0, s0, #16", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 16, width: 32, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0BC8, "vcvt.s32.f64 d0, d0, #16", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 16, width: 32, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0AC8, "vcvt.f32.s32 s0, s0, #16", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 16, width: 32, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0BC8, "vcvt.f64.s32 d0, d0, #16", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 16, width: 32, unsigned: false)
    },
    .init(0xEEBE_0AC0, "vcvt.s32.f32 s0, s0, #32", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 32, width: 32, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBE_0BC0, "vcvt.s32.f64 d0, d0, #32", .double, 1) {
      $0.d0 = signExtend(FPU.toFixed64($0.d0, fractionBits: 32, width: 32, unsigned: false, &$0.fpscr))
    },
    .init(0xEEBA_0AC0, "vcvt.f32.s32 s0, s0, #32", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 32, width: 32, unsigned: false, &$0.fpscr)
    },
    .init(0xEEBA_0BC0, "vcvt.f64.s32 d0, d0, #32", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 32, width: 32, unsigned: false)
    },
    .init(0xEEBF_0AEF, "vcvt.u32.f32 s0, s0, #1", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 1, width: 32, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBF_0BEF, "vcvt.u32.f64 d0, d0, #1", .double, 1) {
      $0.d0 = UInt64(FPU.toFixed64($0.d0, fractionBits: 1, width: 32, unsigned: true, &$0.fpscr))
    },
    .init(0xEEBB_0AEF, "vcvt.f32.u32 s0, s0, #1", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 1, width: 32, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBB_0BEF, "vcvt.f64.u32 d0, d0, #1", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 1, width: 32, unsigned: true)
    },
    .init(0xEEBF_0AE8, "vcvt.u32.f32 s0, s0, #15", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 15, width: 32, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBF_0BE8, "vcvt.u32.f64 d0, d0, #15", .double, 1) {
      $0.d0 = UInt64(FPU.toFixed64($0.d0, fractionBits: 15, width: 32, unsigned: true, &$0.fpscr))
    },
    .init(0xEEBB_0AE8, "vcvt.f32.u32 s0, s0, #15", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 15, width: 32, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBB_0BE8, "vcvt.f64.u32 d0, d0, #15", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 15, width: 32, unsigned: true)
    },
    .init(0xEEBF_0AC0, "vcvt.u32.f32 s0, s0, #32", .single, 1) {
      $0.s0 = FPU.toFixed32($0.s0, fractionBits: 32, width: 32, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBF_0BC0, "vcvt.u32.f64 d0, d0, #32", .double, 1) {
      $0.d0 = UInt64(FPU.toFixed64($0.d0, fractionBits: 32, width: 32, unsigned: true, &$0.fpscr))
    },
    .init(0xEEBB_0AC0, "vcvt.f32.u32 s0, s0, #32", .integer, 1) {
      $0.s0 = FPU.fromFixed32($0.s0, fractionBits: 32, width: 32, unsigned: true, &$0.fpscr)
    },
    .init(0xEEBB_0BC0, "vcvt.f64.u32 d0, d0, #32", .integer, 1) {
      $0.d0 = FPU.fromFixed64($0.s0, fractionBits: 32, width: 32, unsigned: true)
    },
    .init(0xEEB7_0AC1, "vcvt.f64.f32 d0, s2", .single, 1) { $0.d0 = FPU.singleToDouble($0.s2, &$0.fpscr) },
    .init(0xEEB7_0BC1, "vcvt.f32.f64 s0, d1", .double, 1) { $0.s0 = FPU.doubleToSingle($0.d1, &$0.fpscr) },
    .init(0xEEB2_0A41, "vcvtb.f32.f16 s0, s2", .half, 1) {
      $0.s0 = FPU.halfToSingle(UInt16(truncatingIfNeeded: $0.s2), &$0.fpscr)
    },
    .init(0xEEB2_0B41, "vcvtb.f64.f16 d0, s2", .half, 1) {
      $0.d0 = FPU.halfToDouble(UInt16(truncatingIfNeeded: $0.s2), &$0.fpscr)
    },
    .init(0xEEB3_0A41, "vcvtb.f16.f32 s0, s2", .single, 1) { $0.setBottomHalf(FPU.singleToHalf($0.s2, &$0.fpscr)) },
    .init(0xEEB3_0B41, "vcvtb.f16.f64 s0, d1", .double, 1) { $0.setBottomHalf(FPU.doubleToHalf($0.d1, &$0.fpscr)) },
    .init(0xEEB2_0AC1, "vcvtt.f32.f16 s0, s2", .half, 1) {
      $0.s0 = FPU.halfToSingle(UInt16(truncatingIfNeeded: $0.s2 >> 16), &$0.fpscr)
    },
    .init(0xEEB2_0BC1, "vcvtt.f64.f16 d0, s2", .half, 1) {
      $0.d0 = FPU.halfToDouble(UInt16(truncatingIfNeeded: $0.s2 >> 16), &$0.fpscr)
    },
    .init(0xEEB3_0AC1, "vcvtt.f16.f32 s0, s2", .single, 1) { $0.setTopHalf(FPU.singleToHalf($0.s2, &$0.fpscr)) },
    .init(0xEEB3_0BC1, "vcvtt.f16.f64 s0, d1", .double, 1) { $0.setTopHalf(FPU.doubleToHalf($0.d1, &$0.fpscr)) },
  ]

  static let all = arithmetic + comparisons + roundings + conversions
}

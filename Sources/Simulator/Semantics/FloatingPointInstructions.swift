import ThumbISA

extension FPU.FPSCR {
  /// Bits that VMSR can write (DDI 0403E, A2.5.3).
  static let implemented: UInt32 = 0xF7C0_009F
}

typealias FPSCR = FPU.FPSCR

/// The conversions that kernels use.
@inline(__always)
func convertSingle(_ code: OperationCode, _ x: UInt32, _ fpscr: inout UInt32) -> UInt32 {
  switch code {
  case .vcvtS32ToS: FPU.fromInteger32(x, unsigned: false, &fpscr)
  case .vcvtU32ToS: FPU.fromInteger32(x, unsigned: true, &fpscr)
  case .vcvtSToS32: FPU.toInteger32(x, unsigned: false, .towardZero, &fpscr)
  default: FPU.toInteger32(x, unsigned: true, .towardZero, &fpscr)
  }
}

extension Machine {
  /// The floating-point instructions that have no operation of their own: conversions, roundings, minimum and maximum.
  @inline(never)
  func executeFloatingPoint(_ instruction: Instruction) {
    if instruction.isDouble {
      executeDouble(instruction)
    } else {
      executeSingle(instruction)
    }
  }

  private var singles: UnsafeMutablePointer<UInt32> { registers + RegisterFile.floatingPoint }

  private func single(_ register: UInt8) -> UInt32 { singles[Int(register & 31)] }
  private func setSingle(_ register: UInt8, _ value: UInt32) { singles[Int(register & 31)] = value }
  private func double(_ register: UInt8) -> UInt64 { Simulator.double(2 * Int(register & 15), singles) }
  private func setDouble(_ register: UInt8, _ value: UInt64) {
    Simulator.setDouble(2 * Int(register & 15), value, singles)
  }

  private func executeSingle(_ i: Instruction) {
    let m = single(i.m)
    let unsigned = i.extra & 1 != 0
    let width = i.extra & 2 != 0 ? 16 : 32
    if let rounding = i.opcode.roundsToIntegral(current: FPU.rounding(of: state.pointee.fpscr)) {
      setSingle(
        i.d, FPU.roundToIntegral32(m, rounding, exact: i.opcode == .vrintx, &state.pointee.fpscr))
      return
    }
    if let rounding = i.opcode.convertsToInteger(current: FPU.rounding(of: state.pointee.fpscr)) {
      setSingle(i.d, FPU.toInteger32(m, unsigned: unsigned, rounding, &state.pointee.fpscr))
      return
    }
    switch i.opcode {
    case .vmaxnm: setSingle(i.d, FPU.maxNumber32(single(i.n), m, &state.pointee.fpscr))
    case .vminnm: setSingle(i.d, FPU.minNumber32(single(i.n), m, &state.pointee.fpscr))
    case .vcvtIntegerToFloat: setSingle(i.d, FPU.fromInteger32(m, unsigned: unsigned, &state.pointee.fpscr))
    case .vcvtFixedToFloat:
      setSingle(
        i.d,
        FPU.fromFixed32(
          single(i.d), fractionBits: Int(i.immediate), width: width, unsigned: unsigned, &state.pointee.fpscr))
    case .vcvtFloatToFixed:
      setSingle(
        i.d,
        FPU.toFixed32(
          single(i.d), fractionBits: Int(i.immediate), width: width, unsigned: unsigned, &state.pointee.fpscr))
    case .vcvtDoubleSingle: setDouble(i.d, FPU.singleToDouble(m, &state.pointee.fpscr))
    case .vcvtbFromHalf: setSingle(i.d, FPU.halfToSingle(UInt16(truncatingIfNeeded: m), &state.pointee.fpscr))
    case .vcvttFromHalf: setSingle(i.d, FPU.halfToSingle(UInt16(truncatingIfNeeded: m >> 16), &state.pointee.fpscr))
    case .vcvtbToHalf: setHalf(i.d, top: false, FPU.singleToHalf(m, &state.pointee.fpscr))
    case .vcvttToHalf: setHalf(i.d, top: true, FPU.singleToHalf(m, &state.pointee.fpscr))
    default: break
    }
  }

  private func executeDouble(_ i: Instruction) {
    let m = double(i.m)
    let unsigned = i.extra & 1 != 0
    let width = i.extra & 2 != 0 ? 16 : 32
    if let rounding = i.opcode.roundsToIntegral(current: FPU.rounding(of: state.pointee.fpscr)) {
      setDouble(
        i.d, FPU.roundToIntegral64(m, rounding, exact: i.opcode == .vrintx, &state.pointee.fpscr))
      return
    }
    if let rounding = i.opcode.convertsToInteger(current: FPU.rounding(of: state.pointee.fpscr)) {
      setSingle(i.d, FPU.toInteger64(m, unsigned: unsigned, rounding, &state.pointee.fpscr))
      return
    }
    switch i.opcode {
    case .vmaxnm: setDouble(i.d, FPU.maxNumber64(double(i.n), m, &state.pointee.fpscr))
    case .vminnm: setDouble(i.d, FPU.minNumber64(double(i.n), m, &state.pointee.fpscr))
    case .vcvtIntegerToFloat: setDouble(i.d, FPU.fromInteger64(single(i.m), unsigned: unsigned))
    case .vcvtFixedToFloat:
      let fixed = UInt32(truncatingIfNeeded: double(i.d))
      setDouble(i.d, FPU.fromFixed64(fixed, fractionBits: Int(i.immediate), width: width, unsigned: unsigned))
    case .vcvtFloatToFixed:
      let fixed = FPU.toFixed64(
        double(i.d), fractionBits: Int(i.immediate), width: width, unsigned: unsigned, &state.pointee.fpscr)
      setDouble(i.d, unsigned ? UInt64(fixed) : UInt64(bitPattern: Int64(Int32(bitPattern: fixed))))
    case .vcvtDoubleSingle: setSingle(i.d, FPU.doubleToSingle(m, &state.pointee.fpscr))
    case .vcvtbFromHalf:
      setDouble(i.d, FPU.halfToDouble(UInt16(truncatingIfNeeded: single(i.m)), &state.pointee.fpscr))
    case .vcvttFromHalf:
      setDouble(i.d, FPU.halfToDouble(UInt16(truncatingIfNeeded: single(i.m) >> 16), &state.pointee.fpscr))
    case .vcvtbToHalf: setHalf(i.d, top: false, FPU.doubleToHalf(m, &state.pointee.fpscr))
    case .vcvttToHalf: setHalf(i.d, top: true, FPU.doubleToHalf(m, &state.pointee.fpscr))
    default: break
    }
  }

  private func setHalf(_ register: UInt8, top: Bool, _ half: UInt16) {
    let old = single(register)
    setSingle(register, top ? old & 0xFFFF | UInt32(half) << 16 : old & 0xFFFF_0000 | UInt32(half))
  }
}

extension Opcode {
  /// The rounding of VRINT*, nil for others.
  fileprivate func roundsToIntegral(current: FPU.Rounding) -> FPU.Rounding? {
    switch self {
    case .vrinta: .nearestAway
    case .vrintn: .nearestEven
    case .vrintp: .towardPlusInfinity
    case .vrintm: .towardMinusInfinity
    case .vrintz: .towardZero
    case .vrintr, .vrintx: current
    default: nil
    }
  }

  /// The rounding of VCVT to integer in its directed forms, nil for others.
  fileprivate func convertsToInteger(current: FPU.Rounding) -> FPU.Rounding? {
    switch self {
    case .vcvta: .nearestAway
    case .vcvtn: .nearestEven
    case .vcvtp: .towardPlusInfinity
    case .vcvtm: .towardMinusInfinity
    case .vcvtFloatToInteger: .towardZero
    case .vcvtrFloatToInteger: current
    default: nil
    }
  }
}

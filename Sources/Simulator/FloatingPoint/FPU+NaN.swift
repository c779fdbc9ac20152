extension FPU {
  /// An invalid operation that makes a NaN of numbers: the default NaN, and IOC.
  @inline(__always)
  static func invalid<Format: FPUFormat>(_: Format.Type, _ fpscr: inout UInt32) -> UInt64 {
    fpscr |= FPSCR.invalidOperation
    return Format.defaultNaN
  }

  /// FPProcessNaN (DDI 0403E, A2.5): a NaN operand becomes the result, quieted, or replaced by the default NaN.
  @inline(__always)
  static func processNaN<Format: FPUFormat>(
    _ bits: UInt64, _ operand: UnpackedFloat, _: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64 {
    if operand.kind == .signalingNaN { fpscr |= FPSCR.invalidOperation }
    return fpscr & FPSCR.defaultNaN != 0 ? Format.defaultNaN : bits | Format.quietBit
  }

  /// FPProcessNaNs: of two operands the first signalling NaN wins, then the first quiet one; nil if there is none.
  @inline(__always)
  static func processNaNs<Format: FPUFormat>(
    _ bits1: UInt64, _ operand1: UnpackedFloat, _ bits2: UInt64, _ operand2: UnpackedFloat, _ format: Format.Type,
    _ fpscr: inout UInt32
  ) -> UInt64? {
    if !operand1.isNaN && !operand2.isNaN { return nil }
    if operand1.kind == .signalingNaN { return processNaN(bits1, operand1, format, &fpscr) }
    if operand2.kind == .signalingNaN { return processNaN(bits2, operand2, format, &fpscr) }
    if operand1.isNaN { return processNaN(bits1, operand1, format, &fpscr) }
    return processNaN(bits2, operand2, format, &fpscr)
  }

  /// FPProcessNaNs3: the same for three operands.
  @inline(__always)
  static func processNaNs3<Format: FPUFormat>(
    _ bits1: UInt64, _ operand1: UnpackedFloat, _ bits2: UInt64, _ operand2: UnpackedFloat,
    _ bits3: UInt64, _ operand3: UnpackedFloat, _ format: Format.Type, _ fpscr: inout UInt32
  ) -> UInt64? {
    if operand1.kind == .signalingNaN { return processNaN(bits1, operand1, format, &fpscr) }
    if operand2.kind == .signalingNaN { return processNaN(bits2, operand2, format, &fpscr) }
    if operand3.kind == .signalingNaN { return processNaN(bits3, operand3, format, &fpscr) }
    if operand1.isNaN { return processNaN(bits1, operand1, format, &fpscr) }
    return processNaNs(bits2, operand2, bits3, operand3, format, &fpscr)
  }
}

import ThumbISA

/// Where Unicorn 2.0.1 is not the authority, and why.
enum KnownDifferences {
  /// Instructions that are exceptions or waits by nature. What follows is the system's business, which Unicorn leaves to
  /// its user; other tests have them.
  static let excludedRows: [(opcode: Opcode, reason: String)] = [
    (.svc, "takes SVCall (B1.5.8): Unicorn calls a hook"),
    (.bkpt, "halts, or takes DebugMonitor (C1.4.1): Unicorn calls a hook"),
    (.udf, "takes UsageFault (A5.2.6): Unicorn stops with an error"),
    (.wfi, "sleeps (B1.5.19): Unicorn stops"),
    (.wfe, "sleeps (B1.5.18): Unicorn stops"),
    (.yield, "a hint, here without effect (A7.7.262): Unicorn 2.0.1 stops with an error"),
    (.cdp, "takes UsageFault, NOCP (B1.5.14): Unicorn stops with an error"),
    (.ldc, "as CDP"), (.stc, "as CDP"), (.mcr, "as CDP"), (.mrc, "as CDP"), (.mcrr, "as CDP"), (.mrrc, "as CDP"),
  ]

  /// What Unicorn is given in place of `inputs`.
  ///
  /// VCVT from fixed point rounds to nearest whatever FPSCR says (A7.7.228: `round_nearest`), but Unicorn in FPSCR's mode,
  /// so its FPSCR asks for round to nearest.
  static func inputs(_ inputs: CoreValues, for instruction: Instruction) -> CoreValues {
    guard instruction.opcode == .vcvtFixedToFloat else { return inputs }
    var adjusted = inputs
    adjusted.fpscr &= ~roundingMode
    return adjusted
  }

  /// What Unicorn's result is by the manual.
  ///
  /// - Bits 1 and 0 of the stack pointer read as zero whatever is written (A5.1.3); Unicorn keeps them.
  /// - SMLAD and SMLADX set Q if the sum of both products and the accumulator overflows (A7.7.132). Unicorn 2.0.1 sets it
  ///   also if the sum of the products alone does, which all three together may bring back into range.
  static func reconciled(_ result: CoreValues, _ instruction: Instruction, _ inputs: CoreValues) -> CoreValues {
    var adjusted = result
    adjusted.core[13] &= ~3
    if instruction.opcode == .vcvtFixedToFloat { adjusted.fpscr |= inputs.fpscr & roundingMode }
    if productsAloneOverflow(instruction, inputs) {
      adjusted.xpsr = adjusted.xpsr & ~saturation | inputs.xpsr & saturation
    }
    return adjusted
  }

  /// The only products whose sum overflows are those of -32768 with itself, in both halves.
  private static func productsAloneOverflow(_ instruction: Instruction, _ inputs: CoreValues) -> Bool {
    guard instruction.opcode == .smlad || instruction.opcode == .smladx else { return false }
    let operands = [instruction.n, instruction.m].map { inputs.core[Int($0)] }
    return operands == [0x8000_8000, 0x8000_8000] && Int32(bitPattern: inputs.core[Int(instruction.a)]) < 0
  }

  private static let saturation: UInt32 = 1 << 27
  private static let roundingMode: UInt32 = 3 << 22
}

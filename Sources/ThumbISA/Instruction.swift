/// A condition as the manual encodes it (DDI 0403E, A7.3). `always` is also what an unconditional instruction carries.
public enum Condition: UInt8, CaseIterable, Sendable {
  case equal, notEqual, carrySet, carryClear, minus, plus, overflow, noOverflow
  case higher, lowerOrSame, greaterOrEqual, less, greater, lessOrEqual, always
}

/// How a register operand is shifted (DDI 0403E, A7.4.2). The amount is already decoded: `LSR #32` has amount 32.
public enum ShiftKind: UInt8, Sendable {
  case lsl, lsr, asr, ror, rrx
}

/// Whether an instruction writes the condition flags. Most 16-bit encodings do so only outside an IT block.
public enum FlagSetting: UInt8, Sendable {
  case never, always, outsideIT
}

/// One decoded instruction: an opcode and its operands in one normalised form, the same for all encodings of the opcode.
///
/// Operand roles:
/// - `d` destination register Rd; in loads and stores Rt; in long multiplies RdLo; in floating point the destination
///   (S or D register number, or the core register of a transfer, see below).
/// - `n`, `m` first and second operand, or base and index register.
/// - `a` accumulator Ra; Rt2 of LDRD/STRD; RdHi of long multiplies; the status register Rd of STREX.
/// - VMOV between core and FP registers: the FP register is in `n`, the core register(s) in `d` (and `a` for Rt2),
///   whichever way data flows. For scalars `extra` is the word index. VMRS/VMSR: core register in `d` (15: flags).
/// - `immediate`: the constant after expansion; offset magnitude of loads and stores (sign in `adds`); register list of
///   LDM/STM; signed branch offset from the instruction's address + 4; lsb of a bit field; SYSm of MRS/MSR; saturation
///   width in bits (SSAT 1…32, USAT 0…31); IT mask (first condition in `condition`); CPS: bit 0 F, bit 1 I;
///   fraction bits of VCVT fixed point; VMOV immediate: bits of the single, or the high word of the double;
///   bytes by which VLDM/VSTM move the base (FLDMX: odd number of words); amount of the shift instructions, which have it
///   in `shift` and `shiftAmount` too.
/// - `extra`: width of a bit field; mask of MSR (bit 1 writes N, Z, C, V and Q, bit 0 GE);
///   CPS: 1 disables (ID), 0 enables (IE); number of S or D registers of VLDM/VSTM;
///   VCVT: bit 0 set if the integer or fixed-point side is unsigned, bit 1 set if the fixed-point size is 16 bits;
///   VCVTA/N/P/M: bit 0 set if unsigned; coprocessor number for coprocessor instructions.
public struct Instruction: Hashable, Sendable {
  public var opcode: Opcode
  /// Row of the encoding table this was decoded from.
  public var encoding: UInt16 = 0
  /// Size in bytes: 2 or 4.
  public var size: UInt8
  /// The condition of `B<c>`, the first condition of `IT`, the condition of `VSEL`; otherwise `.always`.
  public var condition: Condition = .always
  public var d: UInt8 = 0
  public var n: UInt8 = 0
  public var m: UInt8 = 0
  public var a: UInt8 = 0
  public var extra: UInt8 = 0
  public var shift: ShiftKind = .lsl
  public var shiftAmount: UInt8 = 0
  public var flagSetting: FlagSetting = .never
  public var immediate: UInt32 = 0
  /// A modified immediate whose expansion gives a carry: the carry is bit 31 of `immediate` (ThumbExpandImm_C).
  public var immediateSetsCarry = false
  /// Load or store: the offset is applied before the access (P), added rather than subtracted (U), written back (W).
  public var preIndexed = true
  public var adds = true
  public var writesBack = false
  /// Floating point: operands are double precision (VCVT: the floating-point side is; vcvtDoubleSingle: the source is).
  public var isDouble = false
  /// The encoding: a halfword, or first halfword << 16 | second halfword.
  public var bits: UInt32

  public init(opcode: Opcode, size: UInt8, bits: UInt32) {
    self.opcode = opcode
    self.size = size
    self.bits = bits
  }
}

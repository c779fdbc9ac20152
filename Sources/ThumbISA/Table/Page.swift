/// One page of the manual's alphabetical list (DDI 0403E, A7.7): an instruction with its encodings.
///
/// The table's notation, from which decoder, assembly text and register use all follow:
///
/// **Pattern** (see `EncodingPattern`): the bits as the manual prints them. Field letters name the operand's role in
/// `Instruction`, not the manual's register symbol:
/// `d n m a` registers (with `D N M`, the extra bit of a floating-point register number); `i` immediate, with `j` and
/// `k` for parts of it that are out of order; `s` shift amount; `y` shift type; `c` condition; `S` sets flags;
/// `P U W` index, add, write back; `w` msb or width - 1 of a bit field; `z` double precision; `p` coprocessor;
/// `l` the long form of LDC/STC; `e` goes to `extra`; `o v` coprocessor operations; `u x` unsigned and 32-bit fixed point.
///
/// **Syntax**: assembly text with operands in braces (see `SyntaxPiece`). `{Sd}`, `{Dd}` and `{Fd}` also tell the decoder
/// whether a floating-point register is single, double, or as `z` says.
///
/// **Use**: `written = read`, names separated by blanks. `d n m a` core registers; `Sd Dd Fd …` floating-point
/// registers; `n?` the base if written back; `list`, `flist` the registers of a multiple transfer; `pc`, `lr`; `nzcv`,
/// `nz`, `nzc`, `nz*` (carry from the shifter), `c`, `c*` (only if flags are set), `q`, `ge` flags; `fpscr`; `mem`;
/// `dOrFlags` a register, or the flags when it is number 15; `special` what SYSm names.
///
/// **With**: values that the pattern does not give: `n=13`, `n=d` (the same register), `S=it` (sets flags outside IT).
///
/// **See** and **undefined**: encodings within the pattern that belong to another page, or to none.
struct Page: Sendable {
  var name: String
  var opcode: Opcode
  var use: String
  var encodings: [E]

  init(_ name: String, _ opcode: Opcode, _ use: String, _ encodings: E...) {
    self.name = name
    self.opcode = opcode
    self.use = use
    self.encodings = encodings
  }
}

/// One encoding on a page. The name is short because there are some four hundred of them.
struct E: Sendable {
  var label: String
  var pattern: String
  var syntax: String
  var immediate: ImmediateForm
  var shift: ShiftForm?
  var with: String
  var needs: Features
  var use: String?
  var see: KeyValuePairs<String, String>
  var undefined: [String]

  init(
    _ label: String, _ pattern: String, _ syntax: String, _ immediate: ImmediateForm = .plain,
    shift: ShiftForm? = nil, with: String = "", needs: Features = [], use: String? = nil,
    see: KeyValuePairs<String, String> = [:], undefined: [String] = []
  ) {
    self.label = label
    self.pattern = pattern
    self.syntax = syntax
    self.immediate = immediate
    self.shift = shift
    self.with = with
    self.needs = needs
    self.use = use
    self.see = see
    self.undefined = undefined
  }
}

/// How the fields `i`, `j`, `k` become `Instruction.immediate`.
enum ImmediateForm: Sendable, Equatable {
  /// `i` as it stands.
  case plain
  /// `i` shifted left by so many bits.
  case scaled(UInt8)
  /// `i` + 1.
  case plusOne
  /// ThumbExpandImm_C (A5.3.2).
  case modified
  /// `j:i`.
  case half
  /// `i:0`, a signed number of so many bits.
  case branch(UInt8)
  /// Signed `S:k:j:i:0` (B T3).
  case branch20
  /// Signed `S:NOT(j EOR S):NOT(k EOR S):i:0` (B T4, BL).
  case branch24
  /// The shift amount again, for the opcodes that are shifts.
  case shiftAmount
  /// `i` is the lsb, `w` the msb: `extra` is the width.
  case bitFieldEnd
  /// `i` is the lsb, `w` the width - 1.
  case bitFieldWidth
  /// Bits of a register list: `i` from r0, `k` is lr, `j` is pc.
  case registerList
  /// The same for LDM T1, which writes the base back unless the list holds it.
  case loadListT1
  /// `i` single or double registers, or `i` doubles and a word (FLDMX): `extra` is the number of registers,
  /// `immediate` the bytes by which the base moves.
  case singleCount, doubleCount, oddCount
  /// Fraction bits: the fixed-point size less `i:j`.
  case fractionBits
  /// VFPExpandImm (A6.4.1).
  case vfpExpand
}

/// How the fields `s` and `y` become the shift of an operand.
enum ShiftForm: Sendable {
  case lsl, lsr, asr, ror, rrx
  /// By the type in `y` (A7.4.2); one bit of `y` chooses LSL or ASR (SSAT).
  case typed
  /// Right by bytes (the extensions).
  case byteRotation
}

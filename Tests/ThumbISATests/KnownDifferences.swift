@testable import ThumbISA

/// An encoding that llvm-objdump (as of LLVM 21) and this decoder take differently, on purpose.
struct KnownDifference: Sendable {
  enum Kind: Sendable {
    /// llvm-objdump shows an instruction; here it is undefined.
    case undefinedHere
    /// llvm-objdump shows none; here it is an instruction.
    case undefinedThere
    /// Both decode it; the texts differ.
    case text
  }

  var kind: Kind
  var pattern: String
  var reason: String
  /// Narrows the pattern where bits alone cannot.
  var only: @Sendable (UInt32) -> Bool = { _ in true }
}

/// The whole list. A pattern is in the encoding table's notation; a letter is any bit.
let knownDifferences: [KnownDifference] = [
  // Undefined in Armv7-M.
  KnownDifference(
    kind: .undefinedHere, pattern: "1111 110 0 1 1 0 l nnnn | dddd 101 z iiiiiiii",
    reason: """
      LDC2L and STC2L (unindexed) with coprocessor 10 or 11. Numbers 10 and 11 are the floating-point unit's, and with \
      these first bits no floating-point instruction exists (A5.3.18, A6.4). llvm-objdump itself refuses the other \
      addressing modes.
      """),
  KnownDifference(
    kind: .undefinedHere, pattern: "1110 1110 111 l rrrr | dddd 1010 xxx 1 xxxx",
    reason: """
      VMRS and VMSR of FPSID, FPEXC, MVFR0-2, FPINST: registers of other profiles. Armv7-M has only FPSCR here (A7.7 \
      VMRS, VMSR); MVFR0-2 are memory-mapped.
      """),

  // Defined in Armv7-M.
  KnownDifference(
    kind: .undefinedThere, pattern: "11111 00 g U 01 1 nnnn | 1111 iiiiiiiiiiii",
    reason: "Halfword loads to pc are unallocated memory hints, which execute as NOP (A5.3.8).",
    // 12-bit offset, literal, 8-bit negative offset, register.
    only: { $0 >> 23 & 1 == 1 || $0 >> 16 & 15 == 15 || $0 >> 8 & 15 == 0b1100 || $0 >> 6 & 63 == 0 }),
  KnownDifference(
    kind: .text, pattern: "11111 00 0 U 01 1 1111 | 1111 iiiiiiiiiiii",
    reason:
      "The same relative to pc, which llvm-objdump shows as PLD although bit 21 is not PLD's (A7.7 PLD (literal))."),

  // UNPREDICTABLE: the register is in two fields that should agree.
  KnownDifference(
    kind: .text, pattern: "11111 010 1 011 nnnn | 1111 dddd 1000 mmmm",
    reason: "CLZ whose two Rm fields differ: the manual's pseudocode uses the low one, llvm-objdump the high one.",
    only: { $0 & 15 != $0 >> 16 & 15 }),
  KnownDifference(
    kind: .text, pattern: "11111 010 1 001 nnnn | 1111 dddd 10 oo mmmm",
    reason: "REV, REV16, RBIT, REVSH: as CLZ.",
    only: { $0 & 15 != $0 >> 16 & 15 }),

  // UNPREDICTABLE: lists that are too short.
  KnownDifference(
    kind: .text, pattern: "1110 110 P U D W L nnnn | dddd 101 z 0000000 o",
    reason: "VLDM, VSTM, VPUSH, VPOP of no registers: llvm-objdump shows one.",
    // Increment after, or decrement before with write-back; an odd word only of doubles.
    only: { [0b010, 0b011, 0b101].contains($0 >> 22 & 6 | $0 >> 21 & 1) && $0 & 0x101 != 1 }),
  KnownDifference(
    kind: .text, pattern: "11101 00 010 1 1 1101 | iiiiiiiiiiiiiiii",
    reason: "POP.W of one register: llvm-objdump shows its other name LDM.W SP!.",
    only: { ($0 & 0xFFFF).nonzeroBitCount == 1 }),
  KnownDifference(
    kind: .text, pattern: "11101 00 100 1 0 1101 | iiiiiiiiiiiiiiii",
    reason: "PUSH.W of one register: llvm-objdump shows its other name STMDB SP!.",
    only: { ($0 & 0xFFFF).nonzeroBitCount == 1 }),

  // Names of later architectures for what Armv7-M calls unallocated hints (NOP) or reserved barrier options (SY).
  KnownDifference(
    kind: .undefinedHere, pattern: "1111 0011 1010 xxxx | 10 x 0 x 000 0000 11 o 1",
    reason: "PACBTI, BTI with bits that should be one or zero and are not: UNPREDICTABLE, refused for all other hints."),
  KnownDifference(
    kind: .undefinedHere, pattern: "1111 0011 1010 xxxx | 10 x 0 x 000 00 ab 1101", reason: "PAC, AUT: the same.",
    only: { [1, 2].contains($0 >> 4 & 3) }),
  KnownDifference(
    kind: .text, pattern: "1111 0011 1010 1111 | 1000 0000 0000 11 o 1", reason: "PACBTI, BTI of Armv8.1-M."),
  KnownDifference(kind: .text, pattern: "1111 0011 1010 1111 | 1000 0000 00 ab 1101", reason: "PAC, AUT of Armv8.1-M."),
  KnownDifference(kind: .text, pattern: "1111 0011 1010 1111 | 1000 0000 0001 0100", reason: "CSDB of Armv8-M."),
  KnownDifference(
    kind: .text, pattern: "1111 0011 1011 1111 | 1000 1111 0100 0 o 00", reason: "SSBB, PSSBB of Armv8-M."),

  // Assembler names for two UDF immediates that other environments use.
  KnownDifference(kind: .text, pattern: "1101 1110 1111 1001", reason: "UDF #0xf9, shown as __brkdiv0 (Windows)."),
  KnownDifference(kind: .text, pattern: "1101 1110 1111 1110", reason: "UDF #0xfe, shown as trap (LLVM's own)."),
]

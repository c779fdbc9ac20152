/// One step of a lowered block: what to do, and where in the register file. Encodings, condition codes of IT blocks,
/// program-counter reads and unread flags are gone by now. 16 bytes, so that a block is dense.
///
/// Operands are register file indices (`RegisterFile`): a core register, a scratch register or a floating-point register.
struct Operation {
  var code: OperationCode
  var d: UInt8 = 0
  var n: UInt8 = 0
  var m: UInt8 = 0
  var a: UInt8 = 0
  /// Shift amount, operations to skip, register list, or a smaller code: see `OperationCode`.
  var extra: UInt16 = 0
  var immediate: UInt32 = 0
  var second: UInt32 = 0

  init(
    _ code: OperationCode, d: UInt8 = 0, n: UInt8 = 0, m: UInt8 = 0, a: UInt8 = 0, extra: UInt16 = 0,
    immediate: UInt32 = 0, second: UInt32 = 0
  ) {
    self.code = code
    self.d = d
    self.n = n
    self.m = m
    self.a = a
    self.extra = extra
    self.immediate = immediate
    self.second = second
  }
}

/// What operations there are. The suffix says where operands are: `RI` register and immediate, `RR` two registers;
/// a leading verb in the `s` form (`adds`) writes the flags that the Arm instruction does. The second operand's shift,
/// where it has one, has been done by an operation before.
enum OperationCode: UInt16 {
  // Leave the block
  case fallThrough
  /// Falls through, but what follows may run under another privilege or other rules: no chaining.
  case fallThroughUnchained
  case branch, branchLink
  case branchEQ, branchNE, branchCS, branchCC, branchMI, branchPL, branchVS, branchVC
  case branchHI, branchLS, branchGE, branchLT, branchGT, branchLE
  case compareZeroBranch, compareNonZeroBranch
  /// BX and BLX: interworking, and exception return in Handler mode.
  case branchExchange, branchLinkExchange
  /// A result written to the program counter: no interworking.
  case branchRegister
  case loadPC
  case tableBranchByte, tableBranchHalfword
  /// `extra` is a `RaiseCode`, `immediate` a breakpoint's number.
  case raise
  /// After an access that something must be looked at for: see `Machine.completes`.
  case leave

  // Compare and branch, fused
  case cmpRIBranchEQ, cmpRIBranchNE, cmpRIBranchCS, cmpRIBranchCC, cmpRIBranchHI, cmpRIBranchLS
  case cmpRIBranchGE, cmpRIBranchLT, cmpRIBranchGT, cmpRIBranchLE
  case cmpRRBranchEQ, cmpRRBranchNE, cmpRRBranchCS, cmpRRBranchCC, cmpRRBranchHI, cmpRRBranchLS
  case cmpRRBranchGE, cmpRRBranchLT, cmpRRBranchGT, cmpRRBranchLE
  case subsRIBranchNE, subsRIBranchPL, subsRIBranchCS

  // What the memory system has to be told of, where it takes part: see `Lowering+Timing`.
  /// The instruction starts in, or reaches into, the fetch unit `immediate`.
  case fetch
  /// The same for a unit that the instruction before, in the same block, did not lie in.
  case fetchNext
  /// A data access at register + immediate, or register + register << extra, is next.
  case accessRI, accessRR
  /// The same access is counted, while accesses are recorded: see `AccessCounts`.
  case countRI, countRR
  /// The stack pointer may have become lower, or be on another stack, while stacks are followed: `d` is a `StackChange`.
  case followStack
  /// Registers were stored below what was in `n`; that is lower now.
  case followSave
  /// The stack pointer may become higher.
  case followTime

  /// Skips `extra` operations unless the condition `d` holds: an IT block's instructions.
  case skipUnless

  // Moves, arithmetic and logic
  case movI, movR, movsI, movsR, mvnR, mvnsR, movt
  case addRI, addRR, subRR, rsbRI, adcRR, sbcRR
  case addsRI, addsRR, subsRI, subsRR, rsbsRI, adcsRR, sbcsRR
  case andRI, andRR, orrRI, orrRR, eorRI, eorRR, bicRR, ornRR
  case andsRI, andsRR, orrsRI, orrsRR, eorsRI, eorsRR, bicsRR, ornsRR
  case cmpRI, cmpRR, cmnRI, cmnRR, tstRI, tstRR, teqRI, teqRR
  case setCarry
  case addLSL, subLSL, orrLSL, addLSR, addASR, orrLSR, eorLSL, eorLSR

  // Shifts; the `s` forms write N, Z and C
  case lslI, lsrI, asrI, rorI, rrx
  case lslsI, lsrsI, asrsI, rorsI, rrxs
  case lslR, lsrR, asrR, rorR
  case lslsR, lsrsR, asrsR, rorsR

  // Bits, bytes and halfwords
  case sxtb, sxth, uxtb, uxth, sxtbRotated, sxthRotated, uxtbRotated, uxthRotated, sxtb16, uxtb16
  case sxtab16, uxtab16
  case rev, rev16, revsh, rbit, clz
  case ubfx, sbfx, bfi
  case pkhbt, pkhtb, sel

  // Multiplication, division, DSP
  case mul, muls, mla, mls, smull, umull, smlal, umlal, umaal
  case sdiv, udiv
  case smulHalves, smlaHalves, smlad, smladx, smuad, smlald
  /// The rest of the DSP extension: `extra` is the `Opcode`.
  case parallel, saturating, multiplyDSP, multiplyLongDSP
  case ssat, usat, ssat16, usat16, usad8, usada8

  // Loads and stores at register + immediate
  case ldrI, ldrbI, ldrhI, ldrsbI, ldrshI, strI, strbI, strhI
  /// … at register + register << extra.
  case ldrR, ldrbR, ldrhR, ldrsbR, ldrshR, strR, strbR, strhR
  /// … at register + immediate, which is written back.
  case ldrPre, ldrbPre, ldrhPre, ldrsbPre, ldrshPre, strPre, strbPre, strhPre
  /// … at register, to which the immediate is then added.
  case ldrPost, ldrbPost, ldrhPost, ldrsbPost, ldrshPost, strPost, strbPost, strhPost
  /// Doubles: `immediate` is added for the access, `second` for the write-back (to `n`, if `extra` is 1).
  case ldrd, strd
  /// Multiples: `extra` the register list, `immediate` from base to lowest address, `second` the write-back;
  /// `d` is 1 if there is write-back.
  case ldm, stm, ldmPC
  /// Unprivileged: `extra` is size, plus 0x10 if signed.
  case loadUnprivileged, storeUnprivileged
  case loadExclusive, storeExclusive, clearExclusive

  // System
  case cps, mrs, msr, waitForInterrupt, waitForEvent, sendEvent

  // Floating point. `d`, `n` and `m` are register file indices of singles, or of a double's low word.
  case floatingPointReady
  case vaddS, vsubS, vmulS, vnmulS, vdivS, vsqrtS, vmlaS, vmlsS, vfmaS, vfmsS, vfnmaS, vfnmsS, vnmlaS, vnmlsS
  case vaddD, vsubD, vmulD, vnmulD, vdivD, vsqrtD, vmlaD, vmlsD, vfmaD, vfmsD, vfnmaD, vfnmsD, vnmlaD, vnmlsD
  /// `extra` 1: quiet NaNs signal too. The `Z` forms compare with zero.
  case vcmpS, vcmpZeroS, vcmpD, vcmpZeroD
  case vcvtS32ToS, vcvtU32ToS, vcvtSToS32, vcvtSToU32
  /// The rest of conversion, rounding, selection: `second` is the index of the instruction in its block.
  case floatingPoint
  case vselS, vselD
  case vmrsFlags, vmrs, vmsr
  /// At `n` + `immediate`; unlike `ldr`, they fault when not word-aligned.
  case vldrS, vstrS, vldrD, vstrD
  /// `extra` words from `n` + `immediate` to `d`…; `a` is 1 if `second` is then added to `n`.
  case vldm, vstm
}

/// What `raise` raises.
enum RaiseCode: UInt16 {
  case undefinedInstruction, noCoprocessor, supervisorCall, breakpoint, invalidState
}

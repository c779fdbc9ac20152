/// What an instruction does, whichever of its encodings was used: the manual's instruction names (Armv7-M Architecture
/// Reference Manual, DDI 0403E, chapter A7), with `Immediate`, `Register` and `Literal` where the manual has separate
/// pages for them. Aliases (PUSH, POP, NEG, VPUSH, ADR's SUB form, …) are rows of the encoding table, not opcodes.
public enum Opcode: UInt16, CaseIterable, Sendable {
  // Data processing
  case adcImmediate, adcRegister
  case addImmediate, addRegister
  case adr
  case andImmediate, andRegister
  case asrImmediate, asrRegister
  case bfc, bfi
  case bicImmediate, bicRegister
  case clz
  case cmnImmediate, cmnRegister
  case cmpImmediate, cmpRegister
  case eorImmediate, eorRegister
  case lslImmediate, lslRegister
  case lsrImmediate, lsrRegister
  case movImmediate, movRegister, movt
  case mvnImmediate, mvnRegister
  case ornImmediate, ornRegister
  case orrImmediate, orrRegister
  case pkhbt, pkhtb
  case rbit, rev, rev16, revsh
  case rorImmediate, rorRegister, rrx
  case rsbImmediate, rsbRegister
  case sbcImmediate, sbcRegister
  case sbfx, ubfx
  case sel
  case subImmediate, subRegister
  case teqImmediate, teqRegister
  case tstImmediate, tstRegister

  // Extension
  case sxtb, sxtb16, sxth, uxtb, uxtb16, uxth
  case sxtab, sxtab16, sxtah, uxtab, uxtab16, uxtah

  // Saturation
  case qadd, qdadd, qdsub, qsub
  case ssat, ssat16, usat, usat16

  // Parallel addition and subtraction
  case sadd16, sasx, ssax, ssub16, sadd8, ssub8
  case qadd16, qasx, qsax, qsub16, qadd8, qsub8
  case shadd16, shasx, shsax, shsub16, shadd8, shsub8
  case uadd16, uasx, usax, usub16, uadd8, usub8
  case uqadd16, uqasx, uqsax, uqsub16, uqadd8, uqsub8
  case uhadd16, uhasx, uhsax, uhsub16, uhadd8, uhsub8
  case usad8, usada8

  // Multiplication and division
  case mla, mls, mul
  case smlabb, smlabt, smlatb, smlatt
  case smulbb, smulbt, smultb, smultt
  case smlawb, smlawt, smulwb, smulwt
  case smlad, smladx, smlsd, smlsdx, smuad, smuadx, smusd, smusdx
  case smlal, smlalbb, smlalbt, smlaltb, smlaltt, smlald, smlaldx, smlsld, smlsldx
  case smmla, smmlar, smmls, smmlsr, smmul, smmulr
  case smull, umaal, umlal, umull
  case sdiv, udiv

  // Loads and stores
  case ldrImmediate, ldrLiteral, ldrRegister
  case ldrbImmediate, ldrbLiteral, ldrbRegister
  case ldrhImmediate, ldrhLiteral, ldrhRegister
  case ldrsbImmediate, ldrsbLiteral, ldrsbRegister
  case ldrshImmediate, ldrshLiteral, ldrshRegister
  case ldrdImmediate, ldrdLiteral
  case ldrt, ldrbt, ldrht, ldrsbt, ldrsht
  case ldrex, ldrexb, ldrexh
  case strImmediate, strRegister
  case strbImmediate, strbRegister
  case strhImmediate, strhRegister
  case strdImmediate
  case strt, strbt, strht
  case strex, strexb, strexh
  case clrex
  case ldm, ldmdb, stm, stmdb
  case pldImmediate, pldLiteral, pldRegister
  case pliImmediate, pliLiteral, pliRegister

  // Branches and control
  case b, bl, blx, bx
  case cbz, cbnz
  case tbb, tbh
  case it
  case bkpt, svc, udf
  case cps, mrs, msr
  case nop, yield, wfe, wfi, sev, dbg
  case dmb, dsb, isb

  // Coprocessors other than the floating-point unit: none is attached to these cores, so all of them fault.
  case cdp, ldc, mcr, mcrr, mrc, mrrc, stc

  // Floating point: FPv4-SP, FPv5-SP and FPv5-DP
  case vabs, vadd, vcmp, vcmpe, vcmpZero, vcmpeZero
  case vcvtFixedToFloat, vcvtFloatToFixed, vcvtIntegerToFloat, vcvtFloatToInteger, vcvtrFloatToInteger
  case vcvtDoubleSingle
  case vcvtbFromHalf, vcvttFromHalf, vcvtbToHalf, vcvttToHalf
  case vcvta, vcvtn, vcvtp, vcvtm
  case vdiv, vfma, vfms, vfnma, vfnms
  case vldm, vldmdb, vldr, vstm, vstmdb, vstr
  case vmaxnm, vminnm
  case vmla, vmls
  case vmovImmediate, vmovRegister
  case vmovCoreToSingle, vmovSingleToCore
  case vmovCoreToTwoSingles, vmovTwoSinglesToCore, vmovCoreToDouble, vmovDoubleToCore
  case vmovCoreToScalar, vmovScalarToCore
  case vmrs, vmsr
  case vmul, vneg, vnmla, vnmls, vnmul
  case vrinta, vrintn, vrintp, vrintm, vrintr, vrintz, vrintx
  case vsel
  case vsqrt, vsub
}

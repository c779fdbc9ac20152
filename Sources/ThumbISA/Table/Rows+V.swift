// Rows of DDI 0403E section A7.7, pages VABS to VSUB. The notation is explained in Page.swift.
// `z` is the manual's sz: 1 is double precision.

let rowsVABStoVSUB: [Page] = [
  Page(
    "VABS", .vabs, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0000 | dddd 101 z 1 1 M 0 mmmm", "vabs{c}.f{z} {Fd}, {Fm}", needs: .fpSingle)),
  Page(
    "VADD", .vadd, "Fd = Fn Fm",
    E("T1", "1110 1110 0 D 11 nnnn | dddd 101 z N 0 M 0 mmmm", "vadd{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VCMP", .vcmp, "fpscr = Fd Fm",
    E("T1", "1110 1110 1 D 11 0100 | dddd 101 z 0 1 M 0 mmmm", "vcmp{c}.f{z} {Fd}, {Fm}", needs: .fpSingle)),
  Page(
    "VCMP (with zero)", .vcmpZero, "fpscr = Fd",
    E("T2", "1110 1110 1 D 11 0101 | dddd 101 z 0 1 (0) 0 (0)(0)(0)(0)", "vcmp{c}.f{z} {Fd}, #0", needs: .fpSingle)),
  Page(
    "VCMPE", .vcmpe, "fpscr = Fd Fm",
    E("T1", "1110 1110 1 D 11 0100 | dddd 101 z 1 1 M 0 mmmm", "vcmpe{c}.f{z} {Fd}, {Fm}", needs: .fpSingle)),
  Page(
    "VCMPE (with zero)", .vcmpeZero, "fpscr = Fd",
    E("T2", "1110 1110 1 D 11 0101 | dddd 101 z 1 1 (0) 0 (0)(0)(0)(0)", "vcmpe{c}.f{z} {Fd}, #0", needs: .fpSingle)),
  Page(
    "VCVTA", .vcvta, "Sd = Fm",
    E(
      "T1 (unsigned)", "1111 1110 1 D 11 11 00 | dddd 101 z 0 1 M 0 mmmm", "vcvta.u32.f{z} {Sd}, {Fm}",
      with: "extra=1", needs: .fpV5),
    E("T1 (signed)", "1111 1110 1 D 11 11 00 | dddd 101 z 1 1 M 0 mmmm", "vcvta.s32.f{z} {Sd}, {Fm}", needs: .fpV5)),
  Page(
    "VCVTN", .vcvtn, "Sd = Fm",
    E(
      "T1 (unsigned)", "1111 1110 1 D 11 11 01 | dddd 101 z 0 1 M 0 mmmm", "vcvtn.u32.f{z} {Sd}, {Fm}",
      with: "extra=1", needs: .fpV5),
    E("T1 (signed)", "1111 1110 1 D 11 11 01 | dddd 101 z 1 1 M 0 mmmm", "vcvtn.s32.f{z} {Sd}, {Fm}", needs: .fpV5)),
  Page(
    "VCVTP", .vcvtp, "Sd = Fm",
    E(
      "T1 (unsigned)", "1111 1110 1 D 11 11 10 | dddd 101 z 0 1 M 0 mmmm", "vcvtp.u32.f{z} {Sd}, {Fm}",
      with: "extra=1", needs: .fpV5),
    E("T1 (signed)", "1111 1110 1 D 11 11 10 | dddd 101 z 1 1 M 0 mmmm", "vcvtp.s32.f{z} {Sd}, {Fm}", needs: .fpV5)),
  Page(
    "VCVTM", .vcvtm, "Sd = Fm",
    E(
      "T1 (unsigned)", "1111 1110 1 D 11 11 11 | dddd 101 z 0 1 M 0 mmmm", "vcvtm.u32.f{z} {Sd}, {Fm}",
      with: "extra=1", needs: .fpV5),
    E("T1 (signed)", "1111 1110 1 D 11 11 11 | dddd 101 z 1 1 M 0 mmmm", "vcvtm.s32.f{z} {Sd}, {Fm}", needs: .fpV5)),
  Page(
    "VCVT (from integer)", .vcvtIntegerToFloat, "Fd = Sm",
    E(
      "T1 (unsigned)", "1110 1110 1 D 11 1 000 | dddd 101 z 0 1 M 0 mmmm", "vcvt{c}.f{z}.u32 {Fd}, {Sm}",
      with: "extra=1", needs: .fpSingle),
    E(
      "T1 (signed)", "1110 1110 1 D 11 1 000 | dddd 101 z 1 1 M 0 mmmm", "vcvt{c}.f{z}.s32 {Fd}, {Sm}",
      needs: .fpSingle)),
  Page(
    "VCVT (to integer)", .vcvtFloatToInteger, "Sd = Fm",
    E(
      "T1 (unsigned)", "1110 1110 1 D 11 1 100 | dddd 101 z 1 1 M 0 mmmm", "vcvt{c}.u32.f{z} {Sd}, {Fm}",
      with: "extra=1", needs: .fpSingle),
    E(
      "T1 (signed)", "1110 1110 1 D 11 1 101 | dddd 101 z 1 1 M 0 mmmm", "vcvt{c}.s32.f{z} {Sd}, {Fm}",
      needs: .fpSingle)),
  Page(
    "VCVTR (to integer)", .vcvtrFloatToInteger, "Sd = Fm",
    E(
      "T1 (unsigned)", "1110 1110 1 D 11 1 100 | dddd 101 z 0 1 M 0 mmmm", "vcvtr{c}.u32.f{z} {Sd}, {Fm}",
      with: "extra=1", needs: .fpSingle),
    E(
      "T1 (signed)", "1110 1110 1 D 11 1 101 | dddd 101 z 0 1 M 0 mmmm", "vcvtr{c}.s32.f{z} {Sd}, {Fm}",
      needs: .fpSingle)),
  Page(
    "VCVT (from fixed point)", .vcvtFixedToFloat, "Fd = Fd",
    E(
      "T1", "1110 1110 1 D 11 1 0 1 u | dddd 101 z x 1 j 0 iiii", "vcvt{c}.f{z}.{fixed} {Fd}, {Fd}, {i}",
      .fractionBits, needs: .fpSingle)),
  Page(
    "VCVT (to fixed point)", .vcvtFloatToFixed, "Fd = Fd",
    E(
      "T1", "1110 1110 1 D 11 1 1 1 u | dddd 101 z x 1 j 0 iiii", "vcvt{c}.{fixed}.f{z} {Fd}, {Fd}, {i}",
      .fractionBits, needs: .fpSingle)),
  Page(
    "VCVT (between double-precision and single-precision)", .vcvtDoubleSingle, "Fd = Fm",
    E(
      "T1 (to double)", "1110 1110 1 D 11 0111 | dddd 101 0 1 1 M 0 mmmm", "vcvt{c}.f64.f32 {Dd}, {Sm}",
      needs: .fpDouble, use: "Dd = Sm"),
    E(
      "T1 (to single)", "1110 1110 1 D 11 0111 | dddd 101 1 1 1 M 0 mmmm", "vcvt{c}.f32.f64 {Sd}, {Dm}",
      with: "z=1", needs: .fpDouble, use: "Sd = Dm")),
  Page(
    "VCVTB (from half)", .vcvtbFromHalf, "Fd = Sm",
    E("T1", "1110 1110 1 D 11 0010 | dddd 101 z 0 1 M 0 mmmm", "vcvtb{c}.f{z}.f16 {Fd}, {Sm}", needs: .fpSingle)),
  Page(
    "VCVTB (to half)", .vcvtbToHalf, "Sd = Sd Fm",
    E("T1", "1110 1110 1 D 11 0011 | dddd 101 z 0 1 M 0 mmmm", "vcvtb{c}.f16.f{z} {Sd}, {Fm}", needs: .fpSingle)),
  Page(
    "VCVTT (from half)", .vcvttFromHalf, "Fd = Sm",
    E("T1", "1110 1110 1 D 11 0010 | dddd 101 z 1 1 M 0 mmmm", "vcvtt{c}.f{z}.f16 {Fd}, {Sm}", needs: .fpSingle)),
  Page(
    "VCVTT (to half)", .vcvttToHalf, "Sd = Sd Fm",
    E("T1", "1110 1110 1 D 11 0011 | dddd 101 z 1 1 M 0 mmmm", "vcvtt{c}.f16.f{z} {Sd}, {Fm}", needs: .fpSingle)),
  Page(
    "VDIV", .vdiv, "Fd = Fn Fm",
    E("T1", "1110 1110 1 D 00 nnnn | dddd 101 z N 0 M 0 mmmm", "vdiv{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VFMA", .vfma, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 1 D 10 nnnn | dddd 101 z N 0 M 0 mmmm", "vfma{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VFMS", .vfms, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 1 D 10 nnnn | dddd 101 z N 1 M 0 mmmm", "vfms{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VFNMA", .vfnma, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 1 D 01 nnnn | dddd 101 z N 1 M 0 mmmm", "vfnma{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VFNMS", .vfnms, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 1 D 01 nnnn | dddd 101 z N 0 M 0 mmmm", "vfnms{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VLDM (increment after)", .vldm, "flist n? = n mem",
    E(
      "T1", "1110 110 0 1 D W 1 nnnn | dddd 1011 iiiiiii 0", "vldmia{c} {n}{!}, {listD}",
      .doubleCount, with: "P=0 U=1 z=1", needs: .fpSingle, see: ["n=1101 W=1": "VPOP"]),
    E(
      "T2", "1110 110 0 1 D W 1 nnnn | dddd 1010 iiiiiiii", "vldmia{c} {n}{!}, {listS}",
      .singleCount, with: "P=0 U=1 z=0", needs: .fpSingle, see: ["n=1101 W=1": "VPOP"]),
    E(
      "T1 (odd count, FLDMIAX)", "1110 110 0 1 D W 1 nnnn | dddd 1011 iiiiiii 1", "fldmiax{c} {n}{!}, {listD}",
      .oddCount, with: "P=0 U=1 z=1", needs: .fpSingle)),
  Page(
    "VLDM (decrement before)", .vldmdb, "flist n? = n mem",
    E(
      "T1", "1110 110 1 0 D 1 1 nnnn | dddd 1011 iiiiiii 0", "vldmdb{c} {n}!, {listD}",
      .doubleCount, with: "P=1 U=0 z=1 W=1", needs: .fpSingle),
    E(
      "T2", "1110 110 1 0 D 1 1 nnnn | dddd 1010 iiiiiiii", "vldmdb{c} {n}!, {listS}",
      .singleCount, with: "P=1 U=0 z=0 W=1", needs: .fpSingle),
    E(
      "T1 (odd count, FLDMDBX)", "1110 110 1 0 D 1 1 nnnn | dddd 1011 iiiiiii 1", "fldmdbx{c} {n}!, {listD}",
      .oddCount, with: "P=1 U=0 W=1 z=1", needs: .fpSingle)),
  Page(
    "VLDR", .vldr, "Fd = n mem",
    E(
      "T1", "1110 110 1 U D 0 1 nnnn | dddd 1011 iiiiiiii", "vldr{c} {Dd}, {addressDecimal}",
      .scaled(2), with: "z=1", needs: .fpSingle),
    E(
      "T2", "1110 110 1 U D 0 1 nnnn | dddd 1010 iiiiiiii", "vldr{c} {Sd}, {addressDecimal}",
      .scaled(2), needs: .fpSingle)),
  Page(
    "VMAXNM", .vmaxnm, "Fd = Fn Fm",
    E("T1", "1111 1110 1 D 00 nnnn | dddd 101 z N 0 M 0 mmmm", "vmaxnm.f{z} {Fd}, {Fn}, {Fm}", needs: .fpV5)),
  Page(
    "VMINNM", .vminnm, "Fd = Fn Fm",
    E("T1", "1111 1110 1 D 00 nnnn | dddd 101 z N 1 M 0 mmmm", "vminnm.f{z} {Fd}, {Fn}, {Fm}", needs: .fpV5)),
  Page(
    "VMLA", .vmla, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 0 D 00 nnnn | dddd 101 z N 0 M 0 mmmm", "vmla{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VMLS", .vmls, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 0 D 00 nnnn | dddd 101 z N 1 M 0 mmmm", "vmls{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VMOV (immediate)", .vmovImmediate, "Fd =",
    E(
      "T1", "1110 1110 1 D 11 iiii | dddd 101 z (0) 0 (0) 0 iiii", "vmov{c}.f{z} {Fd}, {float}",
      .vfpExpand, needs: .fpSingle)),
  Page(
    "VMOV (register)", .vmovRegister, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0000 | dddd 101 z 0 1 M 0 mmmm", "vmov{c}.f{z} {Fd}, {Fm}", needs: .fpSingle)),
  Page(
    "VMOV (ARM core register to scalar)", .vmovCoreToScalar, "Dn = Dn d",
    E(
      "T1", "1110 1110 0 0 e 0 nnnn | dddd 1011 N 00 1 (0)(0)(0)(0)", "vmov{c}.32 {Dn}[{=e}], {d}",
      with: "extra=e", needs: .fpSingle)),
  Page(
    "VMOV (scalar to ARM core register)", .vmovScalarToCore, "d = Dn",
    E(
      "T1", "1110 1110 0 0 e 1 nnnn | dddd 1011 N 00 1 (0)(0)(0)(0)", "vmov{c}.32 {d}, {Dn}[{=e}]",
      with: "extra=e", needs: .fpSingle)),
  Page(
    "VMOV (ARM core register to single-precision register)", .vmovCoreToSingle, "Sn = d",
    E("T1", "1110 1110 000 0 nnnn | dddd 1010 N (0)(0) 1 (0)(0)(0)(0)", "vmov{c} {Sn}, {d}", needs: .fpSingle)),
  Page(
    "VMOV (single-precision register to ARM core register)", .vmovSingleToCore, "d = Sn",
    E("T1", "1110 1110 000 1 nnnn | dddd 1010 N (0)(0) 1 (0)(0)(0)(0)", "vmov{c} {d}, {Sn}", needs: .fpSingle)),
  Page(
    "VMOV (two ARM core registers to two single-precision registers)", .vmovCoreToTwoSingles, "Sn Sn+1 = d a",
    E(
      "T1", "1110 1100 010 0 aaaa | dddd 1010 00 N 1 nnnn", "vmov{c} {Sn}, {Sn+1}, {d}, {a}", needs: .fpSingle,
      undefined: ["N=1 n=1111"])),
  Page(
    "VMOV (two single-precision registers to two ARM core registers)", .vmovTwoSinglesToCore, "d a = Sn Sn+1",
    E(
      "T1", "1110 1100 010 1 aaaa | dddd 1010 00 N 1 nnnn", "vmov{c} {d}, {a}, {Sn}, {Sn+1}", needs: .fpSingle,
      undefined: ["N=1 n=1111"])),
  Page(
    "VMOV (two ARM core registers to a double-precision register)", .vmovCoreToDouble, "Dn = d a",
    E("T1", "1110 1100 010 0 aaaa | dddd 1011 00 N 1 nnnn", "vmov{c} {Dn}, {d}, {a}", with: "z=1", needs: .fpSingle)),
  Page(
    "VMOV (a double-precision register to two ARM core registers)", .vmovDoubleToCore, "d a = Dn",
    E("T1", "1110 1100 010 1 aaaa | dddd 1011 00 N 1 nnnn", "vmov{c} {d}, {a}, {Dn}", with: "z=1", needs: .fpSingle)),
  Page(
    "VMRS", .vmrs, "dOrFlags = fpscr",
    E(
      "T1", "1110 1110 1111 0001 | dddd 1010 [0][0][0] 1 [0][0][0][0]", "vmrs{c} {dOrFlags}, fpscr",
      needs: .fpSingle)),
  Page(
    "VMSR", .vmsr, "fpscr = d",
    E("T1", "1110 1110 1110 0001 | dddd 1010 [0][0][0] 1 [0][0][0][0]", "vmsr{c} fpscr, {d}", needs: .fpSingle)),
  Page(
    "VMUL", .vmul, "Fd = Fn Fm",
    E("T1", "1110 1110 0 D 10 nnnn | dddd 101 z N 0 M 0 mmmm", "vmul{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VNEG", .vneg, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0001 | dddd 101 z 0 1 M 0 mmmm", "vneg{c}.f{z} {Fd}, {Fm}", needs: .fpSingle)),
  Page(
    "VNMLA", .vnmla, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 0 D 01 nnnn | dddd 101 z N 1 M 0 mmmm", "vnmla{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VNMLS", .vnmls, "Fd = Fd Fn Fm",
    E("T1", "1110 1110 0 D 01 nnnn | dddd 101 z N 0 M 0 mmmm", "vnmls{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VNMUL", .vnmul, "Fd = Fn Fm",
    E("T1", "1110 1110 0 D 10 nnnn | dddd 101 z N 1 M 0 mmmm", "vnmul{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
  Page(
    "VPOP", .vldm, "flist n? = n mem",
    E(
      "T1", "1110 110 0 1 D 1 1 1101 | dddd 1011 iiiiiii 0", "vpop{c} {listD}",
      .doubleCount, with: "n=13 W=1 P=0 U=1 z=1", needs: .fpSingle),
    E(
      "T2", "1110 110 0 1 D 1 1 1101 | dddd 1010 iiiiiiii", "vpop{c} {listS}",
      .singleCount, with: "n=13 W=1 P=0 U=1", needs: .fpSingle)),
  Page(
    "VPUSH", .vstmdb, "n? mem = n flist",
    E(
      "T1", "1110 110 1 0 D 1 0 1101 | dddd 1011 iiiiiii 0", "vpush{c} {listD}",
      .doubleCount, with: "n=13 W=1 P=1 U=0 z=1", needs: .fpSingle),
    E(
      "T2", "1110 110 1 0 D 1 0 1101 | dddd 1010 iiiiiiii", "vpush{c} {listS}",
      .singleCount, with: "n=13 W=1 P=1 U=0", needs: .fpSingle)),
  Page(
    "VRINTA", .vrinta, "Fd = Fm",
    E("T1", "1111 1110 1 D 11 10 00 | dddd 101 z 0 1 M 0 mmmm", "vrinta.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VRINTN", .vrintn, "Fd = Fm",
    E("T1", "1111 1110 1 D 11 10 01 | dddd 101 z 0 1 M 0 mmmm", "vrintn.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VRINTP", .vrintp, "Fd = Fm",
    E("T1", "1111 1110 1 D 11 10 10 | dddd 101 z 0 1 M 0 mmmm", "vrintp.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VRINTM", .vrintm, "Fd = Fm",
    E("T1", "1111 1110 1 D 11 10 11 | dddd 101 z 0 1 M 0 mmmm", "vrintm.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VRINTR", .vrintr, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0110 | dddd 101 z 0 1 M 0 mmmm", "vrintr{c}.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VRINTX", .vrintx, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0111 | dddd 101 z 0 1 M 0 mmmm", "vrintx{c}.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VRINTZ", .vrintz, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0110 | dddd 101 z 1 1 M 0 mmmm", "vrintz{c}.f{z} {Fd}, {Fm}", needs: .fpV5)),
  Page(
    "VSEL", .vsel, "Fd = Fn Fm nzcv",
    E(
      "T1 (eq)", "1111 1110 0 D 00 nnnn | dddd 101 z N 0 M 0 mmmm", "vseleq.f{z} {Fd}, {Fn}, {Fm}",
      with: "cond=0", needs: .fpV5),
    E(
      "T1 (vs)", "1111 1110 0 D 01 nnnn | dddd 101 z N 0 M 0 mmmm", "vselvs.f{z} {Fd}, {Fn}, {Fm}",
      with: "cond=6", needs: .fpV5),
    E(
      "T1 (ge)", "1111 1110 0 D 10 nnnn | dddd 101 z N 0 M 0 mmmm", "vselge.f{z} {Fd}, {Fn}, {Fm}",
      with: "cond=10", needs: .fpV5),
    E(
      "T1 (gt)", "1111 1110 0 D 11 nnnn | dddd 101 z N 0 M 0 mmmm", "vselgt.f{z} {Fd}, {Fn}, {Fm}",
      with: "cond=12", needs: .fpV5)),
  Page(
    "VSQRT", .vsqrt, "Fd = Fm",
    E("T1", "1110 1110 1 D 11 0001 | dddd 101 z 1 1 M 0 mmmm", "vsqrt{c}.f{z} {Fd}, {Fm}", needs: .fpSingle)),
  Page(
    "VSTM (increment after)", .vstm, "n? mem = n flist",
    E(
      "T1", "1110 110 0 1 D W 0 nnnn | dddd 1011 iiiiiii 0", "vstmia{c} {n}{!}, {listD}",
      .doubleCount, with: "P=0 U=1 z=1", needs: .fpSingle),
    E(
      "T2", "1110 110 0 1 D W 0 nnnn | dddd 1010 iiiiiiii", "vstmia{c} {n}{!}, {listS}",
      .singleCount, with: "P=0 U=1 z=0", needs: .fpSingle),
    E(
      "T1 (odd count, FSTMIAX)", "1110 110 0 1 D W 0 nnnn | dddd 1011 iiiiiii 1", "fstmiax{c} {n}{!}, {listD}",
      .oddCount, with: "P=0 U=1 z=1", needs: .fpSingle)),
  Page(
    "VSTM (decrement before)", .vstmdb, "n? mem = n flist",
    E(
      "T1", "1110 110 1 0 D 1 0 nnnn | dddd 1011 iiiiiii 0", "vstmdb{c} {n}!, {listD}",
      .doubleCount, with: "P=1 U=0 z=1 W=1", needs: .fpSingle, see: ["n=1101": "VPUSH"]),
    E(
      "T2", "1110 110 1 0 D 1 0 nnnn | dddd 1010 iiiiiiii", "vstmdb{c} {n}!, {listS}",
      .singleCount, with: "P=1 U=0 z=0 W=1", needs: .fpSingle, see: ["n=1101": "VPUSH"]),
    E(
      "T1 (odd count, FSTMDBX)", "1110 110 1 0 D 1 0 nnnn | dddd 1011 iiiiiii 1", "fstmdbx{c} {n}!, {listD}",
      .oddCount, with: "P=1 U=0 W=1 z=1", needs: .fpSingle)),
  Page(
    "VSTR", .vstr, "mem = n Fd",
    E(
      "T1", "1110 110 1 U D 0 0 nnnn | dddd 1011 iiiiiiii", "vstr{c} {Dd}, {addressDecimal}",
      .scaled(2), with: "z=1", needs: .fpSingle),
    E(
      "T2", "1110 110 1 U D 0 0 nnnn | dddd 1010 iiiiiiii", "vstr{c} {Sd}, {addressDecimal}",
      .scaled(2), needs: .fpSingle)),
  Page(
    "VSUB", .vsub, "Fd = Fn Fm",
    E("T1", "1110 1110 0 D 11 nnnn | dddd 101 z N 1 M 0 mmmm", "vsub{c}.f{z} {Fd}, {Fn}, {Fm}", needs: .fpSingle)),
]

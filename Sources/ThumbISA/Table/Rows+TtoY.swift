// Rows of DDI 0403E section A7.7, pages TBB to YIELD. The notation is explained in Page.swift.

let rowsTBBtoYIELD: [Page] = [
  Page(
    "TBB", .tbb, "pc = n m mem",
    E("T1", "11101 00 0 1 1 0 1 nnnn | (1)(1)(1)(1) (0)(0)(0)(0) 0000 mmmm", "tbb{c} [{n}, {m}]")),
  Page(
    "TBH", .tbh, "pc = n m mem",
    E("T1", "11101 00 0 1 1 0 1 nnnn | (1)(1)(1)(1) (0)(0)(0)(0) 0001 mmmm", "tbh{c} [{n}, {m}, lsl #1]")),
  Page(
    "TEQ (immediate)", .teqImmediate, "nz* = n",
    E("T1", "11110 i 0 0100 1 nnnn | 0 iii 1111 iiiiiiii", "teq{c}.w {n}, {x}", .modified, with: "S=1")),
  Page(
    "TEQ (register)", .teqRegister, "nz* = n m",
    E("T1", "11101 01 0100 1 nnnn | [0] sss 1111 ss yy mmmm", "teq{c}.w {n}, {m}{shift}", with: "S=1")),
  Page(
    "TST (immediate)", .tstImmediate, "nz* = n",
    E("T1", "11110 i 0 0000 1 nnnn | 0 iii 1111 iiiiiiii", "tst{c}.w {n}, {x}", .modified, with: "S=1")),
  Page(
    "TST (register)", .tstRegister, "nz* = n m",
    E("T1", "010000 1000 mmm nnn", "tst{c} {n}, {m}", with: "S=1"),
    E("T2", "11101 01 0000 1 nnnn | [0] sss 1111 ss yy mmmm", "tst{c}.w {n}, {m}{shift}", with: "S=1")),
  Page(
    "UADD16", .uadd16, "d ge = n m",
    E("T1", "11111 010 1 001 nnnn | 1111 dddd 0 100 mmmm", "uadd16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UADD8", .uadd8, "d ge = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 0 100 mmmm", "uadd8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UASX", .uasx, "d ge = n m",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 0 100 mmmm", "uasx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UBFX", .ubfx, "d = n",
    E("T1", "11110 [0] 11 110 0 nnnn | 0 iii dddd ii [0] wwwww", "ubfx{c} {d}, {n}, {x}, {width}", .bitFieldWidth)),
  Page(
    "UDF", .udf, "",
    E("T1", "1101 1110 iiiiiiii", "udf {x}"),
    E("T2", "1111 0111 1111 jjjj | 1010 iiiiiiiiiiii", "udf.w {x}", .half)),
  Page("UDIV", .udiv, "d = n m", E("T1", "11111 0111 011 nnnn | 1111 dddd 1111 mmmm", "udiv{c} {d}, {n}, {m}")),
  Page(
    "UHADD16", .uhadd16, "d = n m",
    E("T1", "11111 010 1 001 nnnn | 1111 dddd 0 110 mmmm", "uhadd16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UHADD8", .uhadd8, "d = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 0 110 mmmm", "uhadd8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UHASX", .uhasx, "d = n m",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 0 110 mmmm", "uhasx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UHSAX", .uhsax, "d = n m",
    E("T1", "11111 010 1 110 nnnn | 1111 dddd 0 110 mmmm", "uhsax{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UHSUB16", .uhsub16, "d = n m",
    E("T1", "11111 010 1 101 nnnn | 1111 dddd 0 110 mmmm", "uhsub16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UHSUB8", .uhsub8, "d = n m",
    E("T1", "11111 010 1 100 nnnn | 1111 dddd 0 110 mmmm", "uhsub8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UMAAL", .umaal, "d a = n m d a",
    E("T1", "11111 0111 110 nnnn | dddd aaaa 0110 mmmm", "umaal{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "UMLAL", .umlal, "d a = n m d a",
    E("T1", "11111 0111 110 nnnn | dddd aaaa 0000 mmmm", "umlal{c} {d}, {a}, {n}, {m}")),
  Page(
    "UMULL", .umull, "d a = n m",
    E("T1", "11111 0111 010 nnnn | dddd aaaa 0000 mmmm", "umull{c} {d}, {a}, {n}, {m}")),
  Page(
    "UQADD16", .uqadd16, "d = n m",
    E("T1", "11111 010 1 001 nnnn | 1111 dddd 0 101 mmmm", "uqadd16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UQADD8", .uqadd8, "d = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 0 101 mmmm", "uqadd8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UQASX", .uqasx, "d = n m",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 0 101 mmmm", "uqasx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UQSAX", .uqsax, "d = n m",
    E("T1", "11111 010 1 110 nnnn | 1111 dddd 0 101 mmmm", "uqsax{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UQSUB16", .uqsub16, "d = n m",
    E("T1", "11111 010 1 101 nnnn | 1111 dddd 0 101 mmmm", "uqsub16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UQSUB8", .uqsub8, "d = n m",
    E("T1", "11111 010 1 100 nnnn | 1111 dddd 0 101 mmmm", "uqsub8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "USAD8", .usad8, "d = n m",
    E("T1", "11111 0110 111 nnnn | 1111 dddd 0000 mmmm", "usad8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "USADA8", .usada8, "d = n m a",
    E(
      "T1", "11111 0110 111 nnnn | aaaa dddd 0000 mmmm", "usada8{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "USAD8"])),
  Page(
    "USAT", .usat, "d q = n",
    E(
      "T1", "11110 (0) 11 10 y 0 nnnn | 0 sss dddd ss (0) iiiii", "usat{c} {d}, {x}, {n}{shift}",
      see: ["y=1 s=00000": "USAT16"])),
  Page(
    "USAT16", .usat16, "d q = n",
    E("T1", "11110 (0) 11 10 1 0 nnnn | 0 000 dddd 00 (0)(0) iiii", "usat16{c} {d}, {x}, {n}", needs: .dsp)),
  Page(
    "USAX", .usax, "d ge = n m",
    E("T1", "11111 010 1 110 nnnn | 1111 dddd 0 100 mmmm", "usax{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "USUB16", .usub16, "d ge = n m",
    E("T1", "11111 010 1 101 nnnn | 1111 dddd 0 100 mmmm", "usub16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "USUB8", .usub8, "d ge = n m",
    E("T1", "11111 010 1 100 nnnn | 1111 dddd 0 100 mmmm", "usub8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "UXTAB", .uxtab, "d = n m",
    E(
      "T1", "11111 010 0 101 nnnn | 1111 dddd 1 [0] ss mmmm",
      "uxtab{c} {d}, {n}, {m}{shift}", shift: .byteRotation, needs: .dsp,
      see: ["n=1111": "UXTB"])),
  Page(
    "UXTAB16", .uxtab16, "d = n m",
    E(
      "T1", "11111 010 0 011 nnnn | 1111 dddd 1 [0] ss mmmm",
      "uxtab16{c} {d}, {n}, {m}{shift}", shift: .byteRotation, needs: .dsp,
      see: ["n=1111": "UXTB16"])),
  Page(
    "UXTAH", .uxtah, "d = n m",
    E(
      "T1", "11111 010 0 001 nnnn | 1111 dddd 1 [0] ss mmmm",
      "uxtah{c} {d}, {n}, {m}{shift}", shift: .byteRotation, needs: .dsp,
      see: ["n=1111": "UXTH"])),
  Page(
    "UXTB", .uxtb, "d = m",
    E("T1", "1011 0010 11 mmm ddd", "uxtb{c} {d}, {m}"),
    E("T2", "11111 010 0 101 1111 | 1111 dddd 1 [0] ss mmmm", "uxtb{c}.w {d}, {m}{shift}", shift: .byteRotation)),
  Page(
    "UXTB16", .uxtb16, "d = m",
    E(
      "T1", "11111 010 0 011 1111 | 1111 dddd 1 [0] ss mmmm", "uxtb16{c} {d}, {m}{shift}", shift: .byteRotation,
      needs: .dsp)),
  Page(
    "UXTH", .uxth, "d = m",
    E("T1", "1011 0010 10 mmm ddd", "uxth{c} {d}, {m}"),
    E("T2", "11111 010 0 001 1111 | 1111 dddd 1 [0] ss mmmm", "uxth{c}.w {d}, {m}{shift}", shift: .byteRotation)),
  Page(
    "WFE", .wfe, "",
    E("T1", "1011 1111 0010 0000", "wfe{c}"),
    E("T2", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 00000010", "wfe{c}.w")),
  Page(
    "WFI", .wfi, "",
    E("T1", "1011 1111 0011 0000", "wfi{c}"),
    E("T2", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 00000011", "wfi{c}.w")),
  Page(
    "YIELD", .yield, "",
    E("T1", "1011 1111 0001 0000", "yield{c}"),
    E("T2", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 00000001", "yield{c}.w")),
]

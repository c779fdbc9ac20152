// Rows of DDI 0403E section A7.7, pages SADD16 to SXTH. The notation is explained in Page.swift.

let rowsS: [Page] = [
  Page(
    "SADD16", .sadd16, "d ge = n m",
    E("T1", "11111 010 1 001 nnnn | 1111 dddd 0 000 mmmm", "sadd16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SADD8", .sadd8, "d ge = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 0 000 mmmm", "sadd8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SASX", .sasx, "d ge = n m",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 0 000 mmmm", "sasx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SBC (immediate)", .sbcImmediate, "d nzcv = n c",
    E("T1", "11110 i 0 1011 S nnnn | 0 iii dddd iiiiiiii", "sbc{S}{c} {d}, {n}, {x}", .modified)),
  Page(
    "SBC (register)", .sbcRegister, "d nzcv = n m c",
    E("T1", "010000 0110 mmm ddd", "sbc{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11101 01 1011 S nnnn | [0] sss dddd ss yy mmmm", "sbc{S}{c}.w {d}, {n}, {m}{shift}")),
  Page(
    "SBFX", .sbfx, "d = n",
    E("T1", "11110 [0] 11 010 0 nnnn | 0 iii dddd ii [0] wwwww", "sbfx{c} {d}, {n}, {x}, {width}", .bitFieldWidth)),
  Page("SDIV", .sdiv, "d = n m", E("T1", "11111 0111 001 nnnn | 1111 dddd 1111 mmmm", "sdiv{c} {d}, {n}, {m}")),
  Page(
    "SEL", .sel, "d = n m ge",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 1000 mmmm", "sel{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SEV", .sev, "",
    E("T1", "1011 1111 0100 0000", "sev{c}"),
    E("T2", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 00000100", "sev{c}.w")),
  Page(
    "SHADD16", .shadd16, "d = n m",
    E("T1", "11111 010 1 001 nnnn | 1111 dddd 0 010 mmmm", "shadd16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SHADD8", .shadd8, "d = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 0 010 mmmm", "shadd8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SHASX", .shasx, "d = n m",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 0 010 mmmm", "shasx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SHSAX", .shsax, "d = n m",
    E("T1", "11111 010 1 110 nnnn | 1111 dddd 0 010 mmmm", "shsax{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SHSUB16", .shsub16, "d = n m",
    E("T1", "11111 010 1 101 nnnn | 1111 dddd 0 010 mmmm", "shsub16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SHSUB8", .shsub8, "d = n m",
    E("T1", "11111 010 1 100 nnnn | 1111 dddd 0 010 mmmm", "shsub8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLABB", .smlabb, "d q = n m a",
    E(
      "T1", "11111 0110 001 nnnn | aaaa dddd 00 0 0 mmmm", "smlabb{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMULBB"])),
  Page(
    "SMLABT", .smlabt, "d q = n m a",
    E(
      "T1", "11111 0110 001 nnnn | aaaa dddd 00 0 1 mmmm", "smlabt{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMULBT"])),
  Page(
    "SMLAD", .smlad, "d q = n m a",
    E(
      "T1", "11111 0110 010 nnnn | aaaa dddd 000 0 mmmm", "smlad{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMUAD"])),
  Page(
    "SMLADX", .smladx, "d q = n m a",
    E(
      "T1", "11111 0110 010 nnnn | aaaa dddd 000 1 mmmm", "smladx{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMUADX"])),
  Page(
    "SMLAL", .smlal, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 0000 mmmm", "smlal{c} {d}, {a}, {n}, {m}")),
  Page(
    "SMLALBB", .smlalbb, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 10 0 0 mmmm", "smlalbb{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLALBT", .smlalbt, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 10 0 1 mmmm", "smlalbt{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLALD", .smlald, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 110 0 mmmm", "smlald{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLALDX", .smlaldx, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 110 1 mmmm", "smlaldx{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLALTB", .smlaltb, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 10 1 0 mmmm", "smlaltb{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLALTT", .smlaltt, "d a = n m d a",
    E("T1", "11111 0111 100 nnnn | dddd aaaa 10 1 1 mmmm", "smlaltt{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLATB", .smlatb, "d q = n m a",
    E(
      "T1", "11111 0110 001 nnnn | aaaa dddd 00 1 0 mmmm", "smlatb{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMULTB"])),
  Page(
    "SMLATT", .smlatt, "d q = n m a",
    E(
      "T1", "11111 0110 001 nnnn | aaaa dddd 00 1 1 mmmm", "smlatt{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMULTT"])),
  Page(
    "SMLAWB", .smlawb, "d q = n m a",
    E(
      "T1", "11111 0110 011 nnnn | aaaa dddd 000 0 mmmm", "smlawb{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMULWB"])),
  Page(
    "SMLAWT", .smlawt, "d q = n m a",
    E(
      "T1", "11111 0110 011 nnnn | aaaa dddd 000 1 mmmm", "smlawt{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMULWT"])),
  Page(
    "SMLSD", .smlsd, "d q = n m a",
    E(
      "T1", "11111 0110 100 nnnn | aaaa dddd 000 0 mmmm", "smlsd{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMUSD"])),
  Page(
    "SMLSDX", .smlsdx, "d q = n m a",
    E(
      "T1", "11111 0110 100 nnnn | aaaa dddd 000 1 mmmm", "smlsdx{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMUSDX"])),
  Page(
    "SMLSLD", .smlsld, "d a = n m d a",
    E("T1", "11111 0111 101 nnnn | dddd aaaa 110 0 mmmm", "smlsld{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMLSLDX", .smlsldx, "d a = n m d a",
    E("T1", "11111 0111 101 nnnn | dddd aaaa 110 1 mmmm", "smlsldx{c} {d}, {a}, {n}, {m}", needs: .dsp)),
  Page(
    "SMMLA", .smmla, "d = n m a",
    E(
      "T1", "11111 0110 101 nnnn | aaaa dddd 000 0 mmmm", "smmla{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMMUL"])),
  Page(
    "SMMLAR", .smmlar, "d = n m a",
    E(
      "T1", "11111 0110 101 nnnn | aaaa dddd 000 1 mmmm", "smmlar{c} {d}, {n}, {m}, {a}", needs: .dsp,
      see: ["a=1111": "SMMULR"])),
  Page(
    "SMMLS", .smmls, "d = n m a",
    E("T1", "11111 0110 110 nnnn | aaaa dddd 000 0 mmmm", "smmls{c} {d}, {n}, {m}, {a}", needs: .dsp)),
  Page(
    "SMMLSR", .smmlsr, "d = n m a",
    E("T1", "11111 0110 110 nnnn | aaaa dddd 000 1 mmmm", "smmlsr{c} {d}, {n}, {m}, {a}", needs: .dsp)),
  Page(
    "SMMUL", .smmul, "d = n m",
    E("T1", "11111 0110 101 nnnn | 1111 dddd 000 0 mmmm", "smmul{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMMULR", .smmulr, "d = n m",
    E("T1", "11111 0110 101 nnnn | 1111 dddd 000 1 mmmm", "smmulr{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMUAD", .smuad, "d q = n m",
    E("T1", "11111 0110 010 nnnn | 1111 dddd 000 0 mmmm", "smuad{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMUADX", .smuadx, "d q = n m",
    E("T1", "11111 0110 010 nnnn | 1111 dddd 000 1 mmmm", "smuadx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMULBB", .smulbb, "d = n m",
    E("T1", "11111 0110 001 nnnn | 1111 dddd 00 0 0 mmmm", "smulbb{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMULBT", .smulbt, "d = n m",
    E("T1", "11111 0110 001 nnnn | 1111 dddd 00 0 1 mmmm", "smulbt{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMULL", .smull, "d a = n m",
    E("T1", "11111 0111 000 nnnn | dddd aaaa 0000 mmmm", "smull{c} {d}, {a}, {n}, {m}")),
  Page(
    "SMULTB", .smultb, "d = n m",
    E("T1", "11111 0110 001 nnnn | 1111 dddd 00 1 0 mmmm", "smultb{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMULTT", .smultt, "d = n m",
    E("T1", "11111 0110 001 nnnn | 1111 dddd 00 1 1 mmmm", "smultt{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMULWB", .smulwb, "d = n m",
    E("T1", "11111 0110 011 nnnn | 1111 dddd 000 0 mmmm", "smulwb{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMULWT", .smulwt, "d = n m",
    E("T1", "11111 0110 011 nnnn | 1111 dddd 000 1 mmmm", "smulwt{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMUSD", .smusd, "d = n m",
    E("T1", "11111 0110 100 nnnn | 1111 dddd 000 0 mmmm", "smusd{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SMUSDX", .smusdx, "d = n m",
    E("T1", "11111 0110 100 nnnn | 1111 dddd 000 1 mmmm", "smusdx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SSAT", .ssat, "d q = n",
    E(
      "T1", "11110 (0) 11 00 y 0 nnnn | 0 sss dddd ss (0) iiiii", "ssat{c} {d}, {x}, {n}{shift}", .plusOne,
      see: ["y=1 s=00000": "SSAT16"])),
  Page(
    "SSAT16", .ssat16, "d q = n",
    E("T1", "11110 (0) 11 00 1 0 nnnn | 0 000 dddd 00 (0)(0) iiii", "ssat16{c} {d}, {x}, {n}", .plusOne, needs: .dsp)),
  Page(
    "SSAX", .ssax, "d ge = n m",
    E("T1", "11111 010 1 110 nnnn | 1111 dddd 0 000 mmmm", "ssax{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SSUB16", .ssub16, "d ge = n m",
    E("T1", "11111 010 1 101 nnnn | 1111 dddd 0 000 mmmm", "ssub16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "SSUB8", .ssub8, "d ge = n m",
    E("T1", "11111 010 1 100 nnnn | 1111 dddd 0 000 mmmm", "ssub8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "STC, STC2", .stc, "n? mem = n",
    E(
      "T1", "1110 110 P U l W 0 nnnn | dddd pppp iiiiiiii",
      "stc{l}{c} {p}, c{=d}, {coprocessorAddress}", .scaled(2), with: "extra=p",
      see: ["p=101x": "the floating-point instructions of A6.4 to A6.7", "P=0 U=0 l=1 W=0": "MCRR, MCRR2"],
      undefined: ["P=0 U=0 l=0 W=0"]),
    E(
      "T2", "1111 110 P U l W 0 nnnn | dddd pppp iiiiiiii",
      "stc2{l}{c} {p}, c{=d}, {coprocessorAddress}", .scaled(2), with: "extra=p",
      see: ["P=0 U=0 l=1 W=0": "MCRR, MCRR2"],
      undefined: ["P=0 U=0 l=0 W=0", "p=101x"])),
  Page(
    "STM, STMIA, STMEA", .stm, "n? mem = n list",
    E("T1", "1100 0 nnn iiiiiiii", "stm{c} {n}!, {list}", .registerList, with: "W=1", undefined: ["i=00000000"]),
    E(
      "T2", "11101 00 010 W 0 nnnn | (0) k (0) iiiiiiiiiiiii", "stm{c}.w {n}{!}, {list}", .registerList,
      undefined: ["k=0 i=0000000000000"])),
  Page(
    "STMDB, STMFD", .stmdb, "n? mem = n list",
    E(
      "T1", "11101 00 100 W 0 nnnn | (0) k (0) iiiiiiiiiiiii", "stmdb{c} {n}{!}, {list}", .registerList,
      see: ["n=1101 W=1": "PUSH"], undefined: ["k=0 i=0000000000000"])),
  Page(
    "STR (immediate)", .strImmediate, "n? mem = n d",
    E("T1", "011 0 0 iiiii nnn ddd", "str{c} {d}, {address}", .scaled(2)),
    E("T2", "1001 0 ddd iiiiiiii", "str{c} {d}, {address}", .scaled(2), with: "n=13"),
    E("T3", "11111 00 0 1 10 0 nnnn | dddd iiiiiiiiiiii", "str{c}.w {d}, {address}", undefined: ["n=1111"]),
    E(
      "T4", "11111 00 0 0 10 0 nnnn | dddd 1 P U W iiiiiiii", "str{c} {d}, {addressDecimal}",
      see: ["P=1 U=1 W=0": "STRT", "n=1101 P=1 U=0 W=1 i=00000100": "PUSH (one register)"],
      undefined: ["P=0 W=0", "n=1111"])),
  Page(
    "STR (register)", .strRegister, "mem = n m d",
    E("T1", "0101 000 mmm nnn ddd", "str{c} {d}, {index}"),
    E("T2", "11111 00 0 0 10 0 nnnn | dddd 0 00000 ss mmmm", "str{c}.w {d}, {index}", undefined: ["n=1111"])),
  Page(
    "STRB (immediate)", .strbImmediate, "n? mem = n d",
    E("T1", "011 1 0 iiiii nnn ddd", "strb{c} {d}, {address}"),
    E("T2", "11111 00 0 1 00 0 nnnn | dddd iiiiiiiiiiii", "strb{c}.w {d}, {address}", undefined: ["n=1111"]),
    E(
      "T3", "11111 00 0 0 00 0 nnnn | dddd 1 P U W iiiiiiii", "strb{c} {d}, {addressDecimal}",
      see: ["P=1 U=1 W=0": "STRBT"], undefined: ["P=0 W=0", "n=1111"])),
  Page(
    "STRB (register)", .strbRegister, "mem = n m d",
    E("T1", "0101 010 mmm nnn ddd", "strb{c} {d}, {index}"),
    E("T2", "11111 00 0 0 00 0 nnnn | dddd 0 00000 ss mmmm", "strb{c}.w {d}, {index}", undefined: ["n=1111"])),
  Page(
    "STRBT", .strbt, "mem = n d",
    E("T1", "11111 00 0 0 00 0 nnnn | dddd 1110 iiiiiiii", "strbt{c} {d}, {addressDecimal}", undefined: ["n=1111"])),
  Page(
    "STRD (immediate)", .strdImmediate, "n? mem = n d a",
    E(
      "T1", "11101 00 P U 1 W 0 nnnn | dddd aaaa iiiiiiii", "strd{c} {d}, {a}, {addressDecimal}", .scaled(2),
      see: ["P=0 W=0": "the exclusives of A5.3.6"])),
  Page(
    "STREX", .strex, "a mem = n d",
    E("T1", "11101 00 0 0 1 0 0 nnnn | dddd aaaa iiiiiiii", "strex{c} {a}, {d}, {address}", .scaled(2))),
  Page(
    "STREXB", .strexb, "a mem = n d",
    E("T1", "11101 00 0 1 1 0 0 nnnn | dddd (1)(1)(1)(1) 0100 aaaa", "strexb{c} {a}, {d}, {address}")),
  Page(
    "STREXH", .strexh, "a mem = n d",
    E("T1", "11101 00 0 1 1 0 0 nnnn | dddd (1)(1)(1)(1) 0101 aaaa", "strexh{c} {a}, {d}, {address}")),
  Page(
    "STRH (immediate)", .strhImmediate, "n? mem = n d",
    E("T1", "1000 0 iiiii nnn ddd", "strh{c} {d}, {address}", .scaled(1)),
    E("T2", "11111 00 0 1 01 0 nnnn | dddd iiiiiiiiiiii", "strh{c}.w {d}, {address}", undefined: ["n=1111"]),
    E(
      "T3", "11111 00 0 0 01 0 nnnn | dddd 1 P U W iiiiiiii", "strh{c} {d}, {addressDecimal}",
      see: ["P=1 U=1 W=0": "STRHT"], undefined: ["P=0 W=0", "n=1111"])),
  Page(
    "STRH (register)", .strhRegister, "mem = n m d",
    E("T1", "0101 001 mmm nnn ddd", "strh{c} {d}, {index}"),
    E("T2", "11111 00 0 0 01 0 nnnn | dddd 0 00000 ss mmmm", "strh{c}.w {d}, {index}", undefined: ["n=1111"])),
  Page(
    "STRHT", .strht, "mem = n d",
    E("T1", "11111 00 0 0 01 0 nnnn | dddd 1110 iiiiiiii", "strht{c} {d}, {addressDecimal}", undefined: ["n=1111"])),
  Page(
    "STRT", .strt, "mem = n d",
    E("T1", "11111 00 0 0 10 0 nnnn | dddd 1110 iiiiiiii", "strt{c} {d}, {addressDecimal}", undefined: ["n=1111"])),
  Page(
    "SUB (SP minus immediate)", .subImmediate, "d nzcv = n",
    E("T1", "1011 0000 1 iiiiiii", "sub{c} sp, {x}", .scaled(2), with: "d=13 n=13"),
    E(
      "T2", "11110 i 0 1101 S 1101 | 0 iii dddd iiiiiiii", "sub{S}{c}.w {d}, sp, {x}", .modified, with: "n=13",
      see: ["d=1111 S=1": "CMP (immediate)"]),
    E("T3", "11110 i 1 0101 0 1101 | 0 iii dddd iiiiiiii", "subw{c} {d}, sp, {x}", with: "n=13")),
  Page(
    "SUB (SP minus register)", .subRegister, "d nzcv = n m",
    E(
      "T1", "11101 01 1101 S 1101 | [0] sss dddd ss yy mmmm", "sub{S}{c}.w {d}, sp, {m}{shift}", with: "n=13",
      see: ["d=1111 S=1": "CMP (register)"])),
  Page(
    "SUB (immediate)", .subImmediate, "d nzcv = n",
    E("T1", "000 11 1 1 iii nnn ddd", "sub{S}{c} {d}, {n}, {x}", with: "S=it"),
    E("T2", "001 11 ddd iiiiiiii", "sub{S}{c} {d}, {x}", with: "n=d S=it"),
    E(
      "T3", "11110 i 0 1101 S nnnn | 0 iii dddd iiiiiiii", "sub{S}{c}.w {d}, {n}, {x}", .modified,
      see: ["d=1111 S=1": "CMP (immediate)", "n=1101": "SUB (SP minus immediate)"]),
    E(
      "T4", "11110 i 1 0101 0 nnnn | 0 iii dddd iiiiiiii", "subw{c} {d}, {n}, {x}",
      see: ["n=1111": "ADR", "n=1101": "SUB (SP minus immediate)"])),
  Page(
    "SUB (register)", .subRegister, "d nzcv = n m",
    E("T1", "000 11 0 1 mmm nnn ddd", "sub{S}{c} {d}, {n}, {m}", with: "S=it"),
    E(
      "T2", "11101 01 1101 S nnnn | [0] sss dddd ss yy mmmm", "sub{S}{c}.w {d}, {n}, {m}{shift}",
      see: ["d=1111 S=1": "CMP (register)", "n=1101": "SUB (SP minus register)"])),
  Page("SVC", .svc, "", E("T1", "1101 1111 iiiiiiii", "svc{c} {x}")),
  Page(
    "SXTAB", .sxtab, "d = n m",
    E(
      "T1", "11111 010 0 100 nnnn | 1111 dddd 1 [0] ss mmmm",
      "sxtab{c} {d}, {n}, {m}{shift}", shift: .byteRotation, needs: .dsp,
      see: ["n=1111": "SXTB"])),
  Page(
    "SXTAB16", .sxtab16, "d = n m",
    E(
      "T1", "11111 010 0 010 nnnn | 1111 dddd 1 [0] ss mmmm",
      "sxtab16{c} {d}, {n}, {m}{shift}", shift: .byteRotation, needs: .dsp,
      see: ["n=1111": "SXTB16"])),
  Page(
    "SXTAH", .sxtah, "d = n m",
    E(
      "T1", "11111 010 0 000 nnnn | 1111 dddd 1 [0] ss mmmm",
      "sxtah{c} {d}, {n}, {m}{shift}", shift: .byteRotation, needs: .dsp,
      see: ["n=1111": "SXTH"])),
  Page(
    "SXTB", .sxtb, "d = m",
    E("T1", "1011 0010 01 mmm ddd", "sxtb{c} {d}, {m}"),
    E("T2", "11111 010 0 100 1111 | 1111 dddd 1 [0] ss mmmm", "sxtb{c}.w {d}, {m}{shift}", shift: .byteRotation)),
  Page(
    "SXTB16", .sxtb16, "d = m",
    E(
      "T1", "11111 010 0 010 1111 | 1111 dddd 1 [0] ss mmmm", "sxtb16{c} {d}, {m}{shift}", shift: .byteRotation,
      needs: .dsp)),
  Page(
    "SXTH", .sxth, "d = m",
    E("T1", "1011 0010 00 mmm ddd", "sxth{c} {d}, {m}"),
    E("T2", "11111 010 0 000 1111 | 1111 dddd 1 [0] ss mmmm", "sxth{c}.w {d}, {m}{shift}", shift: .byteRotation)),
]

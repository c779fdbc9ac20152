// Rows of DDI 0403E section A7.7, pages ORN to RSB. The notation is explained in Page.swift.

let rowsORNtoRSB: [Page] = [
  Page(
    "ORN (immediate)", .ornImmediate, "d nz* = n",
    E(
      "T1", "11110 i 0 0011 S nnnn | 0 iii dddd iiiiiiii", "orn{S}{c} {d}, {n}, {x}", .modified,
      see: ["n=1111": "MVN (immediate)"])),
  Page(
    "ORN (register)", .ornRegister, "d nz* = n m",
    E(
      "T1", "11101 01 0011 S nnnn | [0] sss dddd ss yy mmmm", "orn{S}{c} {d}, {n}, {m}{shift}",
      see: ["n=1111": "MVN (register)"])),
  Page(
    "ORR (immediate)", .orrImmediate, "d nz* = n",
    E(
      "T1", "11110 i 0 0010 S nnnn | 0 iii dddd iiiiiiii", "orr{S}{c} {d}, {n}, {x}", .modified,
      see: ["n=1111": "MOV (immediate)"])),
  Page(
    "ORR (register)", .orrRegister, "d nz* = n m",
    E("T1", "010000 1100 mmm ddd", "orr{S}{c} {d}, {m}", with: "n=d S=it"),
    E(
      "T2", "11101 01 0010 S nnnn | (0) sss dddd ss yy mmmm", "orr{S}{c}.w {d}, {n}, {m}{shift}",
      see: ["n=1111": "the moves and shifts of A5.3.11"])),
  Page(
    "PKHBT", .pkhbt, "d = n m",
    E(
      "T1", "11101 01 0110 0 nnnn | [0] sss dddd ss 0 0 mmmm", "pkhbt{c} {d}, {n}, {m}{shift}", shift: .lsl, needs: .dsp
    )),
  Page(
    "PKHTB", .pkhtb, "d = n m",
    E(
      "T1", "11101 01 0110 0 nnnn | [0] sss dddd ss 1 0 mmmm", "pkhtb{c} {d}, {n}, {m}{shift}", shift: .asr, needs: .dsp
    )),
  Page(
    "PLD (immediate)", .pldImmediate, "= n",
    E("T1", "11111 00 0 1 00 1 nnnn | 1111 iiiiiiiiiiii", "pld{c} {address}", see: ["n=1111": "PLD (literal)"]),
    E(
      "T2", "11111 00 0 0 00 1 nnnn | 1111 1100 iiiiiiii", "pld{c} {addressDecimal}", with: "U=0",
      see: ["n=1111": "PLD (literal)"])),
  Page(
    "PLD (literal)", .pldLiteral, "= pc",
    E("T1", "11111 00 0 U 00 1 1111 | 1111 iiiiiiiiiiii", "pld{c} {literal}", with: "n=15")),
  Page(
    "PLD (register)", .pldRegister, "= n m",
    E("T1", "11111 00 0 0 00 1 nnnn | 1111 0 00000 ss mmmm", "pld{c} {index}", see: ["n=1111": "PLD (literal)"])),
  Page(
    "PLI (immediate)", .pliImmediate, "= n",
    E("T1", "11111 00 1 1 00 1 nnnn | 1111 iiiiiiiiiiii", "pli{c} {address}", see: ["n=1111": "PLI (literal)"]),
    E(
      "T2", "11111 00 1 0 00 1 nnnn | 1111 1100 iiiiiiii", "pli{c} {addressDecimal}", with: "U=0",
      see: ["n=1111": "PLI (literal)"])),
  Page(
    "PLI (literal)", .pliLiteral, "= pc",
    E("T1", "11111 00 1 U 00 1 1111 | 1111 iiiiiiiiiiii", "pli{c} {literal}", with: "n=15")),
  Page(
    "PLI (register)", .pliRegister, "= n m",
    E("T1", "11111 00 1 0 00 1 nnnn | 1111 0 00000 ss mmmm", "pli{c} {index}", see: ["n=1111": "PLI (literal)"])),
  Page(
    "POP", .ldm, "list n? = n mem",
    E("T1", "1011 1 10 j iiiiiiii", "pop{c} {list}", .registerList, with: "n=13 W=1", undefined: ["j=0 i=00000000"]),
    E(
      "T2", "11101 00 010 1 1 1101 | j k iiiiiiiiiiiiii", "pop{c}.w {list}", .registerList, with: "n=13 W=1",
      undefined: ["j=0 k=0 i=00000000000000"])),
  Page(
    "POP (one register)", .ldrImmediate, "d n? = n mem",
    E("T3", "11111 00 0 0 10 1 1101 | dddd 1 011 00000100", "ldr{c} {d}, {addressDecimal}", with: "n=13 P=0 W=1 i=4")),
  Page(
    "PUSH", .stmdb, "n? mem = n list",
    E("T1", "1011 0 10 k iiiiiiii", "push{c} {list}", .registerList, with: "n=13 W=1", undefined: ["k=0 i=00000000"]),
    E(
      "T2", "11101 00 100 1 0 1101 | (0) k (0) iiiiiiiiiiiii", "push{c}.w {list}", .registerList, with: "n=13 W=1",
      undefined: ["k=0 i=0000000000000"])),
  Page(
    "PUSH (one register)", .strImmediate, "n? mem = n d",
    E(
      "T3", "11111 00 0 0 10 0 1101 | dddd 1 101 00000100", "str{c} {d}, {addressDecimal}", with: "n=13 P=1 U=0 W=1 i=4"
    )),
  Page(
    "QADD", .qadd, "d q = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 1000 mmmm", "qadd{c} {d}, {m}, {n}", needs: .dsp)),
  Page(
    "QADD16", .qadd16, "d = n m",
    E("T1", "11111 010 1 001 nnnn | 1111 dddd 0 001 mmmm", "qadd16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "QADD8", .qadd8, "d = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 0 001 mmmm", "qadd8{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "QASX", .qasx, "d = n m",
    E("T1", "11111 010 1 010 nnnn | 1111 dddd 0 001 mmmm", "qasx{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "QDADD", .qdadd, "d q = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 1001 mmmm", "qdadd{c} {d}, {m}, {n}", needs: .dsp)),
  Page(
    "QDSUB", .qdsub, "d q = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 1011 mmmm", "qdsub{c} {d}, {m}, {n}", needs: .dsp)),
  Page(
    "QSAX", .qsax, "d = n m",
    E("T1", "11111 010 1 110 nnnn | 1111 dddd 0 001 mmmm", "qsax{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "QSUB", .qsub, "d q = n m",
    E("T1", "11111 010 1 000 nnnn | 1111 dddd 1010 mmmm", "qsub{c} {d}, {m}, {n}", needs: .dsp)),
  Page(
    "QSUB16", .qsub16, "d = n m",
    E("T1", "11111 010 1 101 nnnn | 1111 dddd 0 001 mmmm", "qsub16{c} {d}, {n}, {m}", needs: .dsp)),
  Page(
    "QSUB8", .qsub8, "d = n m",
    E("T1", "11111 010 1 100 nnnn | 1111 dddd 0 001 mmmm", "qsub8{c} {d}, {n}, {m}", needs: .dsp)),
  Page("RBIT", .rbit, "d = m", E("T1", "11111 010 1 001 nnnn | 1111 dddd 1010 mmmm", "rbit{c} {d}, {m}")),
  Page(
    "REV", .rev, "d = m",
    E("T1", "1011 1010 00 mmm ddd", "rev{c} {d}, {m}"),
    E("T2", "11111 010 1 001 nnnn | 1111 dddd 1000 mmmm", "rev{c}.w {d}, {m}")),
  Page(
    "REV16", .rev16, "d = m",
    E("T1", "1011 1010 01 mmm ddd", "rev16{c} {d}, {m}"),
    E("T2", "11111 010 1 001 nnnn | 1111 dddd 1001 mmmm", "rev16{c}.w {d}, {m}")),
  Page(
    "REVSH", .revsh, "d = m",
    E("T1", "1011 1010 11 mmm ddd", "revsh{c} {d}, {m}"),
    E("T2", "11111 010 1 001 nnnn | 1111 dddd 1011 mmmm", "revsh{c}.w {d}, {m}")),
  Page(
    "ROR (immediate)", .rorImmediate, "d nz* = m",
    E(
      "T1", "11101 01 0010 S 1111 | (0) sss dddd ss 11 mmmm",
      "ror{S}{c}.w {d}, {m}, {amount}", .shiftAmount, shift: .ror,
      see: ["s=00000": "RRX"])),
  Page(
    "ROR (register)", .rorRegister, "d nzc = n m c*",
    E("T1", "010000 0111 mmm ddd", "ror{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11111 010 0 11 S nnnn | 1111 dddd 0 000 mmmm", "ror{S}{c}.w {d}, {n}, {m}")),
  Page(
    "RRX", .rrx, "d nzc = m c",
    E("T1", "11101 01 0010 S 1111 | [0] 000 dddd 00 11 mmmm", "rrx{S}{c} {d}, {m}", shift: .rrx)),
  Page(
    "RSB (immediate)", .rsbImmediate, "d nzcv = n",
    E("T1", "010000 1001 nnn ddd", "rsb{S}{c} {d}, {n}, #0", with: "S=it"),
    E("T2", "11110 i 0 1110 S nnnn | 0 iii dddd iiiiiiii", "rsb{S}{c}.w {d}, {n}, {x}", .modified)),
  Page(
    "RSB (register)", .rsbRegister, "d nzcv = n m",
    E("T1", "11101 01 1110 S nnnn | [0] sss dddd ss yy mmmm", "rsb{S}{c} {d}, {n}, {m}{shift}")),
]

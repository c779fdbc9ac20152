// Rows of DDI 0403E section A7.7, pages LDC to NOP. The notation is explained in Page.swift.

/// Values of SYSm that name no register are UNPREDICTABLE and decode (B5.1.1). Those that Armv8-M gave to new registers
/// (stack limits, banked registers, keys) are taken as undefined.
private let laterSpecialRegisters = [
  "i=0000101x", "i=x0100xxx", "i=100010xx", "i=1001000x", "i=10010011", "i=10010100", "i=10011000",
]

let rowsLDCtoNOP: [Page] = [
  Page(
    "LDC, LDC2", .ldc, "n? = n mem",
    E(
      "T1", "1110 110 P U l W 1 nnnn | dddd pppp iiiiiiii",
      "ldc{l}{c} {p}, c{=d}, {coprocessorAddress}", .scaled(2), with: "extra=p",
      see: ["p=101x": "the floating-point instructions of A6.4 to A6.7", "P=0 U=0 l=1 W=0": "MRRC, MRRC2"],
      undefined: ["P=0 U=0 l=0 W=0"]),
    E(
      "T2", "1111 110 P U l W 1 nnnn | dddd pppp iiiiiiii",
      "ldc2{l}{c} {p}, c{=d}, {coprocessorAddress}", .scaled(2), with: "extra=p",
      see: ["P=0 U=0 l=1 W=0": "MRRC, MRRC2"],
      undefined: ["P=0 U=0 l=0 W=0", "p=101x"])),
  Page(
    "LDM, LDMIA, LDMFD", .ldm, "list n? = n mem",
    E("T1", "1100 1 nnn iiiiiiii", "ldm{c} {n}{!}, {list}", .loadListT1, undefined: ["i=00000000"]),
    E(
      "T2", "11101 00 010 W 1 nnnn | j k iiiiiiiiiiiiii", "ldm{c}.w {n}{!}, {list}", .registerList,
      see: ["n=1101 W=1": "POP"], undefined: ["j=0 k=0 i=00000000000000"])),
  Page(
    "LDMDB, LDMEA", .ldmdb, "list n? = n mem",
    E(
      "T1", "11101 00 100 W 1 nnnn | j k iiiiiiiiiiiiii", "ldmdb{c} {n}{!}, {list}", .registerList,
      undefined: ["j=0 k=0 i=00000000000000"])),
  Page(
    "LDR (immediate)", .ldrImmediate, "d n? = n mem",
    E("T1", "011 0 1 iiiii nnn ddd", "ldr{c} {d}, {address}", .scaled(2)),
    E("T2", "1001 1 ddd iiiiiiii", "ldr{c} {d}, {address}", .scaled(2), with: "n=13"),
    E(
      "T3", "11111 00 0 1 10 1 nnnn | dddd iiiiiiiiiiii", "ldr{c}.w {d}, {address}",
      see: ["n=1111": "LDR (literal)"]),
    E(
      "T4", "11111 00 0 0 10 1 nnnn | dddd 1 P U W iiiiiiii", "ldr{c} {d}, {addressDecimal}",
      see: ["n=1111": "LDR (literal)", "P=1 U=1 W=0": "LDRT", "n=1101 P=0 U=1 W=1 i=00000100": "POP (one register)"],
      undefined: ["P=0 W=0"])),
  Page(
    "LDR (literal)", .ldrLiteral, "d = pc mem",
    E("T1", "01001 ddd iiiiiiii", "ldr{c} {d}, {literal}", .scaled(2), with: "n=15"),
    E("T2", "11111 00 0 U 10 1 1111 | dddd iiiiiiiiiiii", "ldr{c}.w {d}, {literal}", with: "n=15")),
  Page(
    "LDR (register)", .ldrRegister, "d = n m mem",
    E("T1", "0101 100 mmm nnn ddd", "ldr{c} {d}, {index}"),
    E(
      "T2", "11111 00 0 0 10 1 nnnn | dddd 0 00000 ss mmmm", "ldr{c}.w {d}, {index}",
      see: ["n=1111": "LDR (literal)"])),
  Page(
    "LDRB (immediate)", .ldrbImmediate, "d n? = n mem",
    E("T1", "011 1 1 iiiii nnn ddd", "ldrb{c} {d}, {address}"),
    E(
      "T2", "11111 00 0 1 00 1 nnnn | dddd iiiiiiiiiiii", "ldrb{c}.w {d}, {address}",
      see: ["d=1111": "PLD", "n=1111": "LDRB (literal)"]),
    E(
      "T3", "11111 00 0 0 00 1 nnnn | dddd 1 P U W iiiiiiii", "ldrb{c} {d}, {addressDecimal}",
      see: ["d=1111 P=1 U=0 W=0": "PLD", "n=1111": "LDRB (literal)", "P=1 U=1 W=0": "LDRBT"], undefined: ["P=0 W=0"])),
  Page(
    "LDRB (literal)", .ldrbLiteral, "d = pc mem",
    E(
      "T1", "11111 00 0 U 00 1 1111 | dddd iiiiiiiiiiii", "ldrb{c}.w {d}, {literal}", with: "n=15",
      see: ["d=1111": "PLD"])),
  Page(
    "LDRB (register)", .ldrbRegister, "d = n m mem",
    E("T1", "0101 110 mmm nnn ddd", "ldrb{c} {d}, {index}"),
    E(
      "T2", "11111 00 0 0 00 1 nnnn | dddd 0 00000 ss mmmm", "ldrb{c}.w {d}, {index}",
      see: ["d=1111": "PLD", "n=1111": "LDRB (literal)"])),
  Page(
    "LDRBT", .ldrbt, "d = n mem",
    E(
      "T1", "11111 00 0 0 00 1 nnnn | dddd 1110 iiiiiiii", "ldrbt{c} {d}, {addressDecimal}",
      see: ["n=1111": "LDRB (literal)"])),
  Page(
    "LDRD (immediate)", .ldrdImmediate, "d a n? = n mem",
    E(
      "T1", "11101 00 P U 1 W 1 nnnn | dddd aaaa iiiiiiii", "ldrd{c} {d}, {a}, {addressDecimal}", .scaled(2),
      see: ["P=0 W=0": "the exclusives and table branches of A5.3.6", "n=1111": "LDRD (literal)"])),
  Page(
    "LDRD (literal)", .ldrdLiteral, "d a = pc mem",
    E(
      "T1", "11101 00 P U 1 W 1 1111 | dddd aaaa iiiiiiii",
      "ldrd{c} {d}, {a}, {addressDecimal}", .scaled(2), with: "n=15",
      see: ["P=0 W=0": "the exclusives and table branches of A5.3.6"])),
  Page(
    "LDREX", .ldrex, "d = n mem",
    E("T1", "11101 00 0 0 1 0 1 nnnn | dddd (1)(1)(1)(1) iiiiiiii", "ldrex{c} {d}, {address}", .scaled(2))),
  Page(
    "LDREXB", .ldrexb, "d = n mem",
    E("T1", "11101 00 0 1 1 0 1 nnnn | dddd (1)(1)(1)(1) 0100 (1)(1)(1)(1)", "ldrexb{c} {d}, {address}")),
  Page(
    "LDREXH", .ldrexh, "d = n mem",
    E("T1", "11101 00 0 1 1 0 1 nnnn | dddd (1)(1)(1)(1) 0101 (1)(1)(1)(1)", "ldrexh{c} {d}, {address}")),
  Page(
    "LDRH (immediate)", .ldrhImmediate, "d n? = n mem",
    E("T1", "1000 1 iiiii nnn ddd", "ldrh{c} {d}, {address}", .scaled(1)),
    E(
      "T2", "11111 00 0 1 01 1 nnnn | dddd iiiiiiiiiiii", "ldrh{c}.w {d}, {address}",
      see: ["d=1111": "the unallocated hints of A5.3.8", "n=1111": "LDRH (literal)"]),
    E(
      "T3", "11111 00 0 0 01 1 nnnn | dddd 1 P U W iiiiiiii", "ldrh{c} {d}, {addressDecimal}",
      see: [
        "d=1111 P=1 U=0 W=0": "the unallocated hints of A5.3.8", "n=1111": "LDRH (literal)", "P=1 U=1 W=0": "LDRHT",
      ],
      undefined: ["P=0 W=0"])),
  Page(
    "LDRH (literal)", .ldrhLiteral, "d = pc mem",
    E(
      "T1", "11111 00 0 U 01 1 1111 | dddd iiiiiiiiiiii", "ldrh{c}.w {d}, {literal}", with: "n=15",
      see: ["d=1111": "the unallocated hints of A5.3.8"])),
  Page(
    "LDRH (register)", .ldrhRegister, "d = n m mem",
    E("T1", "0101 101 mmm nnn ddd", "ldrh{c} {d}, {index}"),
    E(
      "T2", "11111 00 0 0 01 1 nnnn | dddd 0 00000 ss mmmm", "ldrh{c}.w {d}, {index}",
      see: ["d=1111": "the unallocated hints of A5.3.8", "n=1111": "LDRH (literal)"])),
  Page(
    "LDRHT", .ldrht, "d = n mem",
    E(
      "T1", "11111 00 0 0 01 1 nnnn | dddd 1110 iiiiiiii", "ldrht{c} {d}, {addressDecimal}",
      see: ["n=1111": "LDRH (literal)"])),
  Page(
    "LDRSB (immediate)", .ldrsbImmediate, "d n? = n mem",
    E(
      "T1", "11111 00 1 1 00 1 nnnn | dddd iiiiiiiiiiii", "ldrsb{c}.w {d}, {address}",
      see: ["d=1111": "PLI", "n=1111": "LDRSB (literal)"]),
    E(
      "T2", "11111 00 1 0 00 1 nnnn | dddd 1 P U W iiiiiiii", "ldrsb{c} {d}, {addressDecimal}",
      see: ["d=1111 P=1 U=0 W=0": "PLI", "n=1111": "LDRSB (literal)", "P=1 U=1 W=0": "LDRSBT"], undefined: ["P=0 W=0"])),
  Page(
    "LDRSB (literal)", .ldrsbLiteral, "d = pc mem",
    E(
      "T1", "11111 00 1 U 00 1 1111 | dddd iiiiiiiiiiii", "ldrsb{c}.w {d}, {literal}", with: "n=15",
      see: ["d=1111": "PLI"])),
  Page(
    "LDRSB (register)", .ldrsbRegister, "d = n m mem",
    E("T1", "0101 011 mmm nnn ddd", "ldrsb{c} {d}, {index}"),
    E(
      "T2", "11111 00 1 0 00 1 nnnn | dddd 0 00000 ss mmmm", "ldrsb{c}.w {d}, {index}",
      see: ["d=1111": "PLI", "n=1111": "LDRSB (literal)"])),
  Page(
    "LDRSBT", .ldrsbt, "d = n mem",
    E(
      "T1", "11111 00 1 0 00 1 nnnn | dddd 1110 iiiiiiii", "ldrsbt{c} {d}, {addressDecimal}",
      see: ["n=1111": "LDRSB (literal)"])),
  Page(
    "LDRSH (immediate)", .ldrshImmediate, "d n? = n mem",
    E(
      "T1", "11111 00 1 1 01 1 nnnn | dddd iiiiiiiiiiii", "ldrsh{c}.w {d}, {address}",
      see: ["d=1111": "the unallocated hints of A5.3.8", "n=1111": "LDRSH (literal)"]),
    E(
      "T2", "11111 00 1 0 01 1 nnnn | dddd 1 P U W iiiiiiii", "ldrsh{c} {d}, {addressDecimal}",
      see: [
        "d=1111 P=1 U=0 W=0": "the unallocated hints of A5.3.8", "n=1111": "LDRSH (literal)", "P=1 U=1 W=0": "LDRSHT",
      ],
      undefined: ["P=0 W=0"])),
  Page(
    "LDRSH (literal)", .ldrshLiteral, "d = pc mem",
    E(
      "T1", "11111 00 1 U 01 1 1111 | dddd iiiiiiiiiiii", "ldrsh{c}.w {d}, {literal}", with: "n=15",
      see: ["d=1111": "the unallocated hints of A5.3.8"])),
  Page(
    "LDRSH (register)", .ldrshRegister, "d = n m mem",
    E("T1", "0101 111 mmm nnn ddd", "ldrsh{c} {d}, {index}"),
    E(
      "T2", "11111 00 1 0 01 1 nnnn | dddd 0 00000 ss mmmm", "ldrsh{c}.w {d}, {index}",
      see: ["d=1111": "the unallocated hints of A5.3.8", "n=1111": "LDRSH (literal)"])),
  Page(
    "LDRSHT", .ldrsht, "d = n mem",
    E(
      "T1", "11111 00 1 0 01 1 nnnn | dddd 1110 iiiiiiii", "ldrsht{c} {d}, {addressDecimal}",
      see: ["n=1111": "LDRSH (literal)"])),
  Page(
    "LDRT", .ldrt, "d = n mem",
    E(
      "T1", "11111 00 0 0 10 1 nnnn | dddd 1110 iiiiiiii", "ldrt{c} {d}, {addressDecimal}",
      see: ["n=1111": "LDR (literal)"])),
  Page(
    "LSL (immediate)", .lslImmediate, "d nz* = m",
    E(
      "T1", "000 00 sssss mmm ddd", "lsl{S}{c} {d}, {m}, {amount}", .shiftAmount, shift: .lsl, with: "S=it",
      see: ["s=00000": "MOV (register)"]),
    E(
      "T2", "11101 01 0010 S 1111 | (0) sss dddd ss 00 mmmm",
      "lsl{S}{c}.w {d}, {m}, {amount}", .shiftAmount, shift: .lsl,
      see: ["s=00000": "MOV (register)"])),
  Page(
    "LSL (register)", .lslRegister, "d nzc = n m c*",
    E("T1", "010000 0010 mmm ddd", "lsl{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11111 010 0 00 S nnnn | 1111 dddd 0 000 mmmm", "lsl{S}{c}.w {d}, {n}, {m}")),
  Page(
    "LSR (immediate)", .lsrImmediate, "d nz* = m",
    E("T1", "000 01 sssss mmm ddd", "lsr{S}{c} {d}, {m}, {amount}", .shiftAmount, shift: .lsr, with: "S=it"),
    E(
      "T2", "11101 01 0010 S 1111 | (0) sss dddd ss 01 mmmm", "lsr{S}{c}.w {d}, {m}, {amount}", .shiftAmount,
      shift: .lsr)),
  Page(
    "LSR (register)", .lsrRegister, "d nzc = n m c*",
    E("T1", "010000 0011 mmm ddd", "lsr{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11111 010 0 01 S nnnn | 1111 dddd 0 000 mmmm", "lsr{S}{c}.w {d}, {n}, {m}")),
  Page(
    "MCR, MCR2", .mcr, "= d",
    E(
      "T1", "1110 1110 ooo 0 nnnn | dddd pppp vvv 1 mmmm",
      "mcr{c} {p}, #{x=o}, {d}, c{=n}, c{=m}, #{x=v}", with: "extra=p",
      see: ["p=101x": "the floating-point instructions of A6.4 to A6.7"]),
    E(
      "T2", "1111 1110 ooo 0 nnnn | dddd pppp vvv 1 mmmm",
      "mcr2{c} {p}, #{x=o}, {d}, c{=n}, c{=m}, #{x=v}", with: "extra=p",
      undefined: ["p=101x"])),
  Page(
    "MCRR, MCRR2", .mcrr, "= d a",
    E(
      "T1", "1110 1100 010 0 aaaa | dddd pppp oooo mmmm", "mcrr{c} {p}, #{x=o}, {d}, {a}, c{=m}", with: "extra=p",
      see: ["p=101x": "the floating-point instructions of A6.4 to A6.7"]),
    E(
      "T2", "1111 1100 010 0 aaaa | dddd pppp oooo mmmm", "mcrr2{c} {p}, #{x=o}, {d}, {a}, c{=m}", with: "extra=p",
      undefined: ["p=101x"])),
  Page(
    "MLA", .mla, "d = n m a",
    E("T1", "11111 0110 000 nnnn | aaaa dddd 0000 mmmm", "mla{c} {d}, {n}, {m}, {a}", see: ["a=1111": "MUL"])),
  Page("MLS", .mls, "d = n m a", E("T1", "11111 0110 000 nnnn | aaaa dddd 0001 mmmm", "mls{c} {d}, {n}, {m}, {a}")),
  Page(
    "MOV (immediate)", .movImmediate, "d nz* =",
    E("T1", "001 00 ddd iiiiiiii", "mov{S}{c} {d}, {x}", with: "S=it"),
    E("T2", "11110 i 0 0010 S 1111 | 0 iii dddd iiiiiiii", "mov{S}{c}.w {d}, {x}", .modified),
    E("T3", "11110 i 10 0 1 0 0 jjjj | 0 iii dddd iiiiiiii", "movw{c} {d}, {x}", .half)),
  Page(
    "MOV (register)", .movRegister, "d nz = m",
    E("T1", "010001 10 d mmmm ddd", "mov{c} {d}, {m}"),
    E("T2", "000 00 00000 mmm ddd", "movs {d}, {m}", with: "S=1"),
    E("T3", "11101 01 0010 S 1111 | (0) 000 dddd 0000 mmmm", "mov{S}{c}.w {d}, {m}")),
  Page("MOVT", .movt, "d = d", E("T1", "11110 i 10 1 1 0 0 jjjj | 0 iii dddd iiiiiiii", "movt{c} {d}, {x}", .half)),
  Page(
    "MRC, MRC2", .mrc, "dOrFlags =",
    E(
      "T1", "1110 1110 ooo 1 nnnn | dddd pppp vvv 1 mmmm",
      "mrc{c} {p}, #{x=o}, {dOrFlags}, c{=n}, c{=m}, #{x=v}", with: "extra=p",
      see: ["p=101x": "the floating-point instructions of A6.4 to A6.7"]),
    E(
      "T2", "1111 1110 ooo 1 nnnn | dddd pppp vvv 1 mmmm",
      "mrc2{c} {p}, #{x=o}, {dOrFlags}, c{=n}, c{=m}, #{x=v}", with: "extra=p",
      undefined: ["p=101x"])),
  Page(
    "MRRC, MRRC2", .mrrc, "d a =",
    E(
      "T1", "1110 1100 010 1 aaaa | dddd pppp oooo mmmm", "mrrc{c} {p}, #{x=o}, {d}, {a}, c{=m}", with: "extra=p",
      see: ["p=101x": "the floating-point instructions of A6.4 to A6.7"]),
    E(
      "T2", "1111 1100 010 1 aaaa | dddd pppp oooo mmmm", "mrrc2{c} {p}, #{x=o}, {d}, {a}, c{=m}", with: "extra=p",
      undefined: ["p=101x"])),
  Page(
    "MRS", .mrs, "d = special",
    E(
      "T1", "11110 0 1111 1 [0] [1][1][1][1] | 10 [0] 0 dddd iiiiiiii", "mrs{c} {d}, {sys}",
      undefined: laterSpecialRegisters)),
  Page(
    "MSR", .msr, "special = n",
    E(
      "T1", "11110 0 1110 0 [0] nnnn | 10 [0] 0 kk [0][0] iiiiiiii", "msr{c} {sysMask}, {n}", with: "extra=k",
      undefined: laterSpecialRegisters)),
  Page(
    "MUL", .mul, "d nz = n m",
    E("T1", "010000 1101 nnn ddd", "mul{S}{c} {d}, {n}, {d}", with: "m=d S=it"),
    E("T2", "11111 0110 000 nnnn | 1111 dddd 0000 mmmm", "mul{c} {d}, {n}, {m}")),
  Page(
    "MVN (immediate)", .mvnImmediate, "d nz* =",
    E("T1", "11110 i 0 0011 S 1111 | 0 iii dddd iiiiiiii", "mvn{S}{c} {d}, {x}", .modified)),
  Page(
    "MVN (register)", .mvnRegister, "d nz* = m",
    E("T1", "010000 1111 mmm ddd", "mvn{S}{c} {d}, {m}", with: "S=it"),
    E("T2", "11101 01 0011 S 1111 | [0] sss dddd ss yy mmmm", "mvn{S}{c}.w {d}, {m}{shift}")),
  Page(
    "NOP", .nop, "",
    E("T1", "1011 1111 0000 0000", "nop{c}"),
    E("T2", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 00000000", "nop{c}.w")),
  Page(
    "Unallocated hints (A5.2.5, A5.3.4)", .nop, "",
    E(
      "T1", "1011 1111 iiii 0000", "hint{c} {x}",
      see: ["i=0000": "NOP", "i=0001": "YIELD", "i=0010": "WFE", "i=0011": "WFI", "i=0100": "SEV"]),
    E(
      "T2", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 iiiiiiii", "hint{c}.w {x}",
      see: [
        "i=1111xxxx": "DBG", "i=00000000": "NOP", "i=00000001": "YIELD", "i=00000010": "WFE", "i=00000011": "WFI",
        "i=00000100": "SEV",
      ])),
  Page(
    "Unallocated memory hints (A5.3.8), in the place of LDRH", .nop, "",
    E(
      "(immediate, 12 bits)", "11111 00 0 1 01 1 nnnn | 1111 iiiiiiiiiiii", "nop{c}.w",
      see: ["n=1111": "Unallocated memory hints (A5.3.8), in the place of LDRH"]),
    E(
      "(immediate, 8 bits)", "11111 00 0 0 01 1 nnnn | 1111 1100 iiiiiiii", "nop{c}.w",
      see: ["n=1111": "Unallocated memory hints (A5.3.8), in the place of LDRH"]),
    E("(literal)", "11111 00 0 U 01 1 1111 | 1111 iiiiiiiiiiii", "nop{c}.w"),
    E(
      "(register)", "11111 00 0 0 01 1 nnnn | 1111 0 00000 ss mmmm", "nop{c}.w",
      see: ["n=1111": "Unallocated memory hints (A5.3.8), in the place of LDRH"])),
  Page(
    "Unallocated memory hints (A5.3.8), in the place of LDRSH", .nop, "",
    E(
      "(immediate, 12 bits)", "11111 00 1 1 01 1 nnnn | 1111 iiiiiiiiiiii", "nop{c}.w",
      see: ["n=1111": "Unallocated memory hints (A5.3.8), in the place of LDRSH"]),
    E(
      "(immediate, 8 bits)", "11111 00 1 0 01 1 nnnn | 1111 1100 iiiiiiii", "nop{c}.w",
      see: ["n=1111": "Unallocated memory hints (A5.3.8), in the place of LDRSH"]),
    E("(literal)", "11111 00 1 U 01 1 1111 | 1111 iiiiiiiiiiii", "nop{c}.w"),
    E(
      "(register)", "11111 00 1 0 01 1 nnnn | 1111 0 00000 ss mmmm", "nop{c}.w",
      see: ["n=1111": "Unallocated memory hints (A5.3.8), in the place of LDRSH"])),
]

// Rows of DDI 0403E section A7.7, pages ADC to BX. The notation is explained in Page.swift.

let rowsADCtoBX: [Page] = [
  Page(
    "ADC (immediate)", .adcImmediate, "d nzcv = n c",
    E("T1", "11110 i 0 1010 S nnnn | 0 iii dddd iiiiiiii", "adc{S}{c} {d}, {n}, {x}", .modified)),
  Page(
    "ADC (register)", .adcRegister, "d nzcv = n m c",
    E("T1", "010000 0101 mmm ddd", "adc{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11101 01 1010 S nnnn | [0] sss dddd ss yy mmmm", "adc{S}{c}.w {d}, {n}, {m}{shift}")),
  Page(
    "ADD (immediate)", .addImmediate, "d nzcv = n",
    E("T1", "000 11 1 0 iii nnn ddd", "add{S}{c} {d}, {n}, {x}", with: "S=it"),
    E("T2", "001 10 ddd iiiiiiii", "add{S}{c} {d}, {x}", with: "n=d S=it"),
    E(
      "T3", "11110 i 0 1000 S nnnn | 0 iii dddd iiiiiiii", "add{S}{c}.w {d}, {n}, {x}", .modified,
      see: ["d=1111 S=1": "CMN (immediate)", "n=1101": "ADD (SP plus immediate)"]),
    E(
      "T4", "11110 i 1 0000 0 nnnn | 0 iii dddd iiiiiiii", "addw{c} {d}, {n}, {x}",
      see: ["n=1111": "ADR", "n=1101": "ADD (SP plus immediate)"])),
  Page(
    "ADD (register)", .addRegister, "d nzcv = n m",
    E("T1", "000 11 0 0 mmm nnn ddd", "add{S}{c} {d}, {n}, {m}", with: "S=it"),
    E(
      "T2", "010001 00 d mmmm ddd", "add{c} {d}, {m}", with: "n=d",
      see: ["d=1101": "ADD (SP plus register)", "m=1101": "ADD (SP plus register)"]),
    E(
      "T3", "11101 01 1000 S nnnn | [0] sss dddd ss yy mmmm", "add{S}{c}.w {d}, {n}, {m}{shift}",
      see: ["d=1111 S=1": "CMN (register)", "n=1101": "ADD (SP plus register)"])),
  Page(
    "ADD (SP plus immediate)", .addImmediate, "d nzcv = n",
    E("T1", "1010 1 ddd iiiiiiii", "add{c} {d}, sp, {x}", .scaled(2), with: "n=13"),
    E("T2", "1011 0000 0 iiiiiii", "add{c} sp, {x}", .scaled(2), with: "d=13 n=13"),
    E(
      "T3", "11110 i 0 1000 S 1101 | 0 iii dddd iiiiiiii", "add{S}{c}.w {d}, sp, {x}", .modified, with: "n=13",
      see: ["d=1111 S=1": "CMN (immediate)"]),
    E("T4", "11110 i 1 0000 0 1101 | 0 iii dddd iiiiiiii", "addw{c} {d}, sp, {x}", with: "n=13")),
  Page(
    "ADD (SP plus register)", .addRegister, "d nzcv = n m",
    E("T1", "010001 00 d 1101 ddd", "add{c} {d}, sp, {d}", with: "n=13 m=d"),
    E("T2", "010001 00 1 mmmm 101", "add{c} sp, {m}", with: "n=13 d=13", see: ["m=1101": "ADD (SP plus register)"]),
    E(
      "T3", "11101 01 1000 S 1101 | [0] sss dddd ss yy mmmm", "add{S}{c}.w {d}, sp, {m}{shift}", with: "n=13",
      see: ["d=1111 S=1": "CMN (register)"])),
  Page(
    "ADR", .adr, "d = pc",
    E("T1", "1010 0 ddd iiiiiiii", "adr{c} {d}, {label}", .scaled(2), with: "n=15 U=1"),
    E(
      "T2", "11110 i 1 0101 0 1111 | 0 iii dddd iiiiiiii", "adr{c}.w {d}, {label}", with: "n=15 U=0",
      see: ["i=000000000000": "ADR"]),
    E("T2 (minus zero)", "11110 0 1 0101 0 1111 | 0 000 dddd 00000000", "subw{c} {d}, pc, {x}", with: "n=15 U=0"),
    E("T3", "11110 i 1 0000 0 1111 | 0 iii dddd iiiiiiii", "adr{c}.w {d}, {label}", with: "n=15 U=1")),
  Page(
    "AND (immediate)", .andImmediate, "d nz* = n",
    E(
      "T1", "11110 i 0 0000 S nnnn | 0 iii dddd iiiiiiii", "and{S}{c} {d}, {n}, {x}", .modified,
      see: ["d=1111 S=1": "TST (immediate)"])),
  Page(
    "AND (register)", .andRegister, "d nz* = n m",
    E("T1", "010000 0000 mmm ddd", "and{S}{c} {d}, {m}", with: "n=d S=it"),
    E(
      "T2", "11101 01 0000 S nnnn | [0] sss dddd ss yy mmmm", "and{S}{c}.w {d}, {n}, {m}{shift}",
      see: ["d=1111 S=1": "TST (register)"])),
  Page(
    "ASR (immediate)", .asrImmediate, "d nz* = m",
    E("T1", "000 10 sssss mmm ddd", "asr{S}{c} {d}, {m}, {amount}", .shiftAmount, shift: .asr, with: "S=it"),
    E(
      "T2", "11101 01 0010 S 1111 | (0) sss dddd ss 10 mmmm", "asr{S}{c}.w {d}, {m}, {amount}", .shiftAmount,
      shift: .asr)),
  Page(
    "ASR (register)", .asrRegister, "d nzc = n m c*",
    E("T1", "010000 0100 mmm ddd", "asr{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11111 010 0 10 S nnnn | 1111 dddd 0 000 mmmm", "asr{S}{c}.w {d}, {n}, {m}")),
  Page(
    "B", .b, "pc = nzcv",
    E(
      "T1", "1101 cccc iiiiiiii", "b{cond} {target}", .branch(9),
      see: ["c=1110": "UDF", "c=1111": "SVC"]),
    E("T2", "11100 iiiiiiiiiii", "b{c} {target}", .branch(12), use: "pc ="),
    E(
      "T3", "11110 S cccc iiiiii | 10 j 0 k iiiiiiiiiii", "b{cond}.w {target}", .branch20,
      see: ["c=111x": "the control instructions of A5.3.4"]),
    E("T4", "11110 S iiiiiiiiii | 10 j 1 k iiiiiiiiiii", "b{c}.w {target}", .branch24, use: "pc =")),
  Page(
    "BFC", .bfc, "d = d",
    E(
      "T1", "11110 (0) 11 011 0 1111 | 0 iii dddd ii (0) wwwww", "bfc{c} {d}, {i}, {widthDecimal}", .bitFieldEnd,
      with: "n=15")
  ),
  Page(
    "BFI", .bfi, "d = d n",
    E(
      "T1", "11110 (0) 11 011 0 nnnn | 0 iii dddd ii (0) wwwww", "bfi{c} {d}, {n}, {i}, {widthDecimal}", .bitFieldEnd,
      see: ["n=1111": "BFC"])),
  Page(
    "BIC (immediate)", .bicImmediate, "d nz* = n",
    E("T1", "11110 i 0 0001 S nnnn | 0 iii dddd iiiiiiii", "bic{S}{c} {d}, {n}, {x}", .modified)),
  Page(
    "BIC (register)", .bicRegister, "d nz* = n m",
    E("T1", "010000 1110 mmm ddd", "bic{S}{c} {d}, {m}", with: "n=d S=it"),
    E("T2", "11101 01 0001 S nnnn | [0] sss dddd ss yy mmmm", "bic{S}{c}.w {d}, {n}, {m}{shift}")),
  Page("BKPT", .bkpt, "", E("T1", "1011 1110 iiiiiiii", "bkpt {x}")),
  Page("BL", .bl, "lr pc =", E("T1", "11110 S iiiiiiiiii | 11 j 1 k iiiiiiiiiii", "bl{c} {target}", .branch24)),
  Page("BLX (register)", .blx, "lr pc = m", E("T1", "010001 11 1 mmmm (0)(0)(0)", "blx{c} {m}")),
  Page("BX", .bx, "pc = m", E("T1", "010001 11 0 mmmm [0][0][0]", "bx{c} {m}")),
]

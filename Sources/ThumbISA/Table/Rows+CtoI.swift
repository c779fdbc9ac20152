// Rows of DDI 0403E section A7.7, pages CBNZ to ITT. The notation is explained in Page.swift.
// Coprocessor numbers 10 and 11 belong to the floating-point unit (A6.1).

let floatingPointSpace: KeyValuePairs = ["p=101x": "the floating-point instructions of A6.4 to A6.7"]

let rowsCBNZtoIT: [Page] = [
  Page("CBNZ", .cbnz, "pc = n", E("T1", "1011 1 0 i 1 iiiii nnn", "cbnz {n}, {target}", .scaled(1))),
  Page("CBZ", .cbz, "pc = n", E("T1", "1011 0 0 i 1 iiiii nnn", "cbz {n}, {target}", .scaled(1))),
  Page(
    "CDP, CDP2", .cdp, "",
    E(
      "T1", "1110 1110 oooo nnnn | dddd pppp vvv 0 mmmm", "cdp{c} {p}, #{x=o}, c{=d}, c{=n}, c{=m}, #{x=v}",
      with: "extra=p", see: floatingPointSpace),
    E(
      "T2", "1111 1110 oooo nnnn | dddd pppp vvv 0 mmmm", "cdp2{c} {p}, #{x=o}, c{=d}, c{=n}, c{=m}, #{x=v}",
      with: "extra=p", see: floatingPointSpace)),
  Page(
    "CLREX", .clrex, "", E("T1", "1111 0011 1011 (1)(1)(1)(1) | 10 (0) 0 (1)(1)(1)(1) 0010 (1)(1)(1)(1)", "clrex{c}")),
  Page("CLZ", .clz, "d = m", E("T1", "11111 010 1 011 nnnn | 1111 dddd 1000 mmmm", "clz{c} {d}, {m}")),
  Page(
    "CMN (immediate)", .cmnImmediate, "nzcv = n",
    E("T1", "11110 i 0 1000 1 nnnn | 0 iii 1111 iiiiiiii", "cmn{c}.w {n}, {x}", .modified, with: "S=1")),
  Page(
    "CMN (register)", .cmnRegister, "nzcv = n m",
    E("T1", "010000 1011 mmm nnn", "cmn{c} {n}, {m}", with: "S=1"),
    E("T2", "11101 01 1000 1 nnnn | [0] sss 1111 ss yy mmmm", "cmn{c}.w {n}, {m}{shift}", with: "S=1")),
  Page(
    "CMP (immediate)", .cmpImmediate, "nzcv = n",
    E("T1", "001 01 nnn iiiiiiii", "cmp{c} {n}, {x}", with: "S=1"),
    E("T2", "11110 i 0 1101 1 nnnn | 0 iii 1111 iiiiiiii", "cmp{c}.w {n}, {x}", .modified, with: "S=1")),
  Page(
    "CMP (register)", .cmpRegister, "nzcv = n m",
    E("T1", "010000 1010 mmm nnn", "cmp{c} {n}, {m}", with: "S=1"),
    E("T2", "010001 01 n mmmm nnn", "cmp{c} {n}, {m}", with: "S=1"),
    E("T3", "11101 01 1101 1 nnnn | [0] sss 1111 ss yy mmmm", "cmp{c}.w {n}, {m}{shift}", with: "S=1")),
  Page("CPS", .cps, "", E("T1", "1011 0110 011 e (0) o ii", "cps{effect} {masks}", with: "extra=e")),
  Page(
    "DBG", .dbg, "",
    E("T1", "1111 0011 1010 (1)(1)(1)(1) | 10 (0) 0 (0) 000 1111 iiii", "dbg{c} {x}")),
  Page(
    "DMB", .dmb, "", E("T1", "1111 0011 1011 (1)(1)(1)(1) | 10 (0) 0 (1)(1)(1)(1) 0101 iiii", "dmb{c} {barrier}")),
  Page(
    "DSB", .dsb, "", E("T1", "1111 0011 1011 (1)(1)(1)(1) | 10 (0) 0 (1)(1)(1)(1) 0100 iiii", "dsb{c} {barrier}")),
  Page(
    "EOR (immediate)", .eorImmediate, "d nz* = n",
    E(
      "T1", "11110 i 0 0100 S nnnn | 0 iii dddd iiiiiiii", "eor{S}{c} {d}, {n}, {x}", .modified,
      see: ["d=1111 S=1": "TEQ (immediate)"])),
  Page(
    "EOR (register)", .eorRegister, "d nz* = n m",
    E("T1", "010000 0001 mmm ddd", "eor{S}{c} {d}, {m}", with: "n=d S=it"),
    E(
      "T2", "11101 01 0100 S nnnn | [0] sss dddd ss yy mmmm", "eor{S}{c}.w {d}, {n}, {m}{shift}",
      see: ["d=1111 S=1": "TEQ (register)"])),
  Page(
    "ISB", .isb, "", E("T1", "1111 0011 1011 (1)(1)(1)(1) | 10 (0) 0 (1)(1)(1)(1) 0110 iiii", "isb{c} {isb}")),
  Page(
    "IT", .it, "= nzcv",
    E("T1", "1011 1111 cccc iiii", "it{it} {cond}", see: ["i=0000": "the hints of A5.2.5"])),
]

@ MOVS.W r0,r1; IT MI; RSBMI r0,r0,#0 with a condition that failed: 3 cycles, no IT being folded behind a 32-bit
@ instruction.
    .include "measure.inc"

.macro prepare
    movs r1, #1
.endm

.macro separator
    add.w r7, r7, #1
.endm

.macro sequence
    movs.w r0, r1
    it mi
    rsbmi.n r0, r0, #0
.endm

    measure

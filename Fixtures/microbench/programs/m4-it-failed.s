@ MOVS r0,r1; IT MI; RSBMI r0,r0,#0 with a condition that failed: 2 cycles, the IT being folded.
    .include "measure.inc"

.macro prepare
    movs r1, #1
.endm

.macro separator
    adds.n r7, r7, #1
.endm

.macro sequence
    movs.n r0, r1
    it mi
    rsbmi.n r0, r0, #0
.endm

    measure

@ Division by 0, which gives 0 without a trap: 2 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    udiv r0, r5, r7
.endm

    measure

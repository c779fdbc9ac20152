@ Division of 0: 2 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    udiv r0, r7, r5
.endm

    measure

@ Signed division of a number of fewer bits than the divisor: 3 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    sdiv r0, r5, r4
.endm

    measure

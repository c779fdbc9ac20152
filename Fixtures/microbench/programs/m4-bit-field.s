@ Bit field insertion: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    bfi r0, r4, #4, #8
.endm

    measure

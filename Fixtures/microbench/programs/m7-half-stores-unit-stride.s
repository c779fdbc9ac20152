@ Halfword stores to one address after the other: 2 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    strh.w r5, [r1], #2
.endm

    measure

@ Halfword stores without end to one bank: 4 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    strh.w r5, [r1]
.endm

    measure

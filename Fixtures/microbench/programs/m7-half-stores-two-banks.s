@ Halfword stores without end to the two banks in turn: 2 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    strh.w r5, [r1]
    strh.w r5, [r1, #4]
.endm

    measure

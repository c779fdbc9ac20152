@ Byte stores without end to the two banks in turn: 2 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    strb.w r5, [r1]
    strb.w r5, [r1, #4]
.endm

    measure

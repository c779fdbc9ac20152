@ Byte stores without end to one bank: 4 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    strb.w r5, [r1]
.endm

    measure

@ Byte stores to one address after the other: 2.4 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    strb.w r5, [r1], #1
.endm

    measure

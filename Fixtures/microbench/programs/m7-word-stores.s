@ Aligned word stores without end: 1 cycle each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    str.w r5, [r1]
.endm

    measure

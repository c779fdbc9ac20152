@ Unaligned stores without end: 4 cycles each.
    .include "measure.inc"

.macro prepare
    add r1, r1, #1
.endm

.macro separator
.endm

.macro sequence
    str.w r5, [r1]
.endm

    measure

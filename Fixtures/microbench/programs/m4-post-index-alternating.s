@ Post-indexed loads with two base registers in turn overlap: 1 cycle each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    ldr.w r0, [r1], #4
    ldr.w r4, [r2], #4
.endm

    measure

@ Post-indexed loads with one base register do not overlap: 2 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    ldr.w r0, [r1], #4
.endm

    measure

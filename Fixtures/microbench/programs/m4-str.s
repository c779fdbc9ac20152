@ Store with an immediate offset: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    str.n r0, [r1, #4]
.endm

    measure

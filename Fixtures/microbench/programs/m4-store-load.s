@ A store does not overlap a load behind it: the store takes its second cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    str.n r0, [r1]
    ldr.n r4, [r2]
.endm

    measure

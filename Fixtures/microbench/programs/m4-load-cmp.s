@ A load does not swallow a comparison: 3 cycles for the two.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1]
    cmp.n r5, r6
.endm

    measure

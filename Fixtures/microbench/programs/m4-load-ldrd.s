@ LDRD does not overlap a load before it: 5 cycles for the two.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.w r0, [r2]
    ldrd r4, r5, [r1]
.endm

    measure

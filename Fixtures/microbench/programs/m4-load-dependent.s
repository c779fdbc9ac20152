@ A load whose address comes from the load before does not overlap it: 4 cycles for the two.
    .include "measure.inc"

.macro prepare
    str r1, [r1]
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1]
    ldr.n r4, [r0]
.endm

    measure

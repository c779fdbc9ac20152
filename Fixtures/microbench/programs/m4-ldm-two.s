@ LDM of 2 registers: 3 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldm.w r1, {r4, r5}
.endm

    measure

@ Three independent loads: 4 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1]
    ldr.n r4, [r2]
    ldr.n r5, [r3]
.endm

    measure

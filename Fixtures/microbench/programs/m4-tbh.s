@ Table branch by halfwords: at least 6 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    tbh [pc, r0, lsl #1]
    .short 2, 0
.endm

    measure

@ Table branch: at least 6 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    tbb [pc, r0]
    .byte 2, 0, 0, 0
.endm

    measure

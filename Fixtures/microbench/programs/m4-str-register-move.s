@ Store with a register offset, and a move that it does not swallow: 3 cycles.
    .include "measure.inc"

.macro prepare
    movs r5, #64
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    str.n r0, [r1, r5]
    mov.n r6, r6
.endm

    measure

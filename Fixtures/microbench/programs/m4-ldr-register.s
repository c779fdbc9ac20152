@ One load with a register offset between additions: 2 cycles.
    .include "measure.inc"

.macro prepare
    movs r5, #64
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1, r5]
.endm

    measure

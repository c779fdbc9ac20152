@ STM of 8 registers: 9 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    stm.w r1, {r0, r2, r3, r4, r5, r8, r12, lr}
.endm

    measure

@ A store overlaps an STM behind it: 4 cycles for the store and two registers.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    str.w r0, [r1]
    stm.w r2, {r4, r5}
.endm

    measure

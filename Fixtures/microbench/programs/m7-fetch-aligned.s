@ Pairs of 32-bit instructions at multiples of 8: 1 cycle a pair.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    add.w r0, r4, r5
    eor.w r3, r5, r6
.endm

    measure

@ A branch not taken, with two 16-bit instructions before it: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    bmi.n 1f
1:
.endm

    measure

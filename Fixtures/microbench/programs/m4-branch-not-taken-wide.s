@ A branch not taken, with 32-bit instructions before it: 2 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    add.w r7, r7, #1
    add.w r6, r6, #1
.endm

.macro sequence
    bne.w 1f
1:
.endm

    measure

@ A branch taken to a 32-bit instruction at a word address: 2 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    add.w r7, r7, #1
.endm

.macro sequence
    b.n 1f
    nop.n
1:
.endm

    measure

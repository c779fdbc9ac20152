@ An addition to the address register just before a store costs the store 1 cycle: 3 cycles for the two.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    add.w r1, r1, #0
    str.n r0, [r1]
    adds.n r5, r5, #1
.endm

.macro twin
    adds.n r7, r7, #1
    adds.n r6, r6, #1
    adds.n r5, r5, #1
.endm

    measure twin

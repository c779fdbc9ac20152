@ An addition to the address register, another addition, and a load: no cycle is lost, 4 cycles for the three.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    add.w r1, r1, #0
    adds.n r5, r5, #1
    ldr.n r0, [r1]
.endm

    measure

@ An addition to the address register just before a load costs the load 1 cycle: 4 cycles for the two.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    add.w r1, r1, #0
    ldr.n r0, [r1]
    adds.n r5, r5, #1
.endm

.macro twin
    adds.n r7, r7, #1
    adds.n r6, r6, #1
    adds.n r5, r5, #1
.endm

    measure twin

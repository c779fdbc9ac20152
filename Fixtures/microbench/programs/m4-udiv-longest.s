@ Division of 32 bits by 1 bit: the longest, 12 cycles by the manual's bound.
    .include "measure.inc"

.macro prepare
    mvn r12, #0
    movs r5, #1
.endm

.macro separator
.endm

.macro sequence
    udiv r0, r12, r5
.endm

    measure

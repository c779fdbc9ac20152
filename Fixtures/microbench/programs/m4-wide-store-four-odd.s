@ Four 32-bit stores in a row at halfword-odd addresses: 1 cycle more, 5 in all.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
.endm

.macro sequence
    str.w r0, [r1]
    str.w r0, [r1]
    str.w r0, [r1]
    str.w r0, [r1]
    adds.n r6, r6, #1
.endm

.macro twin
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

    measure twin

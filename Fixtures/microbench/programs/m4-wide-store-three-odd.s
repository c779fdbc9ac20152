@ Three 32-bit stores in a row at halfword-odd addresses: no cycle more, 3 in all.
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
    adds.n r6, r6, #1
.endm

.macro twin
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

    measure twin

@ Three 32-bit instructions in a row at halfword-odd addresses: 1 cycle more, 4 in all.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
.endm

.macro sequence
    add.w r0, r0, r5
    add.w r0, r0, r5
    add.w r0, r0, r5
    adds.n r6, r6, #1
.endm

.macro twin
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

    measure twin

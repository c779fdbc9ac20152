@ A halfword loaded from an odd byte address: 1 cycle more.
    .include "measure.inc"

.macro prepare
    movs r5, #1
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldrh.n r0, [r1, r5]
.endm

    measure

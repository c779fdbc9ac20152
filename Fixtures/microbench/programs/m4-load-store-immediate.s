@ A store with an immediate offset behind a load hides the load's stall: 2 cycles for the two.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1]
    str.n r4, [r2]
.endm

    measure

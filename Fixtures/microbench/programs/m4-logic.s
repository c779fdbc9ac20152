@ Exclusive or: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    eor.w r0, r0, r5
.endm

    measure

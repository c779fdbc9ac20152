@ Independent exclusive ors: two a cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    eor.w r0, r4, r5
    eor.w r3, r4, r6
.endm

    measure

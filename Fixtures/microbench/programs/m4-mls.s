@ Multiplication and subtraction, each depending on the one before where it can: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    mls r0, r4, r5, r0
.endm

    measure

@ A multiplication and a store do not pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    mul r0, r4, r5
.endm

.macro sequence
    str.w r5, [r1]
.endm

    measure

@ Two stores do not pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    str.w r4, [r1]
.endm

.macro sequence
    str.w r5, [r2, #4]
.endm

    measure

@ Two REV do not pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    rev.w r0, r4
.endm

.macro sequence
    rev.w r3, r5
.endm

    measure

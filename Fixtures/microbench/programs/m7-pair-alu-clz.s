@ CLZ does not go to the younger slot. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r0, r4, r5
.endm

.macro sequence
    clz r3, r4
.endm

    measure

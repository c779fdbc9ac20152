@ MSR does not pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
    movs r5, #1
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    msr primask, r5
.endm

.macro sequence
    eor.w r3, r5, r6
.endm

    measure

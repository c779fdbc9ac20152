@ STREX does not pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    strex r0, r5, [r1]
.endm

.macro sequence
    eor.w r3, r5, r6
.endm

    measure

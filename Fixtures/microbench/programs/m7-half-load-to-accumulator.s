@ Half load to the accumulator: 1 cycle. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ldrh.w r0, [r1]
.endm

.macro sequence
    mla r3, r5, r6, r0
.endm

    measure

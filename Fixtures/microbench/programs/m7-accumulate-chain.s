@ Accumulator to accumulator: 1 cycle. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    mla r0, r4, r5, r0
.endm

.macro sequence
    mla r0, r4, r5, r0
.endm

    measure

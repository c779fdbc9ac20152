@ Load to the data of a store: 0 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ldr.w r0, [r1]
.endm

.macro sequence
    str.w r0, [r2]
.endm

    measure

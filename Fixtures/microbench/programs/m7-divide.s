@ Signed division: about 7 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    sdiv r0, r4, r5
.endm

    measure

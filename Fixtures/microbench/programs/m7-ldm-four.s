@ LDM of 4 registers: 2 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    ldm.w r1, {r3-r6}
.endm

    measure

@ LDM pairs with nothing behind it. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ldm.w r1, {r0, r12}
.endm

.macro sequence
    eor.w r3, r5, r6
.endm

    measure

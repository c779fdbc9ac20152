@ LDRD pairs with nothing before it. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r0, r4, r5
.endm

.macro sequence
    ldrd r3, r12, [r1]
.endm

    measure

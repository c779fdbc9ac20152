@ Load to the address of a load: 3 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
    str r1, [r1]
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ldr.w r0, [r1]
.endm

.macro sequence
    ldr.w r3, [r0]
.endm

    measure

@ Word load to a shifted operand: 2 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ldr.w r0, [r1]
.endm

.macro sequence
    add.w r3, r5, r0, lsl #2
.endm

    measure

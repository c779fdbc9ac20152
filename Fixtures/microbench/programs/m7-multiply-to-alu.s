@ Multiplication to the ALU: 2 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    mul r0, r4, r5
.endm

.macro sequence
    eor.w r3, r0, r5
.endm

    measure

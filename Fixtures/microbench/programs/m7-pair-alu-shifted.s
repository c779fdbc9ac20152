@ An exclusive or and an instruction with a shifted operand pair. Measured: cycles that the last instruction adds to
@ the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r0, r4, r5
.endm

.macro sequence
    add.w r3, r5, r6, lsl #3
.endm

    measure

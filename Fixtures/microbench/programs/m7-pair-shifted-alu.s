@ An instruction with a shifted operand and an exclusive or pair. Measured: cycles that the last instruction adds to
@ the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    add.w r0, r4, r5, lsl #3
.endm

.macro sequence
    eor.w r3, r5, r6
.endm

    measure

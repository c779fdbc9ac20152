@ An addition in the younger slot cannot use the early ALU: 2 cycles to a shifted operand. Measured: cycles that the
@ last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r12, r4, r5
    add.w r0, r4, r5
.endm

.macro sequence
    add.w r3, r5, r0, lsl #2
.endm

    measure

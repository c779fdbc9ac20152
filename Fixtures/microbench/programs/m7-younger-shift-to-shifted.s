@ A shift in the younger slot can use the early ALU: 1 cycle to a shifted operand. Measured: cycles that the last
@ instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r12, r4, r5
    lsl.w r0, r4, #3
.endm

.macro sequence
    add.w r3, r5, r0, lsl #2
.endm

    measure

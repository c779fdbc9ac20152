@ The shifted register is needed one cycle early: 2 cycles behind the late ALU. Measured: cycles that the last
@ instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r0, r4, r5
.endm

.macro sequence
    add.w r3, r5, r0, lsl #2
.endm

    measure

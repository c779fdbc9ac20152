@ A shift uses the early ALU and feeds the late one in the same cycle. Measured: cycles that the last instruction
@ adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    lsl.w r0, r4, #3
.endm

.macro sequence
    eor.w r3, r0, r5
.endm

    measure

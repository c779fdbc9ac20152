@ Load of the address just stored to, and its use: about 4 cycles. Measured: cycles that the last instruction adds to
@ the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    str.w r5, [r1]
.endm

.macro sequence
    ldr.w r0, [r1]
    eor.w r3, r0, r5
.endm

    measure

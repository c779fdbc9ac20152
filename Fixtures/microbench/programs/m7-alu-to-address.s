@ Late ALU to an address: needed one cycle earlier than by an ALU, 2 cycles. Measured: cycles that the last
@ instruction adds to the one before.
    .include "measure.inc"

.macro prepare
    movs r5, #0
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r0, r1, r5
.endm

.macro sequence
    ldr.w r3, [r0]
.endm

    measure

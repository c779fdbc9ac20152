@ Unaligned load in the younger slot: 4 cycles more than 0. Measured: cycles that the last instruction adds to the
@ one before.
    .include "measure.inc"

.macro prepare
    add r1, r1, #1
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r3, r5, r6
.endm

.macro sequence
    ldr.w r0, [r1]
.endm

    measure

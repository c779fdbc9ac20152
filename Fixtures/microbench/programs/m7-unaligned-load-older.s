@ Unaligned load in the older slot: 3 cycles more than 1. Measured: cycles that the last instruction adds to the one
@ before.
    .include "measure.inc"

.macro prepare
    add r1, r1, #1
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    ldr.w r0, [r1]
.endm

    measure

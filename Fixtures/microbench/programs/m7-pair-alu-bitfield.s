@ A bit-field instruction does not go to the younger slot. Measured: cycles that the last instruction adds to the one
@ before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    eor.w r0, r4, r5
.endm

.macro sequence
    ubfx r3, r4, #8, #8
.endm

    measure

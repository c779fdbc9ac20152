@ A branch not taken pairs with the instruction behind it. Measured: cycles that the last instruction adds to the one
@ before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    bne.w 1f
1:
.endm

.macro sequence
    eor.w r3, r5, r6
.endm

    measure

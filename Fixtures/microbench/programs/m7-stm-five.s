@ STM of 5 registers at a multiple of 8: 3 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    stm.w r1, {r3-r6, r12}
.endm

    measure

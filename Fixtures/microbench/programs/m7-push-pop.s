@ PUSH and POP of 4 registers: 2 cycles each. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    push.w {r3-r6}
    pop.w {r3-r6}
.endm

    measure

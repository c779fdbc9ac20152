@ LDM of 2 registers: 1 cycle. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    ldm.w r1, {r4, r5}
.endm

    measure

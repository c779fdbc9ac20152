@ Signed saturation: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    ssat r0, #8, r4
.endm

    measure

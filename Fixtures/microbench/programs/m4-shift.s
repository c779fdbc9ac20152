@ Shift by a constant: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    lsls.n r0, r5, #3
.endm

    measure

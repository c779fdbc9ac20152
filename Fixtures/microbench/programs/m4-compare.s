@ Comparison: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    cmp.n r5, r6
.endm

    measure

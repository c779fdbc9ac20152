@ Dual 16-bit multiplication with accumulation, each depending on the one before where it can: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    smlad r0, r4, r5, r0
.endm

    measure

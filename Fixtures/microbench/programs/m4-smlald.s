@ Dual 16-bit multiplication with long accumulation, each depending on the one before where it can: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    smlald r0, r12, r4, r5
.endm

    measure

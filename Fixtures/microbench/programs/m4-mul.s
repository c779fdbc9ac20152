@ 32-bit multiplication, each depending on the one before where it can: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    muls.n r0, r5, r0
.endm

    measure

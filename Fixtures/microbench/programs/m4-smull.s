@ Signed long multiplication, each depending on the one before where it can: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    smull r0, r12, r4, r5
.endm

    measure

@ Loads behind loads: 1 cycle each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    ldr.n r0, [r1]
.endm

    measure

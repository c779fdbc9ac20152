@ VSTR of a single: 1 cycle.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    vstr.32 s0, [r1]
.endm

    measure

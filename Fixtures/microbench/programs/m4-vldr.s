@ VLDR of a single: 2 cycles.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    vldr.32 s0, [r1]
.endm

    measure

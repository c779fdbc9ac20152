@ VSTM of 4 singles: 5 cycles.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    vstmia r1, {s0-s3}
.endm

    measure

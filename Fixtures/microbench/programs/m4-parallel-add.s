@ Parallel addition of bytes: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    uadd8 r0, r4, r5
.endm

    measure

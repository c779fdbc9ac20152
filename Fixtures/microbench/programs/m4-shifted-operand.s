@ Addition of a shifted register: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    add.w r0, r0, r5, lsl #3
.endm

    measure

@ Addition of a register: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    adds.n r0, r0, r5
.endm

    measure

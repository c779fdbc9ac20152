@ Sign extension and addition: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    sxtab r0, r0, r4
.endm

    measure

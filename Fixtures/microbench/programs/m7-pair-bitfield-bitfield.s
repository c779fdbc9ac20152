@ Two bit-field instructions do not pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ubfx r0, r4, #4, #8
.endm

.macro sequence
    ubfx r3, r4, #8, #8
.endm

    measure

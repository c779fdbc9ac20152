@ Long multiplication with two additions, each depending on the one before where it can: 1 cycle.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
.endm

.macro sequence
    umaal r0, r12, r4, r5
.endm

    measure

@ VMOV of two registers: 2 cycles.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vmov s0, s1, r5, r6
.endm

    measure

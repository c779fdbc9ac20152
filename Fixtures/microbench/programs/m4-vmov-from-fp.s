@ VMOV of one register from the FPU: 1 cycle.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vmov r0, s1
.endm

    measure

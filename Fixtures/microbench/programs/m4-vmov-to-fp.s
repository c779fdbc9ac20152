@ VMOV of one register to the FPU: 1 cycle.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vmov s0, r5
.endm

    measure

@ VMUL to VADD: 3 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    vmul.f32 s0, s1, s2
.endm

.macro sequence
    vadd.f32 s3, s0, s4
.endm

    measure

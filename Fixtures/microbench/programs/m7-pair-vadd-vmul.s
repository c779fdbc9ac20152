@ Two floating-point arithmetic instructions do not pair. Measured: cycles that the last instruction adds to the one
@ before.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    vadd.f32 s0, s1, s2
.endm

.macro sequence
    vmul.f32 s3, s4, s5
.endm

    measure

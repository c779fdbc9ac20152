@ Floating-point and integer arithmetic pair. Measured: cycles that the last instruction adds to the one before.
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
    eor.w r3, r5, r6
.endm

    measure

@ VDIV: 16 cycles. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    vdiv.f32 s0, s1, s2
.endm

    measure

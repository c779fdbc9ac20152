@ VSQRT: 14 cycles.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vsqrt.f32 s0, s1
.endm

    measure

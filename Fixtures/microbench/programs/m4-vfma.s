@ VFMA twice, with different registers: 3 cycles each.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vfma.f32 s0, s1, s2
    vfma.f32 s3, s4, s5
.endm

    measure

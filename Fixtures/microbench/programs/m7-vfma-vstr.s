@ VFMA and VSTR do not pair: 6 cycles for three of each.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vfma.f32 s0, s3, s4
    vstr.32 s5, [r1]
    vfma.f32 s1, s3, s4
    vstr.32 s6, [r1]
    vfma.f32 s2, s3, s4
    vstr.32 s7, [r1]
.endm

    measure

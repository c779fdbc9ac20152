@ VFMA on three accumulators in turn: 1 cycle each.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vfma.f32 s0, s3, s4
    vfma.f32 s1, s3, s4
    vfma.f32 s2, s3, s4
.endm

    measure

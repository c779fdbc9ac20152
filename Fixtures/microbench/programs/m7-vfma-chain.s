@ VFMA on one accumulator: 3 cycles each.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vfma.f32 s0, s1, s2
.endm

    measure

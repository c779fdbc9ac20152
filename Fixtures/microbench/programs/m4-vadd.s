@ VADD, its result not used: 1 cycle.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vadd.f32 s0, s1, s2
.endm

    measure

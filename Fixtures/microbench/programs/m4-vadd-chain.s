@ VADD, its result used by the next: 2 cycles.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vadd.f32 s0, s0, s1
.endm

    measure

@ VCVT, its result not used: 1 cycle.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vcvt.s32.f32 s0, s1
.endm

    measure

@ Integer instructions behind a VDIV overlap it: 14 cycles with ten additions.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vdiv.f32 s0, s1, s2
    .rept 10
    adds.n r6, r6, #1
    .endr
.endm

    measure

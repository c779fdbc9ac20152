@ More integer instructions than a VDIV takes hide it: 21 cycles with twenty additions.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vdiv.f32 s0, s1, s2
    .rept 20
    adds.n r6, r6, #1
    .endr
.endm

    measure

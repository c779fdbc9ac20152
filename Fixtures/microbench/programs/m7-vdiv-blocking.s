@ Integer instructions behind a VDIV wait for it, but for one that pairs: eight of them take 4 cycles more.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    vdiv.f32 s0, s1, s2
    .rept 8
    eor.w r0, r4, r5
    .endr
.endm

    measure

@ VFMA.F64 with no other near: 7 cycles.
    .set FEWER_REPETITIONS, 60
    .include "measure.inc"

.macro prepare
    prepare_double
.endm

.macro separator
    vmov.f64 d0, d1
    .rept 32
    eor.w r0, r4, r5
    .endr
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    vfma.f64 d0, d1, d2
.endm

    measure

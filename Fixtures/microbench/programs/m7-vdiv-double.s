@ VDIV.F64: 30 cycles.
    .include "measure.inc"

.macro prepare
    prepare_double
.endm

.macro separator
.endm

.macro sequence
    vdiv.f64 d0, d1, d2
.endm

    measure

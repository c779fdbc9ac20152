@ VMUL.F64: 5 cycles.
    .include "measure.inc"

.macro prepare
    prepare_double
.endm

.macro separator
.endm

.macro sequence
    vmul.f64 d0, d1, d2
.endm

    measure

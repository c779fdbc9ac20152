@ VADD.F64 of numbers with one exponent: 1 cycle.
    .include "measure.inc"

.macro prepare
    prepare_double
.endm

.macro separator
.endm

.macro sequence
    vadd.f64 d0, d1, d2
.endm

    measure

@ VADD.F64 of numbers with different exponents: 2 cycles.
    .include "measure.inc"

.macro prepare
    prepare_double
    vmov.f64 d2, #0.25
.endm

.macro separator
.endm

.macro sequence
    vadd.f64 d0, d1, d2
.endm

    measure

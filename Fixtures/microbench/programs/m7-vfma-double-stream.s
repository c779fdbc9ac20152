@ VFMA.F64 behind VFMA.F64: 6 to 10 cycles by the exponents.
    .include "measure.inc"

.macro prepare
    prepare_double
.endm

.macro separator
.endm

.macro sequence
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7
    vfma.f64 d\n, d8, d9
    .endr
.endm

    measure

@ VFMA and VMOV do not pair: 6 cycles for three of each.
    .include "measure.inc"

.macro prepare
    prepare_floating_point
.endm

.macro separator
.endm

.macro sequence
    vfma.f32 s0, s3, s4
    vmov r0, s5
    vfma.f32 s1, s3, s4
    vmov r0, s6
    vfma.f32 s2, s3, s4
    vmov r0, s7
.endm

    measure

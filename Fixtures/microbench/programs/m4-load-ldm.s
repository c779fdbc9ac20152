@ LDM does not overlap a load before it: 5 cycles for the load and two registers.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.w r0, [r2]
    ldm.w r1, {r4, r5}
.endm

    measure

@ LDR R0,[R1]; LDR R1,[R2]: 3 cycles.
    .include "measure.inc"

.macro prepare
    str r1, [r2]
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1]
    ldr.n r1, [r2]
.endm

    measure

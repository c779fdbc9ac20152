@ LDR R0,[R1,R2]; STR R0,[R3,#20]: 3 cycles.
    .include "measure.inc"

.macro prepare
    movs r2, #64
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1, r2]
    str.n r0, [r3, #20]
.endm

    measure

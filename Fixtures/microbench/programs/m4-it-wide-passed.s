@ The same with a 32-bit instruction before the IT, condition passed: 3 cycles.
    .include "measure.inc"

.macro prepare
    mvn r1, #0
.endm

.macro separator
    add.w r7, r7, #1
.endm

.macro sequence
    movs.w r0, r1
    it mi
    rsbmi.n r0, r0, #0
.endm

    measure

@ PUSH and POP of 3 registers, with an addition between: 4 cycles each.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    push.n {r3, r4, r5}
    adds.n r6, r6, #1
    pop.n {r3, r4, r5}
    adds.n r6, r6, #1
.endm

.macro twin
    adds.n r7, r7, #1
    adds.n r6, r6, #1
    adds.n r6, r6, #1
    adds.n r6, r6, #1
.endm

    measure twin

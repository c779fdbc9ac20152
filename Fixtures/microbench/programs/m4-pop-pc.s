@ POP of the program counter alone: 1 + N + P cycles, P being 1 to 3.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    addw r0, pc, #5
    push.n {r0}
.endm

.macro sequence
    pop.n {pc}
.endm

    measure

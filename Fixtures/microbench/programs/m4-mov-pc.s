@ Move to the program counter: 1 + P cycles, P being 1 to 3.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    addw r0, pc, #4
.endm

.macro sequence
    mov.n pc, r0
    nop.n
.endm

    measure

@ Three iterations of a loop that starts with a 32-bit instruction at a halfword-odd address, with the two moves
@ before it: 19 cycles.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    movs.n r1, #3
    adds.n r7, r7, #1
.endm

.macro sequence
    mov.n r2, r0
    mov.w r0, #1
1:
    mul r0, r0, r2
    sub.w r1, r1, #1
    cmp.n r1, #0
    bne.n 1b
    adds.n r7, r7, #1
.endm

.macro twin
    movs.n r1, #3
    adds.n r7, r7, #1
    adds.n r7, r7, #1
.endm

    measure twin

@ 1: subs r0,#1; bne 1b across an 8-byte boundary, from ITCM: 2 cycles an iteration.
    .include "measure.inc"

.macro prepare
.endm

.macro loop_body count
    movw r0, #\count
    nop.n
1:
    subs.n r0, r0, #1
    bne.n 1b
.endm

    measure_loop

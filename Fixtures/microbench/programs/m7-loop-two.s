@ 1: subs r0,#1; bne 1b within 8 bytes, from ITCM: 1 cycle an iteration.
    .include "measure.inc"

.macro prepare
.endm

.macro loop_body count
    movw r0, #\count
1:
    subs.n r0, r0, #1
    bne.n 1b
.endm

    measure_loop

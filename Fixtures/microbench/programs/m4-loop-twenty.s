@ Eighteen 1-cycle instructions and a taken 32-bit branch: 20 cycles an iteration.
    .include "measure.inc"

.macro prepare
.endm

.macro loop_body count
    movw r12, #\count
    nop.w
1:
    .rept 17
    nop.w
    .endr
    subs.w r12, r12, #1
    bne.w 1b
.endm

    measure_loop

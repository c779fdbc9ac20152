@ Forty instructions that all pair, the branch included: 20 cycles an iteration.
    .include "measure.inc"

.macro prepare
.endm

.macro loop_body count
    movw r12, #\count
    nop.w
1:
    .rept 30
    nop.w
    .endr
    subs.w r12, r12, #1
    .rept 8
    nop.w
    .endr
    bne.w 1b
.endm

    measure_loop

@ Forty instructions that all pair, the branch included, from flash with the instruction cache on: 20 cycles an
@ iteration.
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

    .include "caches.inc"
    .text
    .thumb_func
    .global configure
configure:
    enable_instruction_cache
    bx lr
    .ltorg

@ Forty instructions that all pair, the branch included, from flash at 216 MHz with seven wait states and the
@ instruction cache on: the loop fits the cache, so it shows no wait state.
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
    .include "clock-f746.inc"
    .text
    .thumb_func
    .global configure
configure:
    clock_216MHz
    enable_instruction_cache
    bx lr
    .ltorg

    restore_clock

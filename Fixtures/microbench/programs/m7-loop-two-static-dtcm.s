@ 1: subs r0,#1; bne 1b within 8 bytes, from DTCM with the branch target cache off: 4 cycles an iteration.
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

    .text
    .thumb_func
    .global configure
configure: @ ACTLR: DISBTACREAD and DISBTACALLOC (Arm DDI 0489, 3.3.1)
    ldr r0, =0xE000E008
    ldr r1, [r0]
    orr r1, r1, #3 << 13
    str r1, [r0]
    bx lr
    .ltorg

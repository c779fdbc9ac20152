@ From an SVC to the first instruction of its handler: 12 cycles, the SVC itself counting 1.
    .include "measure.inc"

    .text
@ Sixteen times after once to warm up: cycles between two readings of the counter, less those with a 1-cycle instruction
@ in the place of what is measured.
    .thumb_func
    .global microbenchmark
microbenchmark:
    push {r3-r11, lr}
    constant r11, 0xE0001004
    constant r10, 0xE000ED04 @ ICSR
    mov r9, #1 << 28 @ PENDSVSET
    movs r7, #17
    cpsie i
    .balign 8
1:
    ldr.w r4, [r11]
    svc #0

    subs r5, r5, r4
    ldr.w r4, [r11]
    movs.n r6, #0
    ldr.w r6, [r11]
    subs r6, r6, r4
    subs r5, r5, r6
    cmp r7, #17
    ite eq
    moveq r8, #0
    addne r8, r8, r5
    subs r7, r7, #1
    bne 1b
    cpsid i
    mov r0, r8
    movs r1, #16
    pop {r3-r11, pc}

    .balign 8
    .thumb_func
    .global SVC_Handler
SVC_Handler:
    ldr.w r5, [r11]
    bx lr

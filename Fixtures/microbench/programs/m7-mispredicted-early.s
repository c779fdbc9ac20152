@ A mispredicted branch with the flags set more than three cycles before: 6 cycles. The time of ten iterations of an
@ inner loop with its exit mispredicted, less that of the same 400 instructions without a branch.
    .include "measure.inc"

.macro prepare
.endm

@ Ten iterations of forty instructions that all pair.
.macro looping
    movw r8, #10
    nop.w
1:
    .rept 30
    nop.w
    .endr
    subs.w r8, r8, #1
    .rept 8
    nop.w
    .endr
    bne.w 1b
.endm

.macro straight
    movw r8, #10
    nop.w
    .rept 10
        .rept 30
        nop.w
        .endr
        subs.w r8, r8, #1
        .rept 8
        nop.w
        .endr
        nop.w
    .endr
.endm

.macro outer inner, count
    movw r6, #\count
    nop.w
2:  \inner
    subs.w r6, r6, #1
    .rept 8
    nop.w
    .endr
    bne.w 2b
.endm

    timed long_loops, outer looping, 120
    timed short_loops, outer looping, 20
    timed long_straight, outer straight, 120
    timed short_straight, outer straight, 20
    difference long_loops, short_loops, long_straight, short_straight, 100

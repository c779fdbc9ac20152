@ Five unaligned stores into an empty store buffer: no stall, 1 cycle each.
    .set FEWER_REPETITIONS, 30
    .include "measure.inc"

.macro prepare
    add r1, r1, #1
.endm

.macro separator
    .rept 64
    eor.w r0, r4, r5
    .endr
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    .rept 5
    str.w r5, [r1]
    .endr
.endm

    measure

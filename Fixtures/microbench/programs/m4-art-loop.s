@ The loop of m4-loop-twenty in flash at 168 MHz with five wait states: it fits the instruction lines of the ART
@ accelerator, so it shows no wait state.
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

    .include "clock-f407.inc"
    clock_168MHz 5|1<<8|1<<9|1<<10

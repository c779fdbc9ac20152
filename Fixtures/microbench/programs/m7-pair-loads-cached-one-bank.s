@ Two loads from even words of the data cache do not pair. Measured: cycles that the last instruction adds to the one
@ before.
    .include "measure.inc"

.macro prepare
    mov r1, #0x24000000
    strd r5, r6, [r1]
    strd r5, r6, [r1, #8]
    strd r5, r6, [r1, #16]
    strd r5, r6, [r1, #24]
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ldr.w r0, [r1]
.endm

.macro sequence
    ldr.w r3, [r1, #8]
.endm

    measure

    .include "caches.inc"
    .text
    .thumb_func
    .global configure
configure:
    enable_data_cache
    bx lr
    .ltorg

@ Loads from core-coupled memory and SRAM1 in turn do not overlap: 4 cycles for the two.
    .include "measure.inc"

.macro prepare
    mov r2, #0x20000000
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.n r0, [r1]
    ldr.n r4, [r2]
.endm

    measure

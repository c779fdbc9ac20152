@ A load from the literal pool: 2 cycles, perhaps 1 more for contention with the fetch.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    adds.n r7, r7, #1
    adds.n r6, r6, #1
.endm

.macro sequence
    ldr.w r0, =0x2468ACE1
.endm

    measure

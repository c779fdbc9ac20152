@ STM of 4 registers at an odd word: 1 cycle more, 3. Measured: cycles that the last instruction adds to the one
@ before.
    .include "measure.inc"

.macro prepare
    add r1, r1, #4
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
.endm

.macro sequence
    stm.w r1, {r3-r6}
.endm

    measure

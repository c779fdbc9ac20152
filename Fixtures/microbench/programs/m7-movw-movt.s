@ MOVW and MOVT of one register pair. Measured: cycles that the last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    movw r0, #0x1234
.endm

.macro sequence
    movt r0, #0x5678
.endm

    measure

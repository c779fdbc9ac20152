@ A bit-field instruction that uses the early shifter does not pair with a shifted operand. Measured: cycles that the
@ last instruction adds to the one before.
    .include "measure.inc"

.macro prepare
.endm

.macro separator
    mrs r7, primask
    mrs r7, primask
    ubfx r0, r4, #4, #8
.endm

.macro sequence
    add.w r3, r5, r6, lsl #3
.endm

    measure

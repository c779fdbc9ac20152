@ Vector table, reset code and output of a microbenchmark. Assembled for one board (BOARD_HEADER) and one program
@ (PROGRAM_NAME). Needs nothing but the core and one UART: it runs at the clock of reset, unless the program itself
@ changes that.
    .syntax unified
    .thumb
#include BOARD_HEADER

    .section .vectors, "a"
    .word stack_top
    .word Reset_Handler
    .rept 5
    .word Fault_Handler @ NMI, HardFault, MemManage, BusFault, UsageFault
    .endr
    .rept 4
    .word 0
    .endr
    .word SVC_Handler
    .word Fault_Handler
    .word 0
    .word PendSV_Handler
    .word Fault_Handler
    .rept 150
    .word Fault_Handler
    .endr

    .weak SVC_Handler
    .thumb_set SVC_Handler, Fault_Handler
    .weak PendSV_Handler
    .thumb_set PendSV_Handler, Fault_Handler
    .weak configure
    .thumb_set configure, nothing
    .weak restore
    .thumb_set restore, nothing

    .text
    .thumb_func
    .global Reset_Handler
Reset_Handler:
    cpsid i
    @ Floating point on, no lazy state kept for the programs that do not use it.
    ldr r0, =0xE000ED88 @ CPACR
    ldr r1, [r0]
    orr r1, r1, #0xF << 20
    str r1, [r0]
    dsb
    isb
    ldr r0, =measured_load
    ldr r1, =measured_start
    ldr r2, =measured_end
    bl copy
    ldr r0, =buffer_start
    ldr r1, =buffer_end
    movs r2, #0
1:  cmp r0, r1
    it lo
    strlo r2, [r0], #4
    blo 1b
    @ DEMCR.TRCENA, the Cortex-M7's lock (without effect on the Cortex-M4), CYCCNTENA.
    ldr r0, =0xE000EDFC
    ldr r1, [r0]
    orr r1, r1, #1 << 24
    str r1, [r0]
    ldr r0, =0xE0001000
    ldr r1, =0xC5ACCE55
    str r1, [r0, #0xFB0]
    movs r1, #0
    str r1, [r0, #4]
    ldr r1, [r0]
    orr r1, r1, #1
    str r1, [r0]
    bl configure
    dsb
    isb
    bl microbenchmark
    mov r4, r0
    mov r5, r1
    bl restore
    bl output_start
    ldr r0, =before_cycles
    bl put_text
    mov r0, r4
    bl put_number
    ldr r0, =before_repetitions
    bl put_text
    mov r0, r5
    bl put_number
    ldr r0, =line_end
    bl put_text
    b finish

    .thumb_func
nothing:
    bx lr

    .thumb_func
Fault_Handler:
    bl restore
    bl output_start
    ldr r0, =fault_text
    bl put_text

@ Ends the program if a debugger is there to see it; else nothing ever wakes the core.
finish:
    ldr r0, =0xE000EDF0
    ldr r0, [r0]
    lsls r0, r0, #31
    beq 1f
    movs r0, #0x18 @ SYS_EXIT
    ldr r1, =0x20026 @ ADP_Stopped_ApplicationExit
    bkpt 0xAB
1:  cpsid i
    wfi
    b 1b

@ Copies words from r0 to r1 up to r2, unless they are in place.
copy:
    cmp r0, r1
    beq 2f
1:  cmp r1, r2
    bhs 2f
    ldr r3, [r0], #4
    str r3, [r1], #4
    b 1b
2:  dsb
    isb
    bx lr

@ The text at r0, up to its zero.
put_text:
    push {r4, lr}
    mov r4, r0
1:  ldrb r0, [r4], #1
    cbz r0, 2f
    bl put
    b 1b
2:  pop {r4, pc}

@ The signed number r0 in decimal.
put_number:
    push {r4-r6, lr}
    sub sp, sp, #16
    mov r4, r0
    cmp r0, #0
    bge 1f
    rsbs r4, r4, #0
    movs r0, #'-'
    bl put
1:  movs r5, #0
    movs r6, #10
2:  udiv r0, r4, r6
    mls r1, r0, r6, r4
    adds r1, r1, #'0'
    strb r1, [sp, r5]
    adds r5, r5, #1
    movs r4, r0
    bne 2b
3:  subs r5, r5, #1
    ldrb r0, [sp, r5]
    bl put
    cmp r5, #0
    bne 3b
    add sp, sp, #16
    pop {r4-r6, pc}

@ Sends the character r0: by semihosting if a debugger is attached (DHCSR.C_DEBUGEN), else by ITM port 0 if that is
@ enabled (ITM_TCR.ITMENA, ITM_TER bit 0), else by the UART.
put:
    ldr r1, =0xE000EDF0
    ldr r1, [r1]
    lsls r1, r1, #31
    bne 3f
    ldr r1, =0xE0000E80
    ldr r1, [r1]
    ldr r2, =0xE0000E00
    ldr r2, [r2]
    ands r1, r1, r2
    lsls r1, r1, #31
    bne 2f
    ldr r1, =UART_BASE
1:  ldr r2, [r1, #UART_STATUS]
    tst r2, #1 << 7 @ TXE
    beq 1b
    str r0, [r1, #UART_DATA]
    bx lr
2:  mov r1, #0xE0000000
4:  ldr r2, [r1]
    cmp r2, #0
    beq 4b
    strb r0, [r1]
    bx lr
3:  push {r0, lr}
    mov r1, sp
    movs r0, #3 @ SYS_WRITEC
    bkpt 0xAB
    pop {r0, pc}

@ Clocks of the UART and its port, the pin, 115,200 baud at the clock of reset.
output_start:
    ldr r0, =RCC_BASE
    ldr r1, [r0, #RCC_PORT_ENABLE]
    orr r1, r1, #RCC_PORT_BIT
    str r1, [r0, #RCC_PORT_ENABLE]
    ldr r1, [r0, #RCC_UART_ENABLE]
    orr r1, r1, #RCC_UART_BIT
    str r1, [r0, #RCC_UART_ENABLE]
    ldr r1, [r0, #RCC_UART_ENABLE]
    ldr r0, =PORT_BASE
    ldr r1, [r0]
    bic r1, r1, #3 << (2 * PORT_PIN)
    orr r1, r1, #2 << (2 * PORT_PIN)
    str r1, [r0]
    ldr r1, [r0, #0x20 + PORT_PIN / 8 * 4]
    bic r1, r1, #15 << (PORT_PIN % 8 * 4)
    orr r1, r1, #7 << (PORT_PIN % 8 * 4)
    str r1, [r0, #0x20 + PORT_PIN / 8 * 4]
    ldr r0, =UART_BASE
    ldr r1, =(RESET_HERTZ + 57600) / 115200
    str r1, [r0, #UART_BAUD]
    ldr r1, =UART_ENABLE
    str r1, [r0, #UART_CONTROL]
    bx lr

    .ltorg
    .section .rodata
#define STRING(x) #x
#define QUOTED(x) STRING(x)
before_cycles: .asciz "microbench " QUOTED(PROGRAM_NAME) " cycles "
before_repetitions: .asciz " per "
line_end: .asciz "\r\n"
fault_text: .asciz "microbench " QUOTED(PROGRAM_NAME) " fault\r\n"

@ Data of the program: four areas, see measure.inc. The last of them is the stack's neighbour.
    .section .buffer, "aw", %nobits
    .balign 4096
    .global buffer
buffer: .space 0x3400

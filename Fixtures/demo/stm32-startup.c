// Vector table, reset code and main of the STM32 demonstrations.
#include "../runtime/semihosting.h"
#include "report.h"
#include "stm32.h"

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];

volatile uint32_t milliseconds;

void SysTick_Handler(void) { milliseconds++; }

void delay_milliseconds(uint32_t count) {
  uint32_t start = milliseconds;
  while (milliseconds - start < count) {
  }
}

void start_cycle_counter(void) {
  DEMCR |= 1u << 24;  // TRCENA
  DWT_LAR = 0xC5ACCE55;
  DWT_CYCCNT = 0;
  DWT_CTRL |= 1;
}

uint32_t board_cycles(void) { return DWT_CYCCNT; }

static _Noreturn void stop(uint32_t reason) {
  for (;;) semihosting(SYS_EXIT, (const void *)reason);
}

_Noreturn void Reset_Handler(void) {
  SCB_CPACR |= 0xFu << 20;
  dsb();
  isb();
  for (uint32_t *from = data_load, *to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t *to = bss_start; to < bss_end;) *to++ = 0;
  clock_init();
  SYST_RVR = board_hertz / 1000 - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
  delay_milliseconds(2);
  uart_init();
  start_cycle_counter();
  report(board_name, board_hertz);
  stop(ADP_STOPPED_APPLICATION_EXIT);
}

void Fault_Handler(void) { stop(ADP_STOPPED_RUN_TIME_ERROR); }

typedef void (*Vector)(void);
__attribute__((section(".vectors"), used)) const Vector vectors[16 + 98] = {
  [0] = (Vector)stack_top,
  [1] = (Vector)Reset_Handler,
  [2 ... 6] = Fault_Handler,
  [11 ... 12] = Fault_Handler,
  [14] = Fault_Handler,
  [15] = SysTick_Handler,
  [16 ... 113] = Fault_Handler,
};

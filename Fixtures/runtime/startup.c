// Vector table and reset code for the mps2 boards (and, with SETS_CLOCK, for an STM32 part): FPU on, .data copied, .bss cleared, main called.
#include "armv7m.h"
#include "console.h"

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern int main(void);
extern void _start(void);
extern void clock_init(void);

_Noreturn void Reset_Handler(void) {
  SCB_CPACR |= 0xFu << 20;
  dsb();
  isb();
  for (uint32_t *from = data_load, *to = data_start; to < data_end;) *to++ = *from++;
#ifdef USE_CRT0
  // newlib's own start-up asks the host for heap and stack, clears .bss, runs constructors and calls exit(main()).
  _start();
  for (;;) {
  }
#else
  for (uint32_t *to = bss_start; to < bss_end;) *to++ = 0;
#ifdef SETS_CLOCK
  clock_init();
#endif
  exit_with((uint32_t)main());
#endif
}

#ifdef USE_CRT0
// newlib calls these around the arrays of constructors and destructors; there is nothing for them to do.
void _init(void) {}
void _fini(void) {}
#endif

void Default_Handler(void) {
  print_decimal("unexpected exception", (int32_t)(READ_SPECIAL(ipsr) & 0x1FF));
  print_hex("CFSR", SCB_CFSR);
  print_hex("HFSR", SCB_HFSR);
  exit_with(99);
}

#define HANDLER(name) void name(void) __attribute__((weak, alias("Default_Handler")))
HANDLER(NMI_Handler);
HANDLER(HardFault_Handler);
HANDLER(MemManage_Handler);
HANDLER(BusFault_Handler);
HANDLER(UsageFault_Handler);
HANDLER(SVC_Handler);
HANDLER(DebugMon_Handler);
HANDLER(PendSV_Handler);
HANDLER(SysTick_Handler);
HANDLER(UART0_RX_Handler);
HANDLER(UART0_TX_Handler);
HANDLER(TIMER0_Handler);
HANDLER(TIMER1_Handler);
HANDLER(DUALTIMER_Handler);
HANDLER(IRQ16_Handler);
HANDLER(IRQ17_Handler);
HANDLER(IRQ18_Handler);

typedef void (*Vector)(void);
__attribute__((section(".vectors"), used)) const Vector vectors[16 + 32] = {
  [0] = (Vector)stack_top,
  [1] = Reset_Handler,
  [2] = NMI_Handler,
  [3] = HardFault_Handler,
  [4] = MemManage_Handler,
  [5] = BusFault_Handler,
  [6] = UsageFault_Handler,
  [11] = SVC_Handler,
  [12] = DebugMon_Handler,
  [14] = PendSV_Handler,
  [15] = SysTick_Handler,
  [16] = UART0_RX_Handler,
  [17] = UART0_TX_Handler,
  [18 ... 23] = Default_Handler,
  [24] = TIMER0_Handler,
  [25] = TIMER1_Handler,
  [26] = DUALTIMER_Handler,
  [27 ... 31] = Default_Handler,
  [32] = IRQ16_Handler,
  [33] = IRQ17_Handler,
  [34] = IRQ18_Handler,
  [35 ... 47] = Default_Handler,
};

// Start-up, timing and output of a whole program: it runs under each condition of its board, once to warm up and then
// timed by DWT_CYCCNT, and prints a line for each. Output goes to a debugger by semihosting if one is attached, else to the
// UART.
#include "harness.h"
#include BOARD_HEADER

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define DHCSR REGISTER(0xE000EDF0)
#define DEMCR REGISTER(0xE000EDFC)
#define DWT_CTRL REGISTER(0xE0001000)
#define DWT_CYCCNT REGISTER(0xE0001004)
#define DWT_LAR REGISTER(0xE0001FB0)
#define CPACR REGISTER(0xE000ED88)

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];

static uint32_t semihosting(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static int debugger_is_attached(void) { return DHCSR & 1; }

static void put(char character) {
  if (debugger_is_attached()) {
    semihosting(3, &character);
    return;
  }
  while (!(REGISTER(UART_BASE + UART_STATUS) & 1u << 7)) {
  }
  REGISTER(UART_BASE + UART_DATA) = (uint8_t)character;
}

static void put_text(const char *text) {
  while (*text) put(*text++);
}

static void put_number(uint32_t number) {
  if (number >= 10) put_number(number / 10);
  put((char)('0' + number % 10));
}

static void uart_init(void) {
  REGISTER(RCC_BASE + RCC_PORT_ENABLE) |= RCC_PORT_BIT;
  REGISTER(RCC_BASE + RCC_UART_ENABLE) |= RCC_UART_BIT;
  (void)REGISTER(RCC_BASE + RCC_UART_ENABLE);
  REGISTER(PORT_BASE) = (REGISTER(PORT_BASE) & ~(3u << 2 * PORT_PIN)) | 2u << 2 * PORT_PIN;
  volatile uint32_t *alternate = &REGISTER(PORT_BASE + 0x20 + PORT_PIN / 8 * 4);
  *alternate = (*alternate & ~(15u << PORT_PIN % 8 * 4)) | 7u << PORT_PIN % 8 * 4;
  REGISTER(UART_BASE + UART_BAUD) = (RESET_HERTZ + 57600) / 115200;
  REGISTER(UART_BASE + UART_CONTROL) = UART_ENABLE;
}

static _Noreturn void finish(void) {
  if (debugger_is_attached()) semihosting(0x18, (const void *)0x20026);
  for (;;) __asm__ volatile("cpsid i\n wfi");
}

static void measure(const struct condition *condition, uint32_t *expected) {
  condition->enter();
  uint32_t checksum = program_work(condition->workspace);
  uint32_t start = DWT_CYCCNT;
  for (uint32_t run = 0; run < program_runs; run++) checksum = program_work(condition->workspace);
  uint32_t cycles = DWT_CYCCNT - start;
  leave_condition();
  if (!*expected) *expected = checksum;
  put_text("program ");
  put_text(program_name);
  put_text(" ");
  put_text(condition->name);
  if (checksum != *expected) {
    put_text(" fault\r\n");
    return;
  }
  put_text(" cycles ");
  put_number(cycles);
  put_text(" per ");
  put_number(program_runs);
  put_text("\r\n");
}

_Noreturn void Reset_Handler(void) {
  __asm__ volatile("cpsid i");
  CPACR |= 0xFu << 20;
  __asm__ volatile("dsb\n isb" ::: "memory");
  for (uint32_t *from = data_load, *to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t *to = bss_start; to < bss_end;) *to++ = 0;
  DEMCR |= 1u << 24;
  DWT_LAR = 0xC5ACCE55;
  DWT_CYCCNT = 0;
  DWT_CTRL |= 1;
  uart_init();
  uint32_t expected = 0;
  for (uint32_t index = 0; index < condition_count; index++) measure(&conditions[index], &expected);
  finish();
}

static void Fault_Handler(void) {
  leave_condition();
  put_text("program ");
  put_text(program_name);
  put_text(" fault\r\n");
  finish();
}

typedef void (*Vector)(void);
__attribute__((section(".vectors"), used)) const Vector vectors[16] = {
  [0] = (Vector)stack_top,
  [1] = (Vector)Reset_Handler,
  [2 ... 6] = Fault_Handler,
  [11 ... 12] = Fault_Handler,
  [14 ... 15] = Fault_Handler,
};

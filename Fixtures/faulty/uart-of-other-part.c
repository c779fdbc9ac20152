// Sends through the low-power UART where the STM32L4 has it; the F407 has nothing there.
// kind: peripheral-without-stub
// object: -
// function: send
// boards: stm32f407
// flags: -O2
// host: no: fixed addresses
#include "firmware.h"

#ifdef FIXED
// USART2 of the F407 (RM0090).
enum { BASE = 0x40004400, DATA = 0x04, BAUD = 0x08, CONTROL = 0x0C, ENABLE = 1 << 13 | 1 << 3, DIVIDER = 365 };
#else
// LPUART1 of the STM32L4 (RM0351).
enum { BASE = 0x40008000, DATA = 0x28, BAUD = 0x0C, CONTROL = 0x00, ENABLE = 1 << 3 | 1 << 0, DIVIDER = 8889 };
#endif

static NOINLINE void send(uintptr_t port, const char *text) {
  REGISTER(port + BAUD) = DIVIDER;                         // BUG
  REGISTER(port + CONTROL) = ENABLE;                       // BUG
  while (*text) REGISTER(port + DATA) = (uint8_t)*text++;  // BUG
}

int main(void) {
  send(INPUT((uintptr_t)BASE), "ready\r\n");
  print("sent\n");
  return 0;
}

// Drives the pins of a port that this part does not have.
// kind: peripheral-without-stub
// object: -
// function: write_pins
// boards: stm32f407
// flags: -O2
// host: no: fixed addresses
#include "firmware.h"

enum { BSRR = 0x18 };
#define RCC_AHB1ENR REGISTER(0x40023830)

#ifdef FIXED
enum { PORT = 3 };
#else
// GPIOK: on the F42x, not on the F407.
enum { PORT = 10 };
#endif

static NOINLINE void write_pins(uintptr_t port, uint16_t pins) {
  REGISTER(port + BSRR) = pins | (uint32_t)(uint16_t)~pins << 16;  // BUG
}

int main(void) {
  RCC_AHB1ENR |= 1u << PORT;
  uintptr_t port = INPUT((uintptr_t)0x40020000 + PORT * 0x400);
  for (uint16_t digit = 0; digit < 4; digit++) write_pins(port, (uint16_t)(1 << digit));
  print("shown\n");
  return 0;
}

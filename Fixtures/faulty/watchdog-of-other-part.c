// Feeds a watchdog at the address where another part has it; nothing is there.
// kind: peripheral-without-stub
// object: -
// function: feed_watchdog
// boards: mps2-an386
// flags: -Os
// host: no: fixed addresses
#include "firmware.h"

static NOINLINE void feed_watchdog(void) {
#ifdef FIXED
  // The CMSDK watchdog of the MPS2 (DDI 0479).
  REGISTER(0x40008000) = 100000;
  REGISTER(0x4000800C) = 1;
#else
  // The watchdog of the Kinetis K64 (K64P144M120SF5RM), refreshed by two writes.
  volatile uint16_t *refresh = (volatile uint16_t *)0x4005200C;
  *refresh = 0xA602;  // BUG
  *refresh = 0xB480;  // BUG
#endif
}

int main(void) {
  for (int i = 0; i < 3; i++) feed_watchdog();
  print("fed\n");
  return 0;
}

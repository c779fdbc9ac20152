// Feeds a watchdog at the address where another part has it; nothing is there.
// kind: peripheral-without-stub
// object: -
// function: feed_watchdog
// boards: mps2-an386
// flags: -Os
// host: no: fixed addresses
#include "firmware.h"

#ifdef FIXED
// The CMSDK watchdog of the MPS2.
#define WATCHDOG_LOAD REGISTER(0x40008000)
#define WATCHDOG_CLEAR REGISTER(0x4000800C)
#else
#define WATCHDOG_LOAD REGISTER(0x4001C000)
#define WATCHDOG_CLEAR REGISTER(0x4001C00C)
#endif

static NOINLINE void feed_watchdog(void) {
  WATCHDOG_LOAD = 100000;  // BUG
  WATCHDOG_CLEAR = 1;      // BUG
}

int main(void) {
  for (int i = 0; i < 3; i++) feed_watchdog();
  print("fed\n");
  return 0;
}

// Writes a boot counter straight into flash, as if it were memory.
// kind: flash-write
// object: -
// function: count_boot
// boards: stm32f407
// flags: -O2
// host: no: fixed addresses
#include "firmware.h"

#ifdef FIXED
static uint32_t counter[1];
#define BOOT_COUNTER counter
#else
// Sector 11, kept free of code.
#define BOOT_COUNTER ((uint32_t *)0x080E0000)
#endif

static NOINLINE uint32_t count_boot(uint32_t *counter) {
  uint32_t boots = *counter + 1;
  *counter = boots;  // BUG
  return boots;
}

int main(void) {
  print_hex("boots", count_boot(INPUT(&BOOT_COUNTER[0])));
  return 0;
}

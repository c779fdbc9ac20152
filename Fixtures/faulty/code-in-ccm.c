// Copies a fast routine into core-coupled memory, from which the F407's core cannot fetch.
// kind: no-execute
// object: -
// function: run_fast
// boards: stm32f407
// flags: -Os
// host: no: runs Thumb code
#include "firmware.h"

// adds r0, r0, r0; adds r0, #1; bx lr
static const uint16_t routine[] = {0x1800, 0x3001, 0x4770};

#ifdef FIXED
static uint16_t fast_code[4];
#else
static uint16_t *const fast_code = (uint16_t *)0x10000000;
#endif

static NOINLINE int run_fast(const uint16_t *code, int value) {
  int (*function)(int) = (int (*)(int))((uintptr_t)code | 1);
  return function(value) + 1;  // BUG
}

int main(void) {
  for (size_t i = 0; i < sizeof routine / sizeof routine[0]; i++) fast_code[i] = routine[i];
  dsb();
  isb();
  print_decimal("result", run_fast(INPUT(&fast_code[0]), 20));
  return 0;
}

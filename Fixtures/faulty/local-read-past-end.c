// Looks a code up in a local table and does not stop at its end when the code is unknown.
// kind: stack-out-of-bounds
// object: codes
// function: search
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { CODES = 6 };

static NOINLINE int search(const uint32_t *codes, uint32_t code) {
#ifdef FIXED
  for (int i = 0; i < CODES; i++)
    if (codes[i] == code) return i;
  return -1;
#else
  int i = 0;
  while (codes[i] != code) i++;  // BUG
  return i;
#endif
}

static NOINLINE int position_of(uint32_t code, uint32_t first) {
  uint32_t codes[CODES];
  for (uint32_t i = 0; i < CODES; i++) codes[i] = first + i * i;
  return search(codes, code);
}

int main(void) {
  print_decimal("known", position_of(INPUT(14u), 10));
  volatile uint32_t unknown = 99;
  print_decimal("unknown", position_of(unknown, 10) >= CODES);
  return 0;
}

// The entry before the newest in a ring; for the first one that is index -1.
// kind: global-out-of-bounds
// object: ring
// function: slope
// boards: mps2-an386 mps2-an500
// flags: -O3
#include "firmware.h"

enum { ENTRIES = 8 };
static int32_t ring[ENTRIES] = {40, 42, 45, 43, 41, 40, 38, 39};
static int32_t other_ring[ENTRIES] = {1, 1, 1, 1, 1, 1, 1, 1};

static NOINLINE int32_t slope(const int32_t *entries, int newest) {
#ifdef FIXED
  return entries[newest] - entries[(newest + ENTRIES - 1) % ENTRIES];
#else
  return entries[newest] - entries[newest - 1];  // BUG
#endif
}

int main(void) {
  int32_t sum = 0;
  for (int i = 0; i < ENTRIES; i++) sum += slope(INPUT(&other_ring[0]), i == 0 ? 1 : i);
  for (int i = 0; i < ENTRIES; i++) sum += slope(INPUT(&ring[0]), i);
  print_decimal("sum", sum);
  return 0;
}

// A local histogram whose last bins nobody clears.
// kind: uninitialized-read, stale-stack-read
// object: bins
// function: fullest_bin
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { BINS = 16 };

static NOINLINE int fullest_bin(const uint8_t *samples, int count, int bins_used) {
  uint16_t bins[BINS];
#ifdef FIXED
  bins_used = BINS;
#endif
  for (int i = 0; i < bins_used; i++) bins[i] = 0;
  for (int i = 0; i < count; i++) bins[samples[i] >> 5]++;
  int best = 0;
  for (int i = 1; i < BINS; i++)
    if (bins[i] > bins[best]) best = i;  // BUG
  return best;
}

int main(void) {
  static const uint8_t samples[] = {12, 40, 41, 55, 60, 130, 200, 255, 33};
  print_decimal("bin", fullest_bin(INPUT(&samples[0]), sizeof samples, INPUT(8)));  // BUG
  return 0;
}

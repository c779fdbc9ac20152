// Counts events in a block from malloc that nobody cleared.
// kind: uninitialized-read
// object: block
// function: busiest
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { SOURCES = 12 };

static NOINLINE int busiest(const uint16_t *counts) {
  int best = 0;
  for (int i = 1; i < SOURCES; i++)
    if (counts[i] > counts[best]) best = i;  // BUG
  return best;
}

int main(void) {
#ifdef FIXED
  uint16_t *counts = calloc(SOURCES, sizeof *counts);
#else
  uint16_t *counts = malloc(SOURCES * sizeof *counts);
#endif
  if (!counts) return 1;
  for (int event = 0; event < 40; event++) counts[event * event % 5] = (uint16_t)event;
  print_decimal("busiest", busiest(counts));  // BUG
  free(counts);
  return 0;
}

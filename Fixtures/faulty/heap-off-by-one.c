// Differences of n samples: n - 1 of them, but n are written to a block of n - 1.
// kind: heap-out-of-bounds
// object: block
// function: differences
// boards: mps2-an386 mps2-an500
// flags: -O2
#include "firmware.h"

static const int32_t samples[] = {5, 9, 2, 14, 30, 28, 31, 4};

static NOINLINE void differences(const int32_t *from, int32_t *to, int count) {
#ifdef FIXED
  for (int i = 0; i + 1 < count; i++)
#else
  for (int i = 0; i < count; i++)
#endif
    to[i] = from[(i + 1) % count] - from[i];  // BUG
}

int main(void) {
  int count = INPUT((int)(sizeof samples / sizeof samples[0]));
  int32_t *steps = malloc((size_t)(count - 1) * sizeof *steps);
  if (!steps) return 1;
  differences(samples, steps, count);
  int32_t largest = 0;
  for (int i = 0; i + 1 < count; i++)
    if (steps[i] > largest) largest = steps[i];
  print_decimal("largest", largest);
  free(steps);
  return 0;
}

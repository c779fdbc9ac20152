// A filter takes its work space from the stack by the length of its input.
// kind: stack-overflow
// object: -
// function: median_of
// boards: mps2-an386
// flags: -O2 -Wl,--defsym=stack_size=0x400
// host: no: the stack of the host is larger
#include "firmware.h"

enum { SAMPLES = 700 };
static uint16_t samples[SAMPLES];

static NOINLINE uint16_t median_of(const uint16_t *values, int count) {
#ifdef FIXED
  static uint16_t sorted[SAMPLES];
#else
  uint16_t sorted[count];  // BUG
#endif
  for (int i = 0; i < count; i++) {
    int j = i;
    for (; j > 0 && sorted[j - 1] > values[i]; j--) sorted[j] = sorted[j - 1];  // BUG
    sorted[j] = values[i];  // BUG
  }
  return sorted[count / 2];  // BUG
}

int main(void) {
  uint32_t seed = 1;
  for (int i = 0; i < SAMPLES; i++) samples[i] = (uint16_t)(next_random(&seed) >> 16);
  print_decimal("median", median_of(samples, INPUT((int)SAMPLES)));
  return 0;
}

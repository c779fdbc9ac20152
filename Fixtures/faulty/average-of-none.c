// The mean of a window that has no samples yet; without the trap, the core divides by zero and gives zero.
// kind: division-by-zero
// object: -
// function: mean
// boards: mps2-an386 stm32f407
// flags: -O2
#include "firmware.h"

static NOINLINE uint32_t mean(const uint16_t *samples, uint32_t count) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += samples[i];
#ifdef FIXED
  if (count == 0) return 0;
#endif
  return sum / INPUT(count);  // BUG
}  // BUG

int main(void) {
  static const uint16_t window[] = {100, 104, 99, 97};
  print_decimal("mean", (int32_t)mean(window, INPUT(4u)));
  print_decimal("mean of none", (int32_t)mean(window, INPUT(0u)));
  return 0;
}

// Fills a table of readings one entry too far.
// kind: global-out-of-bounds
// object: readings
// function: sample_all
// boards: mps2-an386 mps2-an500
// flags: -Os
#include "firmware.h"

enum { CHANNELS = 10 };
static uint16_t readings[CHANNELS];
static volatile uint16_t reference = 1200;

static NOINLINE void sample_all(uint16_t *to, int count) {
#ifdef FIXED
  for (int i = 0; i < count; i++)
#else
  for (int i = 0; i <= count; i++)
#endif
    to[i] = (uint16_t)(reference + i * 7);  // BUG
}

int main(void) {
  sample_all(readings, INPUT((int)CHANNELS));
  uint32_t sum = 0;
  for (int i = 0; i < CHANNELS; i++) sum += readings[i];
  print_decimal("sum", (int32_t)sum);
  return 0;
}

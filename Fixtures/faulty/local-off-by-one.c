// A moving average over a local window; the loop that fills it runs once too often.
// kind: stack-out-of-bounds
// object: window
// function: load
// boards: mps2-an386 mps2-an500
// flags: -O1
#include "firmware.h"

enum { WINDOW = 5 };
static const uint8_t samples[] = {10, 12, 14, 13, 11, 9, 8};

static NOINLINE void load(volatile uint8_t *to, const uint8_t *from, int last) {
  for (int i = 0; i <= last; i++) to[i] = from[i];  // BUG
}

static NOINLINE int smooth(const uint8_t *from) {
  volatile uint8_t window[WINDOW];
#ifdef FIXED
  load(window, from, WINDOW - 1);
#else
  load(window, from, WINDOW);
#endif
  int sum = 0;
  for (int i = 0; i < WINDOW; i++) sum += window[i];
  return sum / WINDOW;
}

int main(void) {
  print_decimal("average", smooth(INPUT(&samples[0])));
  return 0;
}

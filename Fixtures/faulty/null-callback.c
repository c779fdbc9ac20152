// Calls a timer's callback that was never set: a jump to address 0.
// kind: null-access, no-execute
// object: -
// function: tick
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

struct timer {
  uint32_t left;
  void (*callback)(void);
};

static uint32_t blinks;
static void blink(void) { blinks++; }
static struct timer timers[2] = {{2, blink}, {3, NULL}};

static NOINLINE void tick(struct timer *timer) {
  if (timer->left == 0 || --timer->left != 0) return;
#ifdef FIXED
  if (!timer->callback) return;
#endif
  timer->callback();  // BUG
  timer->left = 2;
}

int main(void) {
  for (int i = 0; i < 6; i++)
    for (int t = 0; t < 2; t++) tick(&timers[t]);
  print_decimal("blinks", (int32_t)blinks);
  return 0;
}

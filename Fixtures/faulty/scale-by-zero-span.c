// Maps a reading onto 0 to 100 between two calibration points that are the same: a signed division by zero.
// kind: division-by-zero
// object: -
// function: percent
// boards: mps2-an500
// flags: -Os
#include "firmware.h"

struct calibration {
  int32_t low, high;
};

static const struct calibration channels[2] = {{-200, 300}, {50, 50}};

static NOINLINE int32_t percent(const struct calibration *calibration, int32_t reading) {
  int32_t span = calibration->high - calibration->low;
#ifdef FIXED
  if (span == 0) return 0;
#endif
  return (reading - calibration->low) * 100 / span;  // BUG
}  // BUG

int main(void) {
  for (int i = 0; i < 2; i++) print_decimal("percent", percent(&channels[i], INPUT(175)));
  return 0;
}

// Trims a calibration that lives in flash, through a pointer that has lost its const.
// kind: flash-write
// object: factory
// function: trim
// boards: stm32f407
// flags: -O2
#include "firmware.h"

struct calibration {
  int16_t offset[4];
  int16_t gain[4];
};

#ifdef FIXED
static struct calibration factory = {{3, -1, 7, 0}, {1000, 1010, 990, 1004}};
#else
static const struct calibration factory = {{3, -1, 7, 0}, {1000, 1010, 990, 1004}};
#endif

static NOINLINE void trim(struct calibration *calibration, int channel, int16_t error) {
  calibration->offset[channel] -= error;  // BUG
}

int main(void) {
  struct calibration *calibration = INPUT((struct calibration *)&factory);
  trim(calibration, 2, 5);
  print_decimal("offset", calibration->offset[2]);
  return 0;
}

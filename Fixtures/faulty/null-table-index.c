// A correction table that is optional is indexed although none is set: flash at 0 answers.
// kind: null-access
// object: -
// function: correct
// boards: stm32f407 mps2-an500
// flags: -O3
#include "firmware.h"

struct sensor {
  int gain;
  const int16_t *correction;
};

static const int16_t table[] = {0, 2, 3, 3, 2, 1, 0, -1};
static struct sensor sensors[2] = {{3, table}, {5, NULL}};

static NOINLINE int correct(const struct sensor *sensor, int raw) {
  int value = raw * sensor->gain;
#ifdef FIXED
  if (!sensor->correction) return value;
#endif
  return value + sensor->correction[raw & 7];  // BUG
}

int main(void) {
  int32_t sum = 0;
  for (int i = 0; i < 2; i++)
    for (int raw = 10; raw < 18; raw++) sum += correct(&sensors[i], raw);
  print(sum > 0 ? "positive\n" : "negative\n");
  return 0;
}

// Copies a reading into a buffer that could not be allocated.
// kind: null-access
// object: -
// function: keep
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

enum { HISTORY_BYTES = 200000 };

struct reading {
  uint32_t time;
  int32_t values[3];
};

static NOINLINE bool keep(void *history, const struct reading *reading) {
#ifdef FIXED
  if (!history) return false;
#endif
  memcpy((uint8_t *)history + 16, reading, INPUT(sizeof *reading));  // BUG
  return true;
}

int main(void) {
  const struct reading reading = {7, {1, 2, 3}};
#ifdef HOST
  void *history = INPUT((void *)NULL);
#else
  void *history = malloc(INPUT((size_t)HISTORY_BYTES));
#endif
  print_decimal("kept", keep(history, &reading));
  return 0;
}

// A parser leaves its result alone when there is nothing to parse; the caller uses what an earlier call left there.
// kind: stale-stack-read, uninitialized-read
// object: value
// function: show_level
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

static NOINLINE bool parse(const char *text, int *value) {
  if (*text < '0' || *text > '9') return false;
  int number = 0;
  while (*text >= '0' && *text <= '9') number = number * 10 + (*text++ - '0');
  *value = number;
  return true;
}

static NOINLINE int warm_up(void) {
  volatile int history[24];
  for (int i = 0; i < 24; i++) history[i] = i * 3;
  return history[7];
}

static NOINLINE void show_level(const char *text) {
#ifdef FIXED
  int value = 0;
#else
  int value;
#endif
  parse(text, &value);
  print(value > 50 ? "high" : "low");  // BUG
  print("\n");
}

int main(void) {
  show_level("75");
  print_decimal("warm", warm_up());
  show_level("");
  return 0;
}

// A command's number from the wire is the index of a counter; it was never compared with their count.
// kind: global-out-of-bounds
// object: counts
// function: count_command
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { COMMANDS = 6 };
static uint32_t counts[COMMANDS];
static const uint8_t received[] = {0, 3, 5, 2, 9, 1};

static NOINLINE void count_command(uint8_t command) {
#ifdef FIXED
  if (command >= COMMANDS) return;
#endif
  counts[command]++;  // BUG
}

int main(void) {
  for (size_t i = 0; i < sizeof received; i++) count_command(received[i]);
  print_decimal("resets", (int32_t)counts[0]);
  return 0;
}

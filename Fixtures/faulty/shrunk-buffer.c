// Gives part of a buffer back with realloc, but goes on clearing all of what it was.
// kind: heap-out-of-bounds
// object: block
// function: finish
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { FULL_BYTES = 96, KEPT_BYTES = 40 };

static NOINLINE void finish(uint8_t *buffer, size_t used, size_t size) {
  for (size_t i = used; i < size; i++) buffer[i] = 0;  // BUG
}

int main(void) {
  uint8_t *buffer = malloc(FULL_BYTES);
  if (!buffer) return 1;
  for (int i = 0; i < FULL_BYTES; i++) buffer[i] = (uint8_t)i;
  uint8_t *kept = realloc(buffer, KEPT_BYTES);
  if (!kept) return 1;
#ifdef FIXED
  finish(kept, INPUT((size_t)20), KEPT_BYTES);
#else
  finish(kept, INPUT((size_t)20), FULL_BYTES);
#endif
  print_decimal("byte", kept[19]);
  free(kept);
  return 0;
}

// Steps back over trailing spaces of a text that holds nothing but spaces.
// kind: heap-out-of-bounds
// object: block
// function: trim
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

static NOINLINE void trim(char *text, size_t length) {
  char *end = text + length;
#ifdef FIXED
  while (end > text && end[-1] == ' ') end--;
#else
  while (end[-1] == ' ') end--;  // BUG
#endif
  *end = 0;
}

static NOINLINE size_t trimmed_length(const char *from) {
  size_t length = strlen(from);
  char *copy = malloc(length + 1);
  if (!copy) return 0;
  memcpy(copy, from, length + 1);
  trim(copy, length);
  size_t trimmed = strlen(copy);
  free(copy);
  return trimmed;
}

int main(void) {
  print_decimal("length", (int32_t)trimmed_length(INPUT("pump on   ")));
  print_decimal("length", (int32_t)trimmed_length(INPUT("        ")));
  return 0;
}

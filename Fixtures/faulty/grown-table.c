// Doubles a table with realloc and sums all of it; the new half was never written.
// kind: uninitialized-read
// object: block
// function: count_large
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

static NOINLINE int count_large(const uint32_t *values, size_t count) {
  int large = 0;
  for (size_t i = 0; i < count; i++)
    if (values[i] > 50) large++;  // BUG
  return large;
}

int main(void) {
  size_t count = INPUT((size_t)8);
  uint32_t *table = malloc(count * sizeof *table);
  if (!table) return 1;
  for (size_t i = 0; i < count; i++) table[i] = (uint32_t)(i * 11);
  uint32_t *grown = realloc(table, 2 * count * sizeof *table);
  if (!grown) {
    free(table);
    return 1;
  }
#ifdef FIXED
  memset(grown + count, 0, count * sizeof *grown);
#endif
  print_decimal("large", count_large(grown, 2 * count));  // BUG
  free(grown);
  return 0;
}

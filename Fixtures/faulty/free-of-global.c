// Replaces a table that at first is a static one, and frees it.
// kind: bad-free
// object: initial_table
// function: replace
// boards: mps2-an386
// flags: -O2 -Wno-free-nonheap-object
#include "firmware.h"

static uint16_t initial_table[12] = {1, 2, 3};
static uint16_t *table = initial_table;

static NOINLINE bool replace(size_t entries) {
  uint16_t *fresh = calloc(entries, sizeof *fresh);
  if (!fresh) return false;
#ifdef FIXED
  if (table != initial_table) free(table);
#else
  free(table);  // BUG
#endif
  table = fresh;
  return true;
}

int main(void) {
  print_decimal("replaced", replace(INPUT((size_t)20)));
  print_decimal("entry", table[0]);
  free(table);
  table = NULL;
  return 0;
}

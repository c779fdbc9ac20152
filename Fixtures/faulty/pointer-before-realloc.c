// Keeps a pointer to an entry of a table while the table grows and moves.
// kind: use-after-free
// object: block
// function: add
// boards: mps2-an386
// flags: -Os -Wno-use-after-free
#include "firmware.h"

struct entry {
  uint32_t key;
  uint32_t hits;
};

static struct entry *table;
static size_t used, capacity;

static NOINLINE bool grow(void) {
  size_t larger = capacity ? 2 * capacity : 4;
  struct entry *moved = realloc(table, larger * sizeof *table);
  if (!moved) return false;
  table = moved;
  capacity = larger;
  return true;
}

static NOINLINE bool add(uint32_t key, size_t parent) {
  struct entry *above = &table[parent];
  if (used == capacity && !grow()) return false;
#ifdef FIXED
  above = &table[parent];
#endif
  table[used] = (struct entry){key, 0};
  if (used++ > 0) above->hits++;  // BUG
  return true;
}

int main(void) {
  void *after = NULL;
  for (uint32_t i = 0; i < 6; i++) {
    if (!add(INPUT(i), i / 2)) return 1;
    // Something else is allocated, so the table cannot grow in place.
    if (i == 0) after = malloc(8);
  }
  print_decimal("entries", (int32_t)used);
  free(after);
  free(table);
  table = NULL;
  return 0;
}

// _sbrk was written for a part with twice the memory, so the heap grows into the stack.
// kind: heap-meets-stack, stack-overflow
// object: -
// function: load_tables
// boards: mps2-an386
// flags: -Os
// host: no: its own _sbrk
// mpu: no: the bytes written do not lie in the guard
#include "firmware.h"

extern char end[], __HeapLimit[];

void *_sbrk(ptrdiff_t bytes) {
  static char *top = end;
#ifdef FIXED
  char *limit = __HeapLimit;
#else
  char *limit = (char *)0x20020000;
#endif
  if (bytes > limit - top) return (void *)-1;
  char *block = top;
  top += bytes;  // BUG
  return block;  // BUG
}

enum { TABLES = 8, TABLE_BYTES = 9000 };
static uint8_t *tables[TABLES];

static NOINLINE int load_tables(void) {
  int loaded = 0;
  while (loaded < TABLES) {
    uint8_t *table = malloc(TABLE_BYTES);  // BUG
    if (!table) break;
    table[0] = (uint8_t)loaded;
    tables[loaded++] = table;
  }
  return loaded;
}

int main(void) {
  int loaded = load_tables();
  print_decimal("tables", loaded);
  for (int i = 0; i < loaded; i++) free(tables[i]);
  return 0;
}

// Empties a queue by forgetting its head; the entries stay allocated.
// kind: leak
// object: block
// function: push
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

struct item {
  struct item *next;
  uint32_t value;
};

static struct item *queue;

static NOINLINE void push(uint32_t value) {
  struct item *item = malloc(sizeof *item);  // BUG
  if (!item) return;
  item->value = value;
  item->next = queue;
  queue = item;
}

static NOINLINE void clear(void) {
#ifdef FIXED
  while (queue) {
    struct item *next = queue->next;
    free(queue);
    queue = next;
  }
#else
  queue = NULL;
#endif
}

int main(void) {
  for (uint32_t i = 0; i < 4; i++) push(INPUT(i));
  print_decimal("last", (int32_t)queue->value);
  clear();
  return 0;
}

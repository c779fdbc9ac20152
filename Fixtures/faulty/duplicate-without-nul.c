// Duplicates a text into a block of its length, forgetting the byte that ends it.
// kind: heap-out-of-bounds
// object: block
// function: duplicate
// boards: mps2-an386 stm32f746
// flags: -Os
#include "firmware.h"

static NOINLINE char *duplicate(const char *text) {
#ifdef FIXED
  char *copy = malloc(strlen(text) + 1);
#else
  char *copy = malloc(strlen(text));
#endif
  if (copy) strcpy(copy, text);  // BUG
  return copy;
}

int main(void) {
  char *topic = duplicate(INPUT("home/cellar/pump"));
  if (!topic) return 1;
  print(topic[0] == 'h' ? "copied\n" : "not copied\n");
  free(topic);
  return 0;
}

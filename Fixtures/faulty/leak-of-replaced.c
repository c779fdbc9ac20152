// Stores a new name over the old one without freeing it.
// kind: leak
// object: block
// function: set_name
// boards: mps2-an386 mps2-an500
// flags: -Os
#include "firmware.h"

static char *name;

static NOINLINE void set_name(const char *text) {
  size_t length = strlen(text);
  char *copy = malloc(length + 1);  // BUG
  if (!copy) return;
  memcpy(copy, text, length + 1);
#ifdef FIXED
  free(name);
#endif
  name = copy;
}

int main(void) {
  set_name("sensor");
  set_name("sensor-kitchen");
  set_name("sensor-cellar");
  print(name);
  print("\n");
  free(name);
  name = NULL;
  return 0;
}

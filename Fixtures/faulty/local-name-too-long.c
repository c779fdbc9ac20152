// Builds a file name in a local array that is three bytes too short.
// kind: stack-out-of-bounds
// object: name
// function: file_name
// boards: mps2-an386
// flags: -Os -Wno-format-overflow
#include <stdio.h>

#include "firmware.h"

static char last_name[32];

static NOINLINE void file_name(const char *prefix, unsigned number) {
#ifdef FIXED
  char name[16];
#else
  char name[12];
#endif
  sprintf(name, "%s-%04u.csv", prefix, number);  // BUG
  strcpy(last_name, name);  // BUG
}

int main(void) {
  file_name("trace", INPUT(17u));
  print(last_name);
  print("\n");
  return 0;
}

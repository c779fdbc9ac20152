// Makes a name upper-case in place; the name is a literal.
// kind: flash-write
// object: -
// function: upper_case
// boards: stm32f746
// flags: -Os
#include "firmware.h"

static NOINLINE void upper_case(char *text) {
  for (; *text; text++)
    if (*text >= 'a' && *text <= 'z') *text = (char)(*text - 'a' + 'A');  // BUG
}

int main(void) {
#ifdef FIXED
  char name[] = "pump-2";
#else
  char *name = "pump-2";
#endif
  upper_case(INPUT(&name[0]));
  print(name);
  print("\n");
  return 0;
}

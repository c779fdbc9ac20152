// Formats a number into a local buffer and returns a pointer into it.
// kind: use-after-return, stale-stack-read
// object: text
// function: show
// boards: mps2-an386 mps2-an500
// flags: -O2 -Wno-return-local-addr
#include "firmware.h"

static NOINLINE char *put_digits(char *end, uint32_t value) {
  *--end = 0;
  do *--end = (char)('0' + value % 10);
  while (value /= 10);
  return end;
}

static NOINLINE const char *decimal(uint32_t value) {
#ifdef FIXED
  static char text[12];
#else
  char text[12];
#endif
  return put_digits(text + sizeof text, value);
}

static NOINLINE int show(uint32_t value) {
  const char *text = decimal(value);
  int length = 0;
  while (text[length]) length++;  // BUG
  return length;
}

int main(void) {
  print_decimal("digits", show(INPUT(31415u)));
  return 0;
}

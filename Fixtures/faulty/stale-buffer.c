// Reads a line from a port that has fewer bytes than asked for, and uses the rest of the buffer too.
// kind: stale-stack-read, uninitialized-read
// object: line
// function: handle_line
// boards: mps2-an386 mps2-an500
// flags: -O2
#include "firmware.h"

enum { LINE_BYTES = 24 };

static NOINLINE int receive(uint8_t *to, int capacity, const char *arriving) {
  int count = 0;
  while (count < capacity && arriving[count]) {
    to[count] = (uint8_t)arriving[count];
    count++;
  }
  return count;
}

static NOINLINE int handle_line(const char *arriving) {
  uint8_t line[LINE_BYTES];
  int count = receive(line, LINE_BYTES, arriving);
#ifndef FIXED
  count = LINE_BYTES;
#endif
  int spaces = 0;
  for (int i = 0; i < count; i++)
    if (line[i] == ' ') spaces++;  // BUG
  return spaces;
}

int main(void) {
  print_decimal("spaces", handle_line("a b c d e f g h i j k l m"));
  print_decimal("spaces", handle_line("go"));  // BUG
  return 0;
}

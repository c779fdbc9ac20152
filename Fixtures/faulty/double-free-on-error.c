// An error path frees a buffer that the function it called has freed already.
// kind: double-free
// object: block
// function: handle
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

static NOINLINE bool parse(uint8_t *frame, int length) {
  if (length < 4 || frame[0] != 0x55) {
#ifndef FIXED
    free(frame);
#endif
    return false;
  }
  return frame[1] + frame[2] == frame[3];
}

static NOINLINE bool handle(int length, uint8_t first) {
  uint8_t *frame = malloc(16);
  if (!frame) return false;
  memset(frame, 0, 16);
  frame[0] = first;
  if (!parse(frame, length)) {
    free(frame);  // BUG
    return false;
  }
  free(frame);
  return true;
}

int main(void) {
  print_decimal("good frame", handle(INPUT(8), 0x55));
  print_decimal("bad frame", handle(INPUT(8), 0x54));
  return 0;
}

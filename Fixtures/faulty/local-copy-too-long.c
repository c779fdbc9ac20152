// Copies a header of 20 bytes into a local record of 16.
// kind: stack-out-of-bounds
// object: header
// function: sequence_of
// boards: mps2-an386
// flags: -O0
#include "firmware.h"

struct header {
  uint32_t source, destination, sequence, length;
};

#ifdef FIXED
enum { HEADER_BYTES = sizeof(struct header) };
#else
enum { HEADER_BYTES = 20 };
#endif

static uint32_t frame[] = {0x11, 0x22, 0x33, 0x10, 0x55, 0x66};

static NOINLINE uint32_t sequence_of(const uint32_t *from, size_t bytes) {
  uint32_t spare[2];
  struct header header;
  memcpy(&header, from, bytes);  // BUG
  spare[0] = header.sequence;
  return spare[0];
}

int main(void) {
  print_hex("sequence", sequence_of(frame, INPUT((size_t)HEADER_BYTES)));
  return 0;
}

// Fills the two words of a header inside a byte buffer, where nothing aligns it; the compiler stores both with STRD.
// kind: misaligned-access
// object: buffer
// function: put_header
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

struct header {
  uint32_t sequence;
  uint32_t length;
};

static _Alignas(8) uint8_t buffer[24];

static NOINLINE void put_header(uint8_t *at, uint32_t sequence, uint32_t length) {
#ifdef FIXED
  struct header header = {sequence, length};
  memcpy(at, &header, sizeof header);
#else
  struct header *header = (struct header *)at;
  header->sequence = sequence;  // BUG
  header->length = length;      // BUG
#endif
}

int main(void) {
  // A byte that says the kind of frame comes first.
  buffer[0] = 2;
  put_header(INPUT(&buffer[1]), 77, 12);
  print_hex("sequence", buffer[1]);
  return 0;
}

// Advances in a ring whose size has not been set: a remainder by zero leaves the index growing.
// kind: division-by-zero
// object: -
// function: put
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

struct ring {
  uint8_t *bytes;
  uint32_t size, head;
};

static uint8_t storage[16];

static NOINLINE void put(struct ring *ring, uint8_t byte) {
  if (ring->bytes) ring->bytes[ring->head] = byte;
  ring->head = (ring->head + 1) % ring->size;  // BUG
}

int main(void) {
#ifdef FIXED
  struct ring ring = {storage, sizeof storage, 0};
#else
  struct ring ring = {storage, 0, 0};
#endif
  struct ring *output = INPUT(&ring);
  for (uint8_t i = 0; i < 8; i++) put(output, i);
  print_decimal("head", (int32_t)output->head);
  return 0;
}

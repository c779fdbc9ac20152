// Copies as many bytes as the sender says into a record of sixteen.
// kind: global-out-of-bounds
// object: payload
// function: accept
// boards: mps2-an386 stm32f746
// flags: -Os
#include "firmware.h"

static uint8_t payload[16];
static const uint8_t frame[] = {20, 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J',
                                'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T'};

static NOINLINE size_t accept(const uint8_t *bytes) {
  size_t length = bytes[0];
#ifdef FIXED
  if (length > sizeof payload) length = sizeof payload;
#endif
  memcpy(payload, bytes + 1, length);  // BUG
  return length;
}

int main(void) {
  print_decimal("length", (int32_t)accept(INPUT(&frame[0])));
  print_decimal("first", payload[0]);
  return 0;
}

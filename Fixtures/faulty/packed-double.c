// Reads a 64-bit time out of a packet through a cast; LDRD wants a multiple of 4.
// kind: misaligned-access
// object: packet
// function: time_of
// boards: mps2-an386 mps2-an500
// flags: -O2
#include "firmware.h"

// Type, then the time in microseconds, little-endian, then a value.
static _Alignas(8) uint8_t packet[] = {7, 0x40, 0x42, 0x0F, 0, 0, 0, 0, 0, 25};

static NOINLINE uint64_t time_of(const uint8_t *bytes) {
#ifdef FIXED
  uint64_t time;
  memcpy(&time, bytes + 1, sizeof time);
  return time;
#else
  return *(const uint64_t *)(bytes + 1);  // BUG
#endif
}  // BUG

int main(void) {
  uint64_t time = time_of(INPUT(&packet[0]));
  print_decimal("seconds", (int32_t)(time / 1000000));
  return 0;
}

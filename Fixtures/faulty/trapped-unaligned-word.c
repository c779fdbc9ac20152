// A protocol's length at an odd address, read with LDR, on a core told to trap unaligned accesses.
// kind: misaligned-access
// object: frame
// function: length_of
// boards: mps2-an386
// flags: -O2 -mno-unaligned-access
// host: no: alignment trap
#include "firmware.h"

static _Alignas(4) uint8_t frame[] = {0xA5, 20, 0, 0, 0, 1, 2, 3};

static NOINLINE uint32_t length_of(const uint8_t *bytes) {
#ifdef FIXED
  return bytes[1] | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3] << 16 | (uint32_t)bytes[4] << 24;
#else
  return *(const uint32_t *)(bytes + 1);  // BUG
#endif
}  // BUG

int main(void) {
  SCB_CCR |= CCR_UNALIGN_TRP;
  dsb();
  isb();
  print_decimal("length", (int32_t)length_of(INPUT(&frame[0])));
  return 0;
}

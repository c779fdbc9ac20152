// A heap filled to its limit, and then a call that needs more stack than was set aside.
// kind: heap-meets-stack, stack-overflow
// object: -
// function: checksum_of
// boards: mps2-an386
// flags: -Os -Wl,--defsym=stack_size=0x200
// host: no: the stack of the host is larger
#include "firmware.h"

enum { BLOCK_BYTES = 2000, BLOCKS = 48 };

static uint8_t *blocks[BLOCKS];

static NOINLINE uint32_t checksum_of(uint32_t seed) {  // BUG
#ifdef FIXED
  static uint32_t table[256];
#else
  uint32_t table[256];
#endif
  for (uint32_t i = 0; i < 256; i++) table[i] = next_random(&seed);  // BUG
  uint32_t sum = CHECKSUM_START;
  for (uint32_t i = 0; i < 256; i++) sum = checksum(sum, table[i]);  // BUG
  return sum;
}

int main(void) {
  int count = 0;
  while (count < BLOCKS && (blocks[count] = malloc(BLOCK_BYTES))) {
    memset(blocks[count], count, BLOCK_BYTES);
    count++;
  }
  print_decimal("blocks", count);
  print_hex("checksum", checksum_of(INPUT(77u)));
  while (count > 0) free(blocks[--count]);
  return 0;
}

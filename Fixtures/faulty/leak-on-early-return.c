// Returns early when a header is wrong, without the block that was allocated for it.
// kind: leak
// object: block
// function: parse
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

static NOINLINE int parse(const uint8_t *bytes, size_t length) {
  if (length == 0) return -1;
  uint8_t *plain = malloc(length);  // BUG
  if (!plain) return -1;
  for (size_t i = 0; i < length; i++) plain[i] = bytes[i] ^ 0x5A;
  if (plain[0] != 'T') {
#ifdef FIXED
    free(plain);
#endif
    return -2;
  }
  int sum = 0;
  for (size_t i = 1; i < length; i++) sum += plain[i];
  free(plain);
  return sum;
}

int main(void) {
  static const uint8_t good[] = {'T' ^ 0x5A, 1, 2, 3}, bad[] = {'X', 1, 2, 3, 4, 5};
  print_decimal("good", parse(INPUT(&good[0]), sizeof good));
  print_decimal("bad", parse(INPUT(&bad[0]), sizeof bad));
  print_decimal("bad", parse(INPUT(&bad[0]), sizeof bad));
  return 0;
}

// Inflates a picture into a local array that is larger than the whole stack.
// kind: stack-overflow
// object: -
// function: show_picture
// boards: stm32f407
// flags: -O2 -Wl,--defsym=stack_size=0x800
// host: no: the stack of the host is larger
#include "firmware.h"

enum { WIDTH = 64, HEIGHT = 48 };
static const uint8_t runs[] = {200, 0, 17, 255, 120, 3, 250, 9, 250, 0, 250, 1, 250, 2, 250, 7, 255, 4, 255, 0};

static NOINLINE uint32_t show_picture(const uint8_t *run, size_t count) {  // BUG
#ifdef FIXED
  static uint8_t pixels[WIDTH * HEIGHT];
#else
  uint8_t pixels[WIDTH * HEIGHT];
#endif
  size_t length = 0;
  for (size_t i = 0; i + 1 < count; i += 2)
    for (int n = 0; n < run[i] && length < sizeof pixels; n++) pixels[length++] = run[i + 1];  // BUG
  uint32_t sum = 0;
  for (size_t i = 0; i < length; i++) sum = sum * 31 + pixels[i];  // BUG
  return sum;
}

int main(void) {
  print_hex("picture", show_picture(INPUT(&runs[0]), sizeof runs));
  return 0;
}

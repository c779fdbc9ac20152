// Draws into the frame buffer of a board with SDRAM; this one has none at that address.
// kind: outside-memory
// object: -
// function: fill_row
// boards: stm32f746
// flags: -O2
// host: no: fixed addresses
#include "firmware.h"

enum { WIDTH = 48, HEIGHT = 4 };

#ifdef FIXED
static uint16_t screen[WIDTH * HEIGHT];
static uint16_t *frame_buffer(void) { return screen; }
#else
static uint16_t *frame_buffer(void) { return (uint16_t *)0xC0000000; }
#endif

static NOINLINE void fill_row(uint16_t *row, uint16_t color) {
  for (int x = 0; x < WIDTH; x++) row[x] = color;  // BUG
}

int main(void) {
  uint16_t *pixels = INPUT(frame_buffer());
  for (int y = 0; y < HEIGHT; y++) fill_row(pixels + y * WIDTH, (uint16_t)(0x1F << y));
  print_hex("corner", pixels[0]);
  return 0;
}

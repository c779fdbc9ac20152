// A 3 by 3 int8 convolution whose padding looks after rows only: in column 0 it reads the byte before its row, and in
// the first row the byte before the tensor.
// kind: tensor-out-of-bounds
// object: input
// function: convolve
// boards: mps2-an386 mps2-an500
// flags: -O2
#include "firmware.h"

enum { SIDE = 6, PIXELS = SIDE * SIDE };
// Offsets in the arena, which starts at 0x20000000.
enum { OUTPUT = 0, INPUT_TENSOR = 48 };
ARENA arena[96];
LAYER_NOTES({
  "version": 1,
  "layers": [{"name": "conv", "operator": "CONV_2D", "macs": 324, "function": "layer_0"}],
  "tensors": [
    {"name": "output", "address": 536870912, "size": 36, "first": 0, "last": 0},
    {"name": "input", "address": 536870960, "size": 36, "first": 0, "last": 0}]
});

static const int8_t filter[9] = {1, 2, 1, 0, 3, 0, -1, -2, -1};

static NOINLINE void convolve(const int8_t *input, int8_t *output, int side) {
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      int32_t sum = 0;
      for (int row = -1; row <= 1; row++)
        for (int column = -1; column <= 1; column++) {
          if (y + row < 0 || y + row >= side) continue;
#ifdef FIXED
          if (x + column < 0 || x + column >= side) continue;
#else
          if (x + column >= side) continue;
#endif
          sum += filter[3 * row + column + 4] * input[(y + row) * side + x + column];  // BUG
        }
      output[y * side + x] = (int8_t)(sum >> 2);
    }
}

NOINLINE void layer_0(void) { convolve(arena + INPUT_TENSOR, arena + OUTPUT, SIDE); }

int main(void) {
  for (int i = 0; i < PIXELS; i++) {
    arena[OUTPUT + i] = 0;
    arena[INPUT_TENSOR + i] = (int8_t)(i * 3 - 50);
  }
  for (int i = PIXELS; i < INPUT_TENSOR; i++) arena[i] = 7;
  layer_0();
  int32_t sum = 0;
  for (int i = 0; i < PIXELS; i++) sum += arena[OUTPUT + i];
  print_decimal("sum", sum);
  return 0;
}

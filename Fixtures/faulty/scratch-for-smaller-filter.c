// Unrolls patches for a 5 by 5 filter into scratch memory that was planned for a 3 by 3 one; the output lies behind it.
// kind: tensor-out-of-bounds
// object: scratch
// function: unroll
// boards: mps2-an386 stm32f746
// flags: -O2
#include "firmware.h"

#ifdef FIXED
enum { FILTER = 3 };
#else
enum { FILTER = 5 };
#endif
enum { SIDE = 8, OUTPUT_SIDE = SIDE - FILTER + 1 };
enum { IMAGE = 0, SCRATCH = 64, RESULT = 82 };
ARENA arena[120];
LAYER_NOTES({
  "version": 1,
  "layers": [{"name": "conv", "operator": "CONV_2D", "function": "layer_0"}],
  "tensors": [
    {"name": "image", "address": 536870912, "size": 64, "first": 0, "last": 0},
    {"name": "scratch", "address": 536870976, "size": 18, "first": 0, "last": 0},
    {"name": "result", "address": 536870994, "size": 36, "first": 0, "last": 0}]
});

static NOINLINE void unroll(const int8_t *corner, int16_t *patch, int filter) {
  for (int y = 0; y < filter; y++)
    for (int x = 0; x < filter; x++) *patch++ = corner[y * SIDE + x];  // BUG
}

NOINLINE void layer_0(void) {
  int16_t *patch = (int16_t *)(arena + SCRATCH);
  for (int y = 0; y < OUTPUT_SIDE; y++)
    for (int x = 0; x < OUTPUT_SIDE; x++) {
      unroll(arena + IMAGE + y * SIDE + x, patch, INPUT((int)FILTER));
      int32_t sum = 0;
      for (int i = 0; i < 9; i++) sum += patch[i] * (i - 4);
      arena[RESULT + y * OUTPUT_SIDE + x] = (int8_t)(sum >> 4);
    }
}

int main(void) {
  for (int i = 0; i < SIDE * SIDE; i++) arena[IMAGE + i] = (int8_t)(i * i);
  layer_0();
  int32_t sum = 0;
  for (int i = 0; i < OUTPUT_SIDE * OUTPUT_SIDE; i++) sum += arena[RESULT + i];
  print_decimal("sum", sum);
  return 0;
}

// Pools an odd number of rows, rounding up: one row more is written than the output has, into the tensor after it.
// kind: tensor-out-of-bounds
// object: pooled
// function: pool
// boards: mps2-an500
// flags: -O3
#include "firmware.h"

enum { ROWS = 7, COLUMNS = 8, POOLED_ROWS = ROWS / 2, POOLED_COLUMNS = COLUMNS / 2 };
// The input of 56 bytes, the output of 12, and the bias that the next layer adds.
enum { IMAGE = 0, POOLED = 56, BIAS = 68 };
ARENA arena[80];
LAYER_NOTES({
  "version": 1,
  "layers": [
    {"name": "pool", "operator": "MAX_POOL_2D", "function": "layer_0"},
    {"name": "add", "operator": "ADD", "function": "layer_1"}],
  "tensors": [
    {"name": "image", "address": 536870912, "size": 56, "first": 0, "last": 0},
    {"name": "pooled", "address": 536870968, "size": 12, "first": 0, "last": 1},
    {"name": "bias", "address": 536870980, "size": 12, "first": 0, "last": 1}]
});

static int8_t larger(int8_t a, int8_t b) { return a > b ? a : b; }

static NOINLINE void pool(const int8_t *from, int8_t *to, int rows, int columns) {
#ifdef FIXED
  int pooled_rows = rows / 2;
#else
  int pooled_rows = (rows + 1) / 2;
#endif
  for (int y = 0; y < pooled_rows; y++)
    for (int x = 0; x < columns / 2; x++) {
      const int8_t *upper = from + 2 * y * columns + 2 * x;
      int8_t most = larger(upper[0], upper[1]);
      if (2 * y + 1 < rows) most = larger(most, larger(upper[columns], upper[columns + 1]));
      to[y * (columns / 2) + x] = most;  // BUG
    }
}

NOINLINE void layer_0(void) { pool(arena + IMAGE, arena + POOLED, INPUT((int)ROWS), COLUMNS); }
NOINLINE void layer_1(void) {
  for (int i = 0; i < POOLED_ROWS * POOLED_COLUMNS; i++) arena[POOLED + i] += arena[BIAS + i];
}

int main(void) {
  for (int i = 0; i < ROWS * COLUMNS; i++) arena[IMAGE + i] = (int8_t)(i * 7);
  for (int i = 0; i < POOLED_ROWS * POOLED_COLUMNS; i++) arena[BIAS + i] = (int8_t)i;
  layer_0();
  layer_1();
  int32_t sum = 0;
  for (int i = 0; i < POOLED_ROWS * POOLED_COLUMNS; i++) sum += arena[POOLED + i];
  print_decimal("sum", sum);
  return 0;
}

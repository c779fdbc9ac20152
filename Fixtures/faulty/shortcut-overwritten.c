// A residual connection reads the network's input two layers after its lifetime; the planner has put another tensor
// there.
// kind: tensor-after-lifetime
// object: image
// function: add
// boards: mps2-an386 stm32f407
// flags: -O2
#include "firmware.h"

enum { COUNT = 20 };
enum { IMAGE = 0, FEATURES = 20, MIXED = 12, SUM = 40, KEPT = 60 };
ARENA arena[80];
#ifdef FIXED
enum { SHORTCUT = KEPT };
#else
enum { SHORTCUT = IMAGE };
#endif
LAYER_NOTES({
  "version": 1,
  "layers": [
    {"name": "features", "operator": "CONV_2D", "function": "layer_0"},
    {"name": "mixed", "operator": "CONV_2D", "function": "layer_1"},
    {"name": "add", "operator": "ADD", "function": "layer_2"}],
  "tensors": [
    {"name": "image", "address": 536870912, "size": 20, "first": 0, "last": 0},
    {"name": "features", "address": 536870932, "size": 20, "first": 0, "last": 2},
    {"name": "mixed", "address": 536870924, "size": 8, "first": 1, "last": 2},
    {"name": "sum", "address": 536870952, "size": 20, "first": 2, "last": 2},
    {"name": "kept", "address": 536870972, "size": 20, "first": 0, "last": 2}]
});

static NOINLINE void add(const int8_t *a, const int8_t *b, int8_t *sum, int count) {
  for (int i = 0; i < count; i++) sum[i] = (int8_t)(a[i] + b[i]);  // BUG
}

NOINLINE void layer_0(void) {
  for (int i = 0; i < COUNT; i++) arena[FEATURES + i] = (int8_t)(arena[IMAGE + i] >> 1);
  for (int i = 0; i < COUNT; i++) arena[KEPT + i] = arena[IMAGE + i];
}
NOINLINE void layer_1(void) {
  for (int i = 0; i < 8; i++) arena[MIXED + i] = (int8_t)(arena[FEATURES + i] - arena[FEATURES + i + 8]);
}
NOINLINE void layer_2(void) {
  add(arena + FEATURES, arena + SHORTCUT, arena + SUM, INPUT((int)COUNT));
  for (int i = 0; i < 8; i++) arena[SUM + i] += arena[MIXED + i];
}

int main(void) {
  for (int i = 0; i < COUNT; i++) arena[IMAGE + i] = (int8_t)(3 * i);
  layer_0();
  layer_1();
  layer_2();
  int32_t sum = 0;
  for (int i = 0; i < COUNT; i++) sum += arena[SUM + i];
  print_decimal("sum", sum);
  return 0;
}

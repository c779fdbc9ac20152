// Adds two branches of a network, one of whose layers is never called; its buffer was another tensor's before.
// kind: tensor-read-before-write
// object: right
// function: add
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { COUNT = 16 };
// `right` lies where `image` was, which nobody needs after the first layer.
enum { IMAGE = 0, LEFT = 16, RIGHT = 0, SUM = 32 };
ARENA arena[48];
LAYER_NOTES({
  "version": 1,
  "layers": [
    {"name": "left", "operator": "RELU", "function": "layer_0"},
    {"name": "right", "operator": "NEG", "function": "layer_1"},
    {"name": "add", "operator": "ADD", "function": "layer_2"}],
  "tensors": [
    {"name": "image", "address": 536870912, "size": 16, "first": 0, "last": 0},
    {"name": "left", "address": 536870928, "size": 16, "first": 0, "last": 2},
    {"name": "right", "address": 536870912, "size": 16, "first": 1, "last": 2},
    {"name": "sum", "address": 536870944, "size": 16, "first": 2, "last": 2}]
});

static NOINLINE void add(const int8_t *a, const int8_t *b, int8_t *sum, int count) {
  for (int i = 0; i < count; i++) sum[i] = (int8_t)((a[i] + b[i]) >> 1);  // BUG
}

NOINLINE void layer_0(void) {
  for (int i = 0; i < COUNT; i++) arena[LEFT + i] = arena[IMAGE + i] > 0 ? arena[IMAGE + i] : 0;
}
NOINLINE void layer_1(void) {
  for (int i = 0; i < COUNT; i++) arena[RIGHT + i] = (int8_t)-arena[LEFT + i];
}
NOINLINE void layer_2(void) { add(arena + LEFT, arena + RIGHT, arena + SUM, INPUT((int)COUNT)); }

#ifdef FIXED
static void (*const layers[])(void) = {layer_0, layer_1, layer_2};
#else
static void (*const layers[])(void) = {layer_0, layer_2};
#endif

int main(void) {
  for (int i = 0; i < COUNT; i++) arena[IMAGE + i] = (int8_t)(i * 5 - 40);
  for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) layers[i]();
  print_decimal("sum", arena[SUM + 3] + arena[SUM + 12]);
  return 0;
}

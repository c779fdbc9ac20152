// A layer writes the first half of its output; the mean over all of it is taken all the same.
// kind: tensor-read-before-write, uninitialized-read
// object: scaled
// function: mean
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

enum { COUNT = 24 };
enum { IMAGE = 0, SCALED = 24 };
ARENA arena[64];
LAYER_NOTES({
  "version": 1,
  "layers": [
    {"name": "scale", "operator": "MUL", "function": "layer_0"},
    {"name": "mean", "operator": "MEAN", "function": "layer_1"}],
  "tensors": [
    {"name": "image", "address": 536870912, "size": 24, "first": 0, "last": 0},
    {"name": "scaled", "address": 536870936, "size": 24, "first": 0, "last": 1},
    {"name": "result", "address": 536870960, "size": 1, "first": 1, "last": 1}]
});

static NOINLINE void scale(const int8_t *from, int8_t *to, int count) {
  for (int i = 0; i < count; i++) to[i] = (int8_t)(from[i] * 3 / 4);
}

static NOINLINE int8_t mean(const int8_t *values, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++) sum += values[i];  // BUG
  return (int8_t)(sum / count);  // BUG
}

NOINLINE void layer_0(void) {
#ifdef FIXED
  scale(arena + IMAGE, arena + SCALED, COUNT);
#else
  scale(arena + IMAGE, arena + SCALED, COUNT / 2);
#endif
}
NOINLINE void layer_1(void) { arena[48] = mean(arena + SCALED, COUNT); }

int main(void) {
  for (int i = 0; i < COUNT; i++) arena[IMAGE + i] = (int8_t)(i * 9);
  layer_0();
  layer_1();
  print(arena[48] > 10 ? "bright\n" : "dark\n");  // BUG
  return 0;
}

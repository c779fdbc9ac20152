#include "network.h"
#include "weights.h"
#include <arm_acle.h>
#include <string.h>

const char *const network_words[WORDS] = {"yes", "no", "up", "down", "left", "right", "stop", "go"};
const char *const network_layers[LAYERS] = {"convolution", "depthwise 1", "pointwise 1", "depthwise 2",
                                            "pointwise 2", "average pool", "dense"};

static int8_t first[HEIGHT * WIDTH * CHANNELS], second[HEIGHT * WIDTH * CHANNELS];

static inline int32_t load_word(const void *from) {
  int32_t word;
  memcpy(&word, from, 4);
  return word;
}

// Rounding doubling high multiply, rounding shift, and saturation to int8, with ReLU if `low` is 0.
static inline int8_t requantise(int32_t sum, int32_t multiplier, int shift, int32_t low) {
  int32_t high = (int32_t)(((int64_t)sum * multiplier + (1ll << 30)) >> 31);
  int32_t value = __ssat((high + (1 << (shift - 1))) >> shift, 8);
  return (int8_t)(value < low ? low : value);
}

// Products of four int8 pairs added to `sum`: SXTB16 splits, SMLAD multiplies two at a time.
static inline int32_t multiply_four(int32_t x, int32_t w, int32_t sum) {
  sum = __smlad(__sxtb16(x), __sxtb16(w), sum);
  return __smlad(__sxtb16((uint32_t)x >> 8), __sxtb16((uint32_t)w >> 8), sum);
}

// 4 x 4 kernel (frames x features), stride 2, one channel in. Out of the picture counts as 0.
static void convolution(const int8_t *features, int8_t *out) {
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++) {
      int8_t patch[16];
      for (int i = 0; i < 16; i++) {
        int row = 2 * y - 1 + i / 4, column = 2 * x - 1 + i % 4;
        patch[i] = row < 0 || row >= FRAMES || column < 0 || column >= FEATURES ? 0 : features[row * FEATURES + column];
      }
      for (int c = 0; c < CHANNELS; c++) {
        int32_t sum = convolution_bias[c];
        for (int i = 0; i < 16; i += 4)
          sum = multiply_four(load_word(patch + i), load_word(convolution_weights + c * 16 + i), sum);
        *out++ = requantise(sum, 0x60000000, 7, 0);
      }
    }
}

// 3 x 3, four channels at a time.
static void depthwise(const int8_t *in, int8_t *out, const int8_t *weights, const int32_t *bias) {
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      for (int c = 0; c < CHANNELS; c += 4) {
        int32_t sums[4] = {bias[c], bias[c + 1], bias[c + 2], bias[c + 3]};
        for (int dy = y ? -1 : 0; dy <= (y < HEIGHT - 1); dy++)
          for (int dx = x ? -1 : 0; dx <= (x < WIDTH - 1); dx++) {
            int32_t pixel = load_word(in + ((y + dy) * WIDTH + x + dx) * CHANNELS + c);
            int32_t weight = load_word(weights + ((dy + 1) * 3 + dx + 1) * CHANNELS + c);
            int32_t p02 = __sxtb16(pixel), p13 = __sxtb16((uint32_t)pixel >> 8);
            int32_t w02 = __sxtb16(weight), w13 = __sxtb16((uint32_t)weight >> 8);
            sums[0] = __smlabb(p02, w02, sums[0]);
            sums[1] = __smlabb(p13, w13, sums[1]);
            sums[2] = __smlatt(p02, w02, sums[2]);
            sums[3] = __smlatt(p13, w13, sums[3]);
          }
        for (int i = 0; i < 4; i++) *out++ = requantise(sums[i], 0x50000000, 6, 0);
      }
}

static void pointwise(const int8_t *in, int8_t *out, const int8_t *weights, const int32_t *bias) {
  for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++, in += CHANNELS)
    for (int c = 0; c < CHANNELS; c++) {
      int32_t sum = bias[c];
      for (int i = 0; i < CHANNELS; i += 4)
        sum = multiply_four(load_word(in + i), load_word(weights + c * CHANNELS + i), sum);
      *out++ = requantise(sum, 0x60000000, 6, 0);
    }
}

static void average_pool(const int8_t *in, int8_t *out) {
  for (int c = 0; c < CHANNELS; c++) {
    int32_t sum = 0;
    for (int pixel = 0; pixel < HEIGHT * WIDTH; pixel++) sum += in[pixel * CHANNELS + c];
    out[c] = (int8_t)(sum / (HEIGHT * WIDTH));
  }
}

static void dense(const int8_t *in, int8_t *scores) {
  for (int word = 0; word < WORDS; word++) {
    int32_t sum = dense_bias[word];
    for (int i = 0; i < CHANNELS; i += 4)
      sum = multiply_four(load_word(in + i), load_word(dense_weights + word * CHANNELS + i), sum);
    scores[word] = requantise(sum, 0x60000000, 6, -128);
  }
}

void network_run(const int8_t *features, int8_t *scores, uint32_t (*clock)(void), uint32_t *cycles) {
  int8_t pooled[CHANNELS];
#define LAYER(number, call) \
  do { \
    uint32_t start = clock(); \
    call; \
    cycles[number] += clock() - start; \
  } while (0)
  LAYER(0, convolution(features, first));
  LAYER(1, depthwise(first, second, depthwise1_weights, depthwise1_bias));
  LAYER(2, pointwise(second, first, pointwise1_weights, pointwise1_bias));
  LAYER(3, depthwise(first, second, depthwise2_weights, depthwise2_bias));
  LAYER(4, pointwise(second, first, pointwise2_weights, pointwise2_bias));
  LAYER(5, average_pool(first, pooled));
  LAYER(6, dense(pooled, scores));
}

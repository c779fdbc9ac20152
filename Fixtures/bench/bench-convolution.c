// Int8 neural-network layers with the DSP extension, in the manner of Cortex-M kernels: image columns widened to 16
// bits by SXTB16, products by SMLAD two rows of weights at a time, results requantised with a rounding doubling
// multiply and SSAT, a depthwise layer, a pointwise layer, average pooling with SADD16, and a fully connected layer.
#include "bench.h"
#include <arm_acle.h>
#include <string.h>

BENCH_ITERATIONS(1800);

enum { SIDE = 24, CHANNELS = 8, FILTERS = 16, KERNEL = 3, COLUMN = KERNEL * KERNEL * CHANNELS, CLASSES = 10 };

static int8_t input[SIDE * SIDE * CHANNELS], first[SIDE * SIDE * FILTERS], second[SIDE * SIDE * FILTERS];
static int8_t third[SIDE * SIDE * FILTERS], pooled[SIDE / 2 * SIDE / 2 * FILTERS];
static int8_t weights[FILTERS * COLUMN], depthwise_weights[KERNEL * KERNEL * FILTERS];
static int8_t pointwise_weights[FILTERS * FILTERS], dense_weights[CLASSES * SIDE / 2 * SIDE / 2 * FILTERS];
static int32_t bias[FILTERS];
static int16_t columns[2][COLUMN];

static inline int32_t load_word(const void *from) {
  int32_t word;
  memcpy(&word, from, 4);
  return word;
}

// Top half from `high`, bottom half from `low`; written so that the compiler emits PKHBT and PKHTB.
static inline int32_t pack_bottom(int32_t low, int32_t high) {
  int32_t packed;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(packed) : "r"(low), "r"(high));
  return packed;
}
static inline int32_t pack_top(int32_t high, int32_t low) {
  int32_t packed;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(packed) : "r"(high), "r"(low));
  return packed;
}

// Bytes 1 and 3 as int16 (SXTB16 with its rotation), where __sxtb16 itself gives bytes 0 and 2.
static inline int32_t widen_odd(int32_t word) { return __sxtb16((uint32_t)word >> 8 | (uint32_t)word << 24); }

// Four int8 values as two pairs of int16, in memory order.
static inline void widen(int32_t word, int32_t *low, int32_t *high) {
  int32_t even = __sxtb16(word);
  int32_t odd = widen_odd(word);
  *low = pack_bottom(even, odd);
  *high = pack_top(odd, even);
}

static inline int8_t requantise(int32_t sum, int32_t multiplier, int shift) {
  int32_t product = (int32_t)(((int64_t)sum * multiplier + (1ll << 30)) >> 31);
  product = (product + (1 << (shift - 1))) >> shift;
  return (int8_t)__ssat(product + 3, 8);
}

static void gather(int16_t *column, const int8_t *image, int y, int x) {
  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++, column += CHANNELS) {
      if (y + dy < 0 || y + dy >= SIDE || x + dx < 0 || x + dx >= SIDE) {
        memset(column, 0, CHANNELS * sizeof *column);
        continue;
      }
      const int8_t *pixel = image + ((y + dy) * SIDE + x + dx) * CHANNELS;
      int32_t *pairs = (int32_t *)column;
      for (int c = 0; c < CHANNELS; c += 4, pairs += 2) widen(load_word(pixel + c), &pairs[0], &pairs[1]);
    }
}

// Two columns by two rows of weights: four accumulators, so that each widened word is used twice.
static void multiply(const int16_t *a, const int16_t *b, int count, const int8_t *rows, int filters, int8_t *out_a,
                     int8_t *out_b) {
  for (int f = 0; f < filters; f += 2) {
    const int8_t *row0 = rows + f * count, *row1 = row0 + count;
    const int32_t *pa = (const int32_t *)a, *pb = (const int32_t *)b;
    int32_t s00 = bias[f], s01 = bias[f], s10 = bias[f + 1], s11 = bias[f + 1];
    for (int i = 0; i < count; i += 4) {
      int32_t w0, w1, v0, v1;
      widen(load_word(row0 + i), &w0, &w1);
      widen(load_word(row1 + i), &v0, &v1);
      int32_t a0 = *pa++, b0 = *pb++;
      s00 = __smlad(w0, a0, s00);
      s01 = __smlad(w0, b0, s01);
      s10 = __smlad(v0, a0, s10);
      s11 = __smlad(v0, b0, s11);
      a0 = *pa++, b0 = *pb++;
      s00 = __smlad(w1, a0, s00);
      s01 = __smlad(w1, b0, s01);
      s10 = __smlad(v1, a0, s10);
      s11 = __smlad(v1, b0, s11);
    }
    out_a[f] = requantise(s00, 0x5A000000, 7);
    out_b[f] = requantise(s01, 0x5A000000, 7);
    out_a[f + 1] = requantise(s10, 0x5A000000, 7);
    out_b[f + 1] = requantise(s11, 0x5A000000, 7);
  }
}

static void convolution(void) {
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x += 2) {
      gather(columns[0], input, y, x);
      gather(columns[1], input, y, x + 1);
      int8_t *out = first + (y * SIDE + x) * FILTERS;
      multiply(columns[0], columns[1], COLUMN, weights, FILTERS, out, out + FILTERS);
    }
}

static void depthwise(void) {
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      for (int c = 0; c < FILTERS; c += 4) {
        int32_t sums[4] = {bias[c], bias[c + 1], bias[c + 2], bias[c + 3]};
        for (int dy = y ? -1 : 0; dy <= (y < SIDE - 1); dy++)
          for (int dx = x ? -1 : 0; dx <= (x < SIDE - 1); dx++) {
            int32_t pixel = load_word(first + ((y + dy) * SIDE + x + dx) * FILTERS + c);
            int32_t weight = load_word(depthwise_weights + ((dy + 1) * KERNEL + dx + 1) * FILTERS + c);
            int32_t p02 = __sxtb16(pixel), p13 = widen_odd(pixel);
            int32_t w02 = __sxtb16(weight), w13 = widen_odd(weight);
            sums[0] = __smlabb(p02, w02, sums[0]);
            sums[1] = __smlabb(p13, w13, sums[1]);
            sums[2] = __smlatt(p02, w02, sums[2]);
            sums[3] = __smlatt(p13, w13, sums[3]);
          }
        int8_t *out = second + (y * SIDE + x) * FILTERS + c;
        for (int i = 0; i < 4; i++) out[i] = requantise(sums[i], 0x48000000, 5);
      }
}

static void pointwise(void) {
  for (int pixel = 0; pixel < SIDE * SIDE; pixel += 2) {
    int32_t *pairs = (int32_t *)columns[0];
    for (int i = 0; i < 2; i++) {
      pairs = (int32_t *)columns[i];
      for (int c = 0; c < FILTERS; c += 4, pairs += 2)
        widen(load_word(second + (pixel + i) * FILTERS + c), &pairs[0], &pairs[1]);
    }
    int8_t *out = third + pixel * FILTERS;
    multiply(columns[0], columns[1], FILTERS, pointwise_weights, FILTERS, out, out + FILTERS);
  }
}

static void pool(void) {
  int8_t *out = pooled;
  for (int y = 0; y < SIDE; y += 2)
    for (int x = 0; x < SIDE; x += 2)
      for (int c = 0; c < FILTERS; c += 4) {
        const int8_t *corner = third + (y * SIDE + x) * FILTERS + c;
        int32_t even = 0, odd = 0;
        for (int i = 0; i < 4; i++) {
          int32_t word = load_word(corner + (i & 1) * FILTERS + (i >> 1) * SIDE * FILTERS);
          even = __sadd16(even, __sxtb16(word));
          odd = __sadd16(odd, widen_odd(word));
        }
        *out++ = (int8_t)((int16_t)even >> 2);
        *out++ = (int8_t)((int16_t)odd >> 2);
        *out++ = (int8_t)(even >> 18);
        *out++ = (int8_t)(odd >> 18);
      }
}

static uint32_t dense(void) {
  uint32_t state = 0;
  for (int class = 0; class < CLASSES; class++) {
    const int8_t *row = dense_weights + class * (int)sizeof pooled;
    int32_t sum = 0;
    for (unsigned i = 0; i < sizeof pooled; i += 4) {
      int32_t x = load_word(pooled + i), w = load_word(row + i);
      sum = __smlad(__sxtb16(x), __sxtb16(w), sum);
      sum = __smlad(widen_odd(x), widen_odd(w), sum);
    }
    state = state * 31 + (uint32_t)sum;
  }
  return state;
}

static void fill(int8_t *values, int count, int shift) {
  static uint32_t seed = 12345;
  for (int i = 0; i < count; i++) values[i] = (int8_t)((int32_t)next_random(&seed) >> shift);
}

uint32_t bench_iteration(uint32_t iteration) {
  if (iteration == 0) {
    fill(input, sizeof input, 24);
    fill(weights, sizeof weights, 26);
    fill(depthwise_weights, sizeof depthwise_weights, 25);
    fill(pointwise_weights, sizeof pointwise_weights, 25);
    fill(dense_weights, sizeof dense_weights, 25);
    for (int i = 0; i < FILTERS; i++) bias[i] = (i - 8) * 100;
  }
  input[iteration % sizeof input] ^= (int8_t)iteration;
  convolution();
  depthwise();
  pointwise();
  pool();
  return dense();
}

int main(void) { return bench_main(); }

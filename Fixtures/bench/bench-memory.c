// Memory-bound work over 256 KB arrays: copies (aligned and not), strided sums, a shuffled linked list, quick sort,
// byte histogram, and word transposition.
#include "bench.h"
#include <string.h>

BENCH_ITERATIONS(170);

#define BYTES (256 * 1024)
#define WORDS (BYTES / 4)
static uint32_t source[WORDS], target[WORDS];

static void fill(uint32_t seed) {
  for (int i = 0; i < WORDS; i++) source[i] = next_random(&seed);
}

static uint32_t copies(uint32_t shift) {
  for (uint32_t i = 0; i < 4; i++) {
    memcpy((uint8_t *)target + (i & 3), (const uint8_t *)source + (shift & 3), BYTES - 8);
    memmove((uint8_t *)target + 16, target, BYTES - 64);
  }
  return target[WORDS / 2] ^ target[WORDS - 20];
}

static uint32_t strided_sums(void) {
  uint32_t sum = 0;
  for (uint32_t stride = 1; stride <= 64; stride *= 4)
    for (uint32_t start = 0; start < stride; start++)
      for (uint32_t i = start; i < WORDS; i += stride) sum += source[i] ^ (sum >> 7);
  return sum;
}

// Links all the words of `target` into one cycle in a scattered order (a full-period congruential step), and follows
// it.
static uint32_t linked_list(void) {
  uint32_t at = 1;
  for (int i = 0; i < WORDS; i++) {
    uint32_t next = (at * 1664525u + 1013904223u) % WORDS;
    target[at] = next;
    at = next;
  }
  uint32_t sum = 0;
  for (int i = 0; i < 2 * WORDS; i++) {
    at = target[at];
    sum = sum * 3 + at;
  }
  return sum;
}

static void quick_sort(uint32_t *low, uint32_t *high) {
  while (low < high) {
    uint32_t pivot = low[(high - low) / 2];
    uint32_t *left = low, *right = high;
    while (left <= right) {
      while (*left < pivot) left++;
      while (*right > pivot) right--;
      if (left <= right) {
        uint32_t swap = *left;
        *left++ = *right;
        *right-- = swap;
      }
    }
    if (right - low < high - left) {
      quick_sort(low, right);
      low = left;
    } else {
      quick_sort(left, high);
      high = right;
    }
  }
}

static uint32_t histogram(void) {
  static uint32_t counts[256];
  memset(counts, 0, sizeof counts);
  const uint8_t *bytes = (const uint8_t *)source;
  for (int i = 0; i < BYTES; i++) counts[bytes[i]]++;
  uint32_t state = 0;
  for (int i = 0; i < 256; i++) state = state * 33 + counts[i];
  return state;
}

static uint32_t transpose(void) {
  for (int row = 0; row < 256; row++)
    for (int column = 0; column < 256; column++) target[column * 256 + row] = source[row * 256 + column];
  return target[257] + target[WORDS - 300];
}

uint32_t bench_iteration(uint32_t iteration) {
  fill(iteration + 1);
  uint32_t result = copies(iteration);
  result = result * 31 + strided_sums();
  result = result * 31 + linked_list();
  result = result * 31 + histogram();
  result = result * 31 + transpose();
  quick_sort(source, source + WORDS - 1);
  return result * 31 + source[iteration % WORDS] + source[WORDS - 1];
}

int main(void) { return bench_main(); }

// Shared by the bench images: the iteration count is a constant in the image that the bench driver may overwrite.
#pragma once
#include "console.h"

#define BENCH_ITERATIONS(count) \
  __attribute__((used)) const volatile uint32_t bench_iterations = (count)

// Work done once per iteration; returns a checksum of its results.
uint32_t bench_iteration(uint32_t iteration);
extern const volatile uint32_t bench_iterations;

static inline int bench_main(void) {
  uint32_t state = CHECKSUM_START;
  for (uint32_t i = 0; i < bench_iterations; i++) state = checksum(state, bench_iteration(i));
  print_decimal("iterations", (int32_t)bench_iterations);
  print_hex("checksum", state);
  return 0;
}

// A radix-2 Fourier transform of 512 complex single-precision numbers, in place, with its table of roots in the workspace.
#include "harness.h"

const char *const program_name = "fft";
const uint32_t program_runs = 4;

enum { points = 512, stages = 9 };

struct complex {
  float re, im;
};

struct transform {
  struct complex values[points];
  struct complex roots[points / 2];
  uint32_t has_roots;
};

// exp(-2πi k / points) by squaring up from a small angle would lose bits; a series in each quadrant does not.
static void series(float angle, struct complex *root) {
  float square = angle * angle;
  float sine = 0, cosine = 0;
  for (int32_t term = 6; term >= 0; term--) {
    sine = 1 - square / (float)((2 * term + 2) * (2 * term + 3)) * sine;
    cosine = 1 - square / (float)((2 * term + 1) * (2 * term + 2)) * cosine;
  }
  root->re = cosine;
  root->im = -angle * sine;
}

static void make_roots(struct transform *transform) {
  for (uint32_t k = 0; k < points / 2; k++) series(6.2831853f * (float)k / points, &transform->roots[k]);
}

static __attribute__((noinline)) void reorder(struct complex *values) {
  for (uint32_t index = 0; index < points; index++) {
    uint32_t other;
    __asm__("rbit %0, %1" : "=r"(other) : "r"(index));
    other >>= 32 - stages;
    if (other <= index) continue;
    struct complex kept = values[index];
    values[index] = values[other];
    values[other] = kept;
  }
}

static __attribute__((noinline)) void butterflies(struct complex *values, const struct complex *roots) {
  for (uint32_t half = 1, step = points / 2; half < points; half *= 2, step /= 2) {
    for (uint32_t start = 0; start < points; start += 2 * half) {
      for (uint32_t k = 0; k < half; k++) {
        struct complex *upper = &values[start + k], *lower = upper + half;
        struct complex root = roots[k * step];
        float re = lower->re * root.re - lower->im * root.im;
        float im = lower->re * root.im + lower->im * root.re;
        lower->re = upper->re - re;
        lower->im = upper->im - im;
        upper->re += re;
        upper->im += im;
      }
    }
  }
}

uint32_t program_work(void *workspace) {
  struct transform *transform = workspace;
  // The workspace is not cleared: a mark says whether the table is there.
  if (transform->has_roots != 0x726F6F74) {
    make_roots(transform);
    transform->has_roots = 0x726F6F74;
  }
  for (int32_t index = 0; index < points; index++) {
    transform->values[index].re = (float)((index * 37 & 127) - 64);
    transform->values[index].im = 0;
  }
  reorder(transform->values);
  butterflies(transform->values, transform->roots);
  uint32_t checksum = 1;
  for (uint32_t index = 0; index < points; index++)
    checksum = checksum * 31 + (uint32_t)(int32_t)transform->values[index].re + (uint32_t)(int32_t)transform->values[index].im;
  return checksum;
}

// Single precision: a finite impulse response filter, a matrix product, a radix-2 FFT, biquads, and vector
// normalisation with VDIV and VSQRT. Built with contraction on, so that VFMA is used.
#include "bench.h"
#include <math.h>
#include <string.h>
#pragma GCC optimize("fp-contract=fast")

BENCH_ITERATIONS(8000);

#define SAMPLES 512
#define TAPS 32
static float signal[SAMPLES + TAPS], filtered[SAMPLES], taps[TAPS];
static float real[SAMPLES], imaginary[SAMPLES], twiddle_real[SAMPLES / 2], twiddle_imaginary[SAMPLES / 2];
#define SIDE 32
static float a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

static void prepare(void) {
  // Twiddles by repeated rotation: cos and sin of 2 pi / 512.
  const float step_real = 0.99992470183914454f, step_imaginary = -0.012271538285719925f;
  float x = 1, y = 0;
  for (int i = 0; i < SAMPLES / 2; i++) {
    twiddle_real[i] = x;
    twiddle_imaginary[i] = y;
    float next = x * step_real - y * step_imaginary;
    y = x * step_imaginary + y * step_real;
    x = next;
  }
  for (int i = 0; i < TAPS; i++) taps[i] = 1.0f / (float)(i + 2);
}

static void fill(uint32_t seed) {
  for (int i = 0; i < SAMPLES + TAPS; i++) signal[i] = (float)(int32_t)next_random(&seed) * 0x1p-31f;
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      a[i][j] = signal[(i * SIDE + j) % SAMPLES];
      b[i][j] = signal[(i + j * 7) % SAMPLES] + 0.25f;
    }
}

static void filter(void) {
  for (int i = 0; i < SAMPLES; i += 2) {
    float sum0 = 0, sum1 = 0;
    for (int tap = 0; tap < TAPS; tap++) {
      sum0 += signal[i + tap] * taps[tap];
      sum1 += signal[i + tap + 1] * taps[tap];
    }
    filtered[i] = sum0;
    filtered[i + 1] = sum1;
  }
}

static void multiply(void) {
  for (int i = 0; i < SIDE; i += 2)
    for (int j = 0; j < SIDE; j += 2) {
      float s00 = 0, s01 = 0, s10 = 0, s11 = 0;
      for (int k = 0; k < SIDE; k++) {
        s00 += a[i][k] * b[k][j];
        s01 += a[i][k] * b[k][j + 1];
        s10 += a[i + 1][k] * b[k][j];
        s11 += a[i + 1][k] * b[k][j + 1];
      }
      c[i][j] = s00;
      c[i][j + 1] = s01;
      c[i + 1][j] = s10;
      c[i + 1][j + 1] = s11;
    }
}

static void transform(void) {
  for (uint32_t i = 0; i < SAMPLES; i++) {
    uint32_t reversed;
    __asm__("rbit %0, %1" : "=r"(reversed) : "r"(i << 23));
    real[reversed] = filtered[i];
    imaginary[reversed] = 0;
  }
  for (int half = 1; half < SAMPLES; half *= 2)
    for (int group = 0; group < SAMPLES; group += 2 * half)
      for (int i = 0; i < half; i++) {
        int top = group + i, bottom = top + half, at = i * (SAMPLES / 2 / half);
        float x = real[bottom] * twiddle_real[at] - imaginary[bottom] * twiddle_imaginary[at];
        float y = real[bottom] * twiddle_imaginary[at] + imaginary[bottom] * twiddle_real[at];
        real[bottom] = real[top] - x;
        imaginary[bottom] = imaginary[top] - y;
        real[top] += x;
        imaginary[top] += y;
      }
}

static float biquads(void) {
  float energy = 0;
  for (int stage = 0; stage < 4; stage++) {
    float w1 = 0, w2 = 0, gain = 0.3f + 0.1f * (float)stage;
    for (int i = 0; i < SAMPLES; i++) {
      float w = filtered[i] + 1.2f * w1 - 0.5f * w2;
      filtered[i] = gain * w - 0.2f * w1 + 0.1f * w2;
      w2 = w1;
      w1 = w;
    }
    energy += fabsf(filtered[SAMPLES - 1]);
  }
  return energy;
}

static float normalise(void) {
  float largest = 0;
  for (int i = 0; i < SAMPLES; i++) {
    float magnitude = sqrtf(real[i] * real[i] + imaginary[i] * imaginary[i]);
    real[i] = real[i] / (magnitude + 1.0f);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

static uint32_t bits(float value) {
  uint32_t word;
  memcpy(&word, &value, 4);
  return word;
}

uint32_t bench_iteration(uint32_t iteration) {
  if (iteration == 0) prepare();
  fill(iteration + 1);
  filter();
  multiply();
  transform();
  uint32_t state = bits(biquads());
  state = state * 31 + bits(normalise());
  state = state * 31 + bits(c[iteration % SIDE][SIDE - 1]);
  return state * 31 + (uint32_t)(int32_t)(real[iteration % SAMPLES] * 10000.0f);
}

int main(void) { return bench_main(); }

// Double precision: in hardware where the FPU has it (FPv5-D16), by the compiler's software library otherwise.
#include "console.h"
#include <string.h>
#include <math.h>

static uint64_t bits(double value) {
  uint64_t word;
  memcpy(&word, &value, 8);
  return word;
}
static double from_bits(uint64_t word) {
  double value;
  memcpy(&value, &word, 8);
  return value;
}

static const uint64_t specials[] = {
  0x0000000000000000, 0x8000000000000000, 0x0000000000000001, 0x000FFFFFFFFFFFFF, 0x0010000000000000,
  0x3FF0000000000000, 0xBFF8000000000000, 0x400921FB54442D18, 0x41DFFFFFFFE00000, 0x43E0000000000000,
  0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0xFFF0000000000000,
};
#define SPECIALS ((int)(sizeof specials / sizeof specials[0]))

// A NaN's sign and payload depend on who computes it (hardware or library), so NaN counts as one value here.
static uint32_t feed(uint32_t state, double value) {
  return checksum64(state, value != value ? 0x7FF8000000000000ull : bits(value));
}

static uint32_t special_values(void) {
  uint32_t state = CHECKSUM_START;
  for (int i = 0; i < SPECIALS; i++)
    for (int j = 0; j < SPECIALS; j++) {
      double a = from_bits(specials[i]), b = from_bits(specials[j]);
      state = feed(state, a + b);
      state = feed(state, a - b);
      state = feed(state, a * b);
      state = feed(state, a / b);
      state = checksum(state, (uint32_t)((a < b) | (a <= b) << 1 | (a == b) << 2 | (a > b) << 3 | (a >= b) << 4));
    }
  return state;
}

static uint32_t conversions(void) {
  uint32_t state = CHECKSUM_START, seed = 2024;
  for (int i = 0; i < 100; i++) {
    uint32_t random = next_random(&seed);
    double value = (double)(int32_t)random / 1024.0 + (double)random * 0.001;
    state = feed(state, value);
    state = checksum(state, (uint32_t)(int32_t)(value / 16.0));
    state = checksum(state, (uint32_t)(value < 0 ? -value / 4.0 : value / 4.0));
    float narrow = (float)value;
    state = feed(state, (double)narrow);
    state = checksum64(state, (uint64_t)(int64_t)(value * 1e6));
  }
  return state;
}

static double pi(void) {
  double sum = 0;
  for (int k = 0; k < 30; k++) {
    double n = 8 * k;
    double term = 4 / (n + 1) - 2 / (n + 4) - 1 / (n + 5) - 1 / (n + 6);
    for (int i = 0; i < k; i++) term *= 0.0625;
    sum += term;
  }
  return sum;
}

static double newton_root(double x) {
  double guess = x;
  for (int i = 0; i < 12; i++) guess = 0.5 * (guess + x / guess);
  return guess;
}

static uint32_t lorenz(void) {
  double x = 1, y = 1, z = 1;
  uint32_t state = CHECKSUM_START;
  for (int i = 0; i < 200; i++) {
    double dx = 10 * (y - x), dy = x * (28 - z) - y, dz = x * y - 8.0 / 3.0 * z;
    x += dx * 0.01;
    y += dy * 0.01;
    z += dz * 0.01;
    state = feed(feed(feed(state, x), y), z);
  }
  return state;
}

#if __ARM_FP & 8
#define BINARY(instruction, a, b) \
  ({ double r_; __asm__ volatile(instruction " %P0, %P1, %P2" : "=w"(r_) : "w"(a), "w"(b)); r_; })
#define UNARY(instruction, a) \
  ({ double r_; __asm__ volatile(instruction " %P0, %P1" : "=w"(r_) : "w"(a)); r_; })
#define ACCUMULATE(instruction, c, a, b) \
  ({ double r_ = (c); __asm__ volatile(instruction " %P0, %P1, %P2" : "+w"(r_) : "w"(a), "w"(b)); r_; })
#define TO_SINGLE(instruction, a) \
  ({ uint32_t r_; __asm__ volatile(instruction " s15, %P1\n\tvmov %0, s15" : "=r"(r_) : "w"(a) : "s15"); r_; })

// Hardware only: exact NaN results, FPSCR flags, rounding modes and the FPv5 instructions.
static void hardware(uint32_t mode) {
  static const uint64_t nans[] = {0x7FF8000000000000, 0xFFF8000012345678, 0x7FF0000000000042};
  uint32_t state = CHECKSUM_START, flags;
  __asm__ volatile("vmsr fpscr, %0" ::"r"(mode) : "memory");
  for (int i = 0; i < SPECIALS + 3; i++) {
    double a = from_bits(i < SPECIALS ? specials[i] : nans[i - SPECIALS]);
    state = checksum64(state, bits(UNARY("vsqrt.f64", a)));
    state = checksum(state, TO_SINGLE("vcvt.f32.f64", a));
    state = checksum(state, TO_SINGLE("vcvt.s32.f64", a));
    state = checksum(state, TO_SINGLE("vcvtr.u32.f64", a));
    state = checksum(state, TO_SINGLE("vcvta.s32.f64", a));
    state = checksum(state, TO_SINGLE("vcvtm.u32.f64", a));
    state = checksum64(state, bits(UNARY("vrintz.f64", a)) ^ bits(UNARY("vrintx.f64", a)));
    state = checksum64(state, bits(UNARY("vrinta.f64", a)) ^ bits(UNARY("vrintp.f64", a)));
    for (int j = 0; j < SPECIALS + 3; j++) {
      double b = from_bits(j < SPECIALS ? specials[j] : nans[j - SPECIALS]);
      state = checksum64(state, bits(BINARY("vadd.f64", a, b)));
      state = checksum64(state, bits(BINARY("vnmul.f64", a, b)));
      state = checksum64(state, bits(BINARY("vdiv.f64", a, b)));
      state = checksum64(state, bits(ACCUMULATE("vfma.f64", a, b, b)));
      state = checksum64(state, bits(ACCUMULATE("vfnms.f64", b, a, b)));
      state = checksum64(state, bits(ACCUMULATE("vmls.f64", b, a, a)));
      state = checksum64(state, bits(BINARY("vmaxnm.f64", a, b)));
      state = checksum64(state, bits(BINARY("vminnm.f64", a, b)));
      __asm__ volatile("vcmp.f64 %P1, %P2\n\tvmrs %0, fpscr" : "=r"(flags) : "w"(a), "w"(b));
      state = checksum(state, flags);
    }
  }
  __asm__ volatile("vmrs %0, fpscr" : "=r"(flags)::"memory");
  __asm__ volatile("vmsr fpscr, %0" ::"r"(0) : "memory");
  print_hex("hardware, FPSCR", mode);
  print_hex("  results", state);
  print_hex("  flags", flags);
}
#endif

int main(void) {
  print_hex64("pi", bits(pi()));
  print_hex64("newton", bits(newton_root(2.0)));
  print_hex("lorenz", lorenz());
  print_hex("specials", special_values());
  print_hex("conversions", conversions());
#if __ARM_FP & 8
  static const uint32_t modes[] = {0, 1u << 22, 2u << 22, 3u << 22, 1u << 24, 1u << 25};
  for (unsigned i = 0; i < sizeof modes / sizeof modes[0]; i++) hardware(modes[i]);
#endif
  return 0;
}

// Single precision: arithmetic, fused and chained multiply-accumulate, compare, convert, divide, square root, specials.
#include "console.h"
#include <string.h>
#include <math.h>

static uint32_t bits(float value) {
  uint32_t word;
  memcpy(&word, &value, 4);
  return word;
}
static float from_bits(uint32_t word) {
  float value;
  memcpy(&value, &word, 4);
  return value;
}
static uint32_t read_fpscr(void) {
  uint32_t value;
  __asm__ volatile("vmrs %0, fpscr" : "=r"(value)::"memory");
  return value;
}
static void write_fpscr(uint32_t value) { __asm__ volatile("vmsr fpscr, %0" ::"r"(value) : "memory"); }

static const uint32_t specials[] = {
  0x00000000, 0x80000000, 0x00000001, 0x807FFFFF, 0x00800000, 0x3F800000, 0xBF800000, 0x3FFFFFFF, 0x40490FDB,
  0x4B7FFFFF, 0x4F000000, 0xCF000001, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFC12345, 0x7F812345,
};
#define SPECIALS ((int)(sizeof specials / sizeof specials[0]))

#define BINARY(instruction, a, b) \
  ({ float r_; __asm__ volatile(instruction " %0, %1, %2" : "=t"(r_) : "t"(a), "t"(b)); r_; })
#define UNARY(instruction, a) \
  ({ float r_; __asm__ volatile(instruction " %0, %1" : "=t"(r_) : "t"(a)); r_; })
#define ACCUMULATE(instruction, c, a, b) \
  ({ float r_ = (c); __asm__ volatile(instruction " %0, %1, %2" : "+t"(r_) : "t"(a), "t"(b)); r_; })

// Every special value against every other, through each operation, result and accumulated flags.
static void special_values(uint32_t mode) {
  uint32_t state = CHECKSUM_START;
  write_fpscr(mode);
  for (int i = 0; i < SPECIALS; i++) {
    float a = from_bits(specials[i]);
    state = checksum(state, bits(UNARY("vsqrt.f32", a)));
    state = checksum(state, bits(UNARY("vabs.f32", a)) ^ bits(UNARY("vneg.f32", a)));
    state = checksum(state, bits(UNARY("vcvt.s32.f32", a)));
    state = checksum(state, bits(UNARY("vcvtr.s32.f32", a)));
    state = checksum(state, bits(UNARY("vcvt.u32.f32", a)));
    state = checksum(state, bits(UNARY("vcvt.f32.u32", a)));
    state = checksum(state, bits(UNARY("vcvt.f32.s32", a)));
    state = checksum(state, bits(UNARY("vcvtb.f16.f32", a)) & 0xFFFF);
    state = checksum(state, bits(UNARY("vcvtt.f32.f16", a)));
    for (int j = 0; j < SPECIALS; j++) {
      float b = from_bits(specials[j]);
      state = checksum(state, bits(BINARY("vadd.f32", a, b)));
      state = checksum(state, bits(BINARY("vsub.f32", a, b)));
      state = checksum(state, bits(BINARY("vmul.f32", a, b)));
      state = checksum(state, bits(BINARY("vnmul.f32", a, b)));
      state = checksum(state, bits(BINARY("vdiv.f32", a, b)));
      state = checksum(state, bits(ACCUMULATE("vfma.f32", b, a, a)));
      state = checksum(state, bits(ACCUMULATE("vfnms.f32", a, b, a)));
      state = checksum(state, bits(ACCUMULATE("vmla.f32", a, a, b)));
      state = checksum(state, bits(ACCUMULATE("vnmls.f32", a, b, b)));
      uint32_t flags;
      __asm__ volatile("vcmp.f32 %1, %2\n\tvmrs %0, fpscr" : "=r"(flags) : "t"(a), "t"(b));
      state = checksum(state, flags);
      __asm__ volatile("vcmpe.f32 %1, %2\n\tvmrs %0, fpscr" : "=r"(flags) : "t"(b), "t"(a));
      state = checksum(state, flags);
    }
  }
  uint32_t final = read_fpscr();
  write_fpscr(0);
  print_hex("specials, FPSCR", mode);
  print_hex("  results", state);
  print_hex("  flags", final);
}

static float series(void) {
  float sum = 0, term = 1;
  for (int i = 1; i < 20; i++) {
    sum += term;
    term *= 0.75f / (float)i;
  }
  return sum;
}

static float matrix(void) {
  static float a[8][8], b[8][8], c[8][8];
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      a[i][j] = (float)(i * 8 + j) / 7.0f;
      b[i][j] = 1.0f / (float)(1 + i + j);
    }
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) {
      float sum = 0;
      for (int k = 0; k < 8; k++) sum = fmaf(a[i][k], b[k][j], sum);
      c[i][j] = sum;
    }
  float trace = 0;
  for (int i = 0; i < 8; i++) trace += c[i][i] - c[i][7 - i] * 0.5f;
  return trace;
}

static float newton_root(float x) {
  float guess = x;
  for (int i = 0; i < 30; i++) guess = 0.5f * (guess + x / guess);
  return guess;
}

static uint32_t logistic_map(void) {
  uint32_t state = CHECKSUM_START;
  float x = 0.3f;
  for (int i = 0; i < 200; i++) {
    x = 3.9f * x * (1.0f - x);
    state = checksum(state, bits(x));
    if (x > 0.5f) state = checksum(state, (uint32_t)(int32_t)(x * 1000.0f));
    else if (x < 0.25f) state ^= 0x55;
  }
  return state;
}

static uint32_t fixed_point(void) {
  uint32_t state = CHECKSUM_START, seed = 31337;
  for (int i = 0; i < 100; i++) {
    float value = (float)(int32_t)next_random(&seed) / 65536.0f;
    float fixed = value;
    __asm__ volatile("vcvt.s32.f32 %0, %0, #12" : "+t"(fixed));
    state = checksum(state, bits(fixed));
    __asm__ volatile("vcvt.f32.s32 %0, %0, #12" : "+t"(fixed));
    state = checksum(state, bits(fixed));
    fixed = value;
    __asm__ volatile("vcvt.u16.f32 %0, %0, #3" : "+t"(fixed));
    state = checksum(state, bits(fixed));
    __asm__ volatile("vcvt.f32.u16 %0, %0, #3" : "+t"(fixed));
    state = checksum(state, bits(fixed));
  }
  return state;
}

#if __ARM_FEATURE_NUMERIC_MAXMIN
// FPv5: directed conversions and roundings, selects, IEEE maximum and minimum.
static uint32_t fpv5(void) {
  uint32_t state = CHECKSUM_START;
  for (int i = 0; i < SPECIALS; i++) {
    float a = from_bits(specials[i]);
    state = checksum(state, bits(UNARY("vcvta.s32.f32", a)) ^ bits(UNARY("vcvtn.u32.f32", a)));
    state = checksum(state, bits(UNARY("vcvtp.s32.f32", a)) ^ bits(UNARY("vcvtm.u32.f32", a)));
    state = checksum(state, bits(UNARY("vrinta.f32", a)) ^ bits(UNARY("vrintn.f32", a)));
    state = checksum(state, bits(UNARY("vrintp.f32", a)) ^ bits(UNARY("vrintm.f32", a)));
    state = checksum(state, bits(UNARY("vrintz.f32", a)) ^ bits(UNARY("vrintr.f32", a)) ^ bits(UNARY("vrintx.f32", a)));
    for (int j = 0; j < SPECIALS; j++) {
      float b = from_bits(specials[j]);
      state = checksum(state, bits(BINARY("vmaxnm.f32", a, b)));
      state = checksum(state, bits(BINARY("vminnm.f32", a, b)));
      float selected;
      __asm__ volatile("vcmp.f32 %1, %2\n\tvmrs apsr_nzcv, fpscr\n\tvselge.f32 %0, %1, %2"
                       : "=t"(selected) : "t"(a), "t"(b) : "cc");
      state = checksum(state, bits(selected));
      __asm__ volatile("vcmp.f32 %1, %2\n\tvmrs apsr_nzcv, fpscr\n\tvselvs.f32 %0, %1, %2"
                       : "=t"(selected) : "t"(b), "t"(a) : "cc");
      state = checksum(state, bits(selected));
    }
  }
  return checksum(state, read_fpscr());
}
#endif

int main(void) {
  print_hex("series", bits(series()));
  print_hex("matrix", bits(matrix()));
  print_hex("newton", bits(newton_root(2.0f)));
  print_hex("vsqrt", bits(sqrtf(2.0f)));
  print_hex("logistic map", logistic_map());
  print_hex("fixed point", fixed_point());
  // Round to nearest, up, down, zero; flush to zero; default NaN; alternative half precision.
  static const uint32_t modes[] = {0, 1u << 22, 2u << 22, 3u << 22, 1u << 24, 1u << 25, 1u << 26, 7u << 24};
  for (unsigned i = 0; i < sizeof modes / sizeof modes[0]; i++) special_values(modes[i]);
#if __ARM_FEATURE_NUMERIC_MAXMIN
  print_hex("fpv5", fpv5());
#endif
  return 0;
}

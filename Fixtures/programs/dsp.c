// The DSP extension by the ACLE intrinsics (arm_acle.h) and, where a flag matters, by assembly: one checksum per group.
#include "console.h"
#include <arm_acle.h>

#define ROUNDS 64
static uint32_t seed;
static uint32_t operand(int round) {
  static const uint32_t corners[] = {0,          0x7FFF7FFF, 0x80008000, 0xFFFFFFFF,
                                     0x80000000, 0x7FFFFFFF, 0x7F807F80, 0x00FF00FF};
  return round % 5 == 0 ? corners[next_random(&seed) & 7] : next_random(&seed);
}

static uint32_t read_apsr(void) {
  uint32_t value;
  __asm__ volatile("mrs %0, apsr" : "=r"(value)::"memory");
  return value;
}
static void clear_apsr(void) { __asm__ volatile("msr apsr_nzcvqg, %0" ::"r"(0) : "cc", "memory"); }

// Runs `expression` on random operands a, b and c, and prints the checksum of its results.
#define GROUP(label, ...) \
  do { \
    uint32_t state = CHECKSUM_START; \
    seed = 0xC0FFEE; \
    for (int round = 0; round < ROUNDS; round++) { \
      uint32_t a = operand(round), b = operand(round), c = operand(round); \
      (void)a, (void)b, (void)c; \
      const uint32_t results[] = {__VA_ARGS__}; \
      for (unsigned i = 0; i < sizeof results / sizeof *results; i++) state = checksum(state, results[i]); \
    } \
    print_hex(label, state); \
  } while (0)

// One instruction with its flags: result and APSR (N, Z, C, V, Q and GE) afterwards.
#define FLAGS2(instruction, a, b) \
  ({ uint32_t r_, f_; \
     __asm__ volatile("msr apsr_nzcvqg, %4\n\t" instruction " %0, %2, %3\n\tmrs %1, apsr" \
                      : "=&r"(r_), "=&r"(f_) : "r"(a), "r"(b), "r"(0) : "cc"); \
     r_ ^ f_ >> 3; })
#define FLAGS3(instruction, a, b, c) \
  ({ uint32_t r_, f_; \
     __asm__ volatile("msr apsr_nzcvqg, %5\n\t" instruction " %0, %2, %3, %4\n\tmrs %1, apsr" \
                      : "=&r"(r_), "=&r"(f_) : "r"(a), "r"(b), "r"(c), "r"(0) : "cc"); \
     r_ ^ f_ >> 3; })
#define LONG(instruction, a, b, c) \
  ({ uint32_t l_ = (c), h_ = (a) ^ 0x1234; \
     __asm__ volatile(instruction " %0, %1, %2, %3" : "+r"(l_), "+r"(h_) : "r"(a), "r"(b)); l_ * 3 ^ h_; })
// A parallel add or subtract sets GE; SEL then picks bytes by it.
#define SELECT(instruction, a, b, c) \
  ({ uint32_t r_, s_; \
     __asm__ volatile(instruction " %0, %2, %3\n\tsel %1, %0, %4" : "=&r"(r_), "=&r"(s_) : "r"(a), "r"(b), "r"(c)); \
     r_ + s_ * 7; })

int main(void) {
  clear_apsr();
  GROUP("signed parallel",
        (uint32_t)__sadd16((int16x2_t)a, (int16x2_t)b), (uint32_t)__ssub16((int16x2_t)a, (int16x2_t)b),
        (uint32_t)__sadd8((int8x4_t)a, (int8x4_t)b), (uint32_t)__ssub8((int8x4_t)a, (int8x4_t)b),
        (uint32_t)__sasx((int16x2_t)a, (int16x2_t)b), (uint32_t)__ssax((int16x2_t)a, (int16x2_t)b));
  GROUP("unsigned parallel", __uadd16(a, b), __usub16(a, b), __uadd8(a, b), __usub8(a, b), __uasx(a, b), __usax(a, b));
  GROUP("signed saturating",
        (uint32_t)__qadd16((int16x2_t)a, (int16x2_t)b), (uint32_t)__qsub16((int16x2_t)a, (int16x2_t)b),
        (uint32_t)__qadd8((int8x4_t)a, (int8x4_t)b), (uint32_t)__qsub8((int8x4_t)a, (int8x4_t)b),
        (uint32_t)__qasx((int16x2_t)a, (int16x2_t)b), (uint32_t)__qsax((int16x2_t)a, (int16x2_t)b));
  GROUP("unsigned saturating", __uqadd16(a, b), __uqsub16(a, b), __uqadd8(a, b), __uqsub8(a, b), __uqasx(a, b),
        __uqsax(a, b));
  GROUP("signed halving",
        (uint32_t)__shadd16((int16x2_t)a, (int16x2_t)b), (uint32_t)__shsub16((int16x2_t)a, (int16x2_t)b),
        (uint32_t)__shadd8((int8x4_t)a, (int8x4_t)b), (uint32_t)__shsub8((int8x4_t)a, (int8x4_t)b),
        (uint32_t)__shasx((int16x2_t)a, (int16x2_t)b), (uint32_t)__shsax((int16x2_t)a, (int16x2_t)b));
  GROUP("unsigned halving", __uhadd16(a, b), __uhsub16(a, b), __uhadd8(a, b), __uhsub8(a, b), __uhasx(a, b),
        __uhsax(a, b));
  GROUP("select", SELECT("sadd16", a, b, c), SELECT("ssub8", a, b, c), SELECT("uadd8", a, b, c),
        SELECT("usub16", a, b, c),
        SELECT("sasx", a, b, c), SELECT("usax", a, b, c), SELECT("usub8", a, b, c), SELECT("uasx", a, b, c));
  GROUP("absolute differences", __usad8(a, b), __usada8(a, b, c));
  GROUP("extend", (uint32_t)__sxtb16((int8x4_t)a), __uxtb16(a), (uint32_t)__sxtab16((int16x2_t)a, (int8x4_t)b),
        __uxtab16(a, b), ({ uint32_t r_; __asm__("sxtab %0, %1, %2, ror #16" : "=r"(r_) : "r"(a), "r"(b)); r_; }),
        ({ uint32_t r_; __asm__("uxtah %0, %1, %2, ror #8" : "=r"(r_) : "r"(a), "r"(b)); r_; }),
        ({ uint32_t r_; __asm__("sxtb16 %0, %1, ror #24" : "=r"(r_) : "r"(b)); r_; }));
  GROUP("pack", ({ uint32_t r_; __asm__("pkhbt %0, %1, %2, lsl #11" : "=r"(r_) : "r"(a), "r"(b)); r_; }),
        ({ uint32_t r_; __asm__("pkhtb %0, %1, %2, asr #5" : "=r"(r_) : "r"(a), "r"(b)); r_; }),
        ({ uint32_t r_; __asm__("pkhtb %0, %1, %2, asr #32" : "=r"(r_) : "r"(a), "r"(b)); r_; }));
  GROUP("saturate", (uint32_t)__ssat((int32_t)a, 8), __usat((int32_t)b, 5), (uint32_t)__ssat((int32_t)c >> 4, 24),
        (uint32_t)__ssat16((int16x2_t)a, 9), (uint32_t)__usat16((int16x2_t)b, 7),
        ({ uint32_t r_; __asm__("ssat %0, #17, %1, lsl #3" : "=r"(r_) : "r"(a)); r_; }),
        ({ uint32_t r_; __asm__("usat %0, #12, %1, asr #7" : "=r"(r_) : "r"(b)); r_; }));
  GROUP("Q arithmetic", FLAGS2("qadd", a, b), FLAGS2("qsub", a, b), FLAGS2("qdadd", a, b), FLAGS2("qdsub", a, b));
  GROUP("halfword multiply", FLAGS2("smulbb", a, b), FLAGS2("smulbt", a, b), FLAGS2("smultb", a, b),
        FLAGS2("smultt", a, b),
        FLAGS2("smulwb", a, b), FLAGS2("smulwt", a, b));
  GROUP("halfword accumulate", FLAGS3("smlabb", a, b, c), FLAGS3("smlabt", a, b, c), FLAGS3("smlatb", a, b, c),
        FLAGS3("smlatt", a, b, c), FLAGS3("smlawb", a, b, c), FLAGS3("smlawt", a, b, c));
  GROUP("dual multiply", FLAGS2("smuad", a, b), FLAGS2("smuadx", a, b), FLAGS2("smusd", a, b), FLAGS2("smusdx", a, b),
        FLAGS3("smlad", a, b, c), FLAGS3("smladx", a, b, c), FLAGS3("smlsd", a, b, c), FLAGS3("smlsdx", a, b, c));
  GROUP("long dual multiply", LONG("smlald", a, b, c), LONG("smlaldx", a, b, c), LONG("smlsld", a, b, c),
        LONG("smlsldx", a, b, c), LONG("smlalbb", a, b, c), LONG("smlalbt", a, b, c), LONG("smlaltb", a, b, c),
        LONG("smlaltt", a, b, c));
  GROUP("long multiply", LONG("smull", a, b, c), LONG("umull", a, b, c), LONG("smlal", a, b, c), LONG("umlal", a, b, c),
        LONG("umaal", a, b, c));
  GROUP("most significant word", FLAGS2("smmul", a, b), FLAGS2("smmulr", a, b), FLAGS3("smmla", a, b, c),
        FLAGS3("smmlar", a, b, c), FLAGS3("smmls", a, b, c), FLAGS3("smmlsr", a, b, c));
  // Q is sticky: the saturations above have left it set until it is written.
  clear_apsr();
  int32_t largest = 0x7FFFFFFF;
  __asm__ volatile("qadd %0, %0, %0" : "+r"(largest));
  print_hex("APSR.Q after saturation", read_apsr() & 1u << 27);
  __asm__ volatile("adds %0, %0, #0" : "+r"(largest)::"cc");
  print_hex("still set", read_apsr() & 1u << 27);
  clear_apsr();
  print_hex("cleared", read_apsr() & 1u << 27);
  return 0;
}

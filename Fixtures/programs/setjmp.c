// setjmp and longjmp: out of nested calls, values kept across, floating-point registers restored, a small generator.
#include "console.h"
#include <setjmp.h>

static jmp_buf outer, inner;
static volatile int depth, bottom = 7;

__attribute__((noinline)) static int dive(int level) {
  depth = level;
  if (level == bottom) longjmp(outer, 42);
  return level > 1000 ? 0 : dive(level + 1) + 1;
}

__attribute__((noinline)) static void throw_from_loop(int code) {
  volatile char padding[100];
  for (int i = 0; i < 100; i++) padding[i] = (char)i;
  for (int i = 0;; i++)
    if (padding[i] == 50) longjmp(inner, code + padding[i]);
}

__attribute__((noinline)) static void disturb_floats(void) {
  register float a __asm__("s16") = 99, b __asm__("s17") = 98, c __asm__("s31") = 97;
  __asm__ volatile("" : "+t"(a), "+t"(b), "+t"(c));
  longjmp(inner, 0);
}

int main(void) {
  int value = setjmp(outer);
  if (value == 0) dive(1);
  print_decimal("longjmp gave", value);
  print_decimal("at depth", depth);

  for (volatile int i = 0; i < 3; i++) {
    int code = setjmp(inner);
    if (code == 0) throw_from_loop(i);
    print_decimal("caught", code);
  }

  volatile int rounds = 0;
  float kept = 1.5f;
  __asm__ volatile("vmov.f32 s16, %0\n\tvmov.f32 s31, %0" ::"t"(kept) : "s16", "s31");
  // longjmp with 0 makes setjmp give 1.
  int again = setjmp(inner);
  float s16, s31;
  __asm__ volatile("vmov.f32 %0, s16\n\tvmov.f32 %1, s31" : "=t"(s16), "=t"(s31));
  print_decimal("again", again);
  print_decimal("s16 in tenths", (int32_t)(s16 * 10));
  print_decimal("s31 in tenths", (int32_t)(s31 * 10));
  if (rounds++ == 0) disturb_floats();
  print_decimal("rounds", rounds);
  return 17;
}

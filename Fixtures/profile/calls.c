// What call paths must get right: recursion, tail calls, function pointers, functions inlined at -O2, longjmp out of
// nested calls, an interrupt that interrupts them, and code that falls from one function into the next. Each part is
// called a fixed number of times, which the checksum depends on; the tests know these numbers.
#include "console.h"
#include <setjmp.h>
#include <stdint.h>

#define NOINLINE __attribute__((noinline, noclone))

static volatile uint32_t ticks;
static jmp_buf escape;

void SysTick_Handler(void) { ticks++; }

NOINLINE uint32_t fibonacci(uint32_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

NOINLINE uint32_t is_odd(uint32_t n);
NOINLINE uint32_t is_even(uint32_t n) { return n == 0 ? 1 : is_odd(n - 1); }
NOINLINE uint32_t is_odd(uint32_t n) { return n == 0 ? 0 : is_even(n - 1); }

static inline uint32_t mix(uint32_t state, uint32_t value) {
  state ^= value;
  return state * 16777619u;
}

static inline uint32_t mix_twice(uint32_t state, uint32_t value) { return mix(mix(state, value), value >> 16); }

NOINLINE uint32_t hash(const uint32_t *words, uint32_t count) {
  uint32_t state = 2166136261u;
  for (uint32_t i = 0; i < count; i++) state = mix_twice(state, words[i]);
  return state;
}

NOINLINE uint32_t add(uint32_t a, uint32_t b) { return a + b; }
NOINLINE uint32_t multiply(uint32_t a, uint32_t b) { return a * b; }
NOINLINE uint32_t apply(uint32_t (*operation)(uint32_t, uint32_t), uint32_t a, uint32_t b) {
  return operation(a, b) + 1;
}
NOINLINE uint32_t forward(uint32_t (*operation)(uint32_t, uint32_t), uint32_t a, uint32_t b) {
  return operation(a, b);  // a tail call through a register
}

NOINLINE void dig(uint32_t depth) {
  volatile uint32_t local[4] = {depth};
  if (depth > 1000) return;  // so that it could return
  if (depth == 0) longjmp(escape, 7);
  dig(depth - 1);
  ticks += local[0] & 0;
}

NOINLINE uint32_t dig_and_escape(uint32_t depth) {
  volatile uint32_t result = 0;
  int value = setjmp(escape);
  if (value == 0) dig(depth);
  result = (uint32_t)value;
  return result;
}

// `enter_low` runs into `enter_high` without a branch.
uint32_t enter_low(uint32_t value);
uint32_t enter_high(uint32_t value);
__asm__(
    ".syntax unified\n.thumb\n.section .text.enter,\"ax\",%progbits\n"
    ".global enter_low\n.type enter_low, %function\n.thumb_func\nenter_low: adds r0, #1\n"
    ".size enter_low, . - enter_low\n"
    ".global enter_high\n.type enter_high, %function\n.thumb_func\nenter_high: adds r0, #2\n bx lr\n"
    ".size enter_high, . - enter_high\n.text\n");

int main(void) {
  uint32_t words[16], state = CHECKSUM_START;
  *(volatile uint32_t *)0xE000E014 = 2999;
  *(volatile uint32_t *)0xE000E018 = 0;
  *(volatile uint32_t *)0xE000E010 = 7;
  for (uint32_t i = 0; i < 16; i++) words[i] = i * 2654435761u;
  for (uint32_t round = 0; round < 5; round++) {
    state = checksum(state, fibonacci(9));
    state = checksum(state, is_even(10 + round));
    state = checksum(state, hash(words, 16));
    state = checksum(state, apply(add, round, 3) + apply(multiply, round, 3));
    state = checksum(state, forward(add, round, 5));
    state = checksum(state, dig_and_escape(6));
    state = checksum(state, enter_low(round) + enter_high(round));
  }
  *(volatile uint32_t *)0xE000E010 = 0;
  print_hex("checksum", state);
  return ticks > 0 ? 0 : 1;
}

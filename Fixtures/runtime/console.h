// Text output over semihosting, exit, and the checksum that the fixtures print.
#pragma once
#include <stdint.h>

void print(const char *text);
// Prints "label 0x%08x\n".
void print_hex(const char *label, uint32_t value);
void print_hex64(const char *label, uint64_t value);
// Prints "label %d\n".
void print_decimal(const char *label, int32_t value);
_Noreturn void exit_with(uint32_t status);

// 32-bit FNV-1a over the four bytes of each word fed to it; start with CHECKSUM_START.
#define CHECKSUM_START 0x811c9dc5u
static inline uint32_t checksum(uint32_t state, uint32_t word) {
  for (int byte = 0; byte < 4; byte++) {
    state = (state ^ (word & 0xff)) * 0x01000193u;
    word >>= 8;
  }
  return state;
}
static inline uint32_t checksum64(uint32_t state, uint64_t value) {
  return checksum(checksum(state, (uint32_t)value), (uint32_t)(value >> 32));
}

// Marsaglia's xorshift32: the fixtures' source of repeatable numbers.
static inline uint32_t next_random(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

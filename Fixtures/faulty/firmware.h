// What the faulty programs share. With HOST defined they are built for the host instead, where they have no registers.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef HOST
#include <stdio.h>
static inline void print(const char *text) { fputs(text, stdout); }
static inline void print_decimal(const char *label, int32_t value) { printf("%s %d\n", label, (int)value); }
static inline void print_hex(const char *label, uint32_t value) { printf("%s 0x%08x\n", label, (unsigned)value); }
#else
#include "armv7m.h"
#include "console.h"
#endif

#define NOINLINE __attribute__((noinline, noclone))

// The value, of which the compiler knows nothing any more: what in a product comes from a sensor, a wire or a file.
#define INPUT(value) \
  ({ \
    __typeof__(value) value_ = (value); \
    __asm__ volatile("" : "+r"(value_)); \
    value_; \
  })

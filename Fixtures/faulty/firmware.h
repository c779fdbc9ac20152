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

// A function of its own, of which its callers know no more than its declaration.
#define NOINLINE __attribute__((noipa))

// The value, of which the compiler knows nothing any more: what in a product comes from a sensor, a wire or a file.
#define INPUT(value) \
  ({ \
    __typeof__(((void)0, (value))) value_ = (value); \
    __asm__ volatile("" : "+r"(value_)); \
    value_; \
  })

// The tensors' memory, at the start of RAM, and the notes of the layers (section .thumbprint.layers, not loaded).
#define ARENA __attribute__((section(".arena"), aligned(16))) static int8_t
#ifdef HOST
#define LAYER_NOTES(...) _Static_assert(1, "")
#else
#define TEXT_OF(...) #__VA_ARGS__
#define EXPANDED_TEXT_OF(...) TEXT_OF(__VA_ARGS__)
#define LAYER_NOTES(...) \
  __asm__(".pushsection .thumbprint.layers, \"\", %progbits\n\t.ascii " EXPANDED_TEXT_OF(#__VA_ARGS__) \
          "\n\t.popsection")
#endif

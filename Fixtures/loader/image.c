// A small image for the loader's tests: code, a literal pool, initialised and zeroed data, a nested-call chain.
#include <stdint.h>

extern uint32_t _estack, _sidata, _sdata, _edata, _sbss, _ebss;
volatile uint32_t counter = 42;
volatile uint32_t table[64];
static const uint8_t lookup[] = {3, 1, 4, 1, 5, 9, 2, 6};

static __attribute__((noinline)) uint32_t inner(uint32_t x) {
  switch (x & 7) {
    case 0: return x + 3;
    case 1: return x * 5;
    case 2: return x ^ 0xDEADBEEF;
    case 3: return x << 2;
    case 4: return ~x;
    case 5: return x - 7;
    default: return lookup[x & 7];
  }
}

int main(void) {
  for (uint32_t i = 0; i < 64; i++) table[i] = inner(i) + counter;
  return (int)table[63];
}

void Reset_Handler(void) {
  for (uint32_t *from = &_sidata, *to = &_sdata; to < &_edata;) *to++ = *from++;
  for (uint32_t *to = &_sbss; to < &_ebss;) *to++ = 0;
  main();
  for (;;) {}
}

void Default_Handler(void) {
  for (;;) {}
}

__attribute__((section(".isr_vector"), used)) void (*const g_pfnVectors[16])(void) = {
  (void (*)(void)) & _estack, Reset_Handler, Default_Handler, Default_Handler, Default_Handler, Default_Handler,
  Default_Handler, 0, 0, 0, 0, Default_Handler, Default_Handler, 0, Default_Handler, Default_Handler,
};

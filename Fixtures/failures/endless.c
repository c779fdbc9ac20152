// Computes for ever and says nothing: for the limits on cycles, instructions and time.
#include "console.h"

int main(void) {
  uint32_t seed = 1;
  for (;;) __asm__ volatile("" ::"r"(next_random(&seed)));
}

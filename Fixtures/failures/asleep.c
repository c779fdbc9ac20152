// Sleeps with nothing that could wake it: no event will ever come.
#include "armv7m.h"

int main(void) {
  disable_interrupts();
  for (;;) __asm__ volatile("wfi");
}

// A fault in the HardFault handler: the core locks up.
#include <stdint.h>

void HardFault_Handler(void) { *(volatile uint32_t *)0x60000000 = 1; }

int main(void) {
  __asm__ volatile("udf #0");
  return 0;
}

// A store where there is no memory, three calls deep, with a handler that only spins: the firmware does not handle it.
#include <stdint.h>

volatile int sink;

void HardFault_Handler(void) {
  for (;;) {
  }
}

__attribute__((noinline)) int store(volatile uint32_t *place, int value) {
  volatile int scratch[20];
  scratch[value] = 3;
  *place = (uint32_t)value;
  sink++;
  return scratch[0] + value;
}

__attribute__((noinline)) int middle(int value) {
  int result = store((volatile uint32_t *)0x60000000, value);
  sink += result;
  return result + 1;
}

__attribute__((noinline)) int outer(int value) {
  int result = middle(value + 1);
  sink = result;
  return result * 3;
}

int main(void) {
  int result = outer(4);
  sink = result;
  return result;
}

// A store to nowhere three calls deep, and a HardFault handler that faults in turn: the core locks up (DDI 0403,
// B1.5.15).
#include "console.h"

#define NOWHERE ((volatile uint32_t *)0x30000000)

__attribute__((noinline)) static void store(uint32_t value) { *NOWHERE = value; }

__attribute__((noinline)) static uint32_t prepare(uint32_t value) {
  store(value * 3);
  return value + 1;
}

__attribute__((noinline)) static uint32_t work(uint32_t value) { return prepare(value) + prepare(value + 1); }

void HardFault_Handler(void) { (void)*NOWHERE; }

int main(void) {
  print("before the fault\n");
  uint32_t result = work(5);
  print("never printed\n");
  return (int)result;
}

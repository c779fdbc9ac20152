// A task's stack holds what the task needs, but not the frame that an interrupt pushes onto it.
// kind: stack-overflow, global-out-of-bounds
// object: -
// function: worker
// boards: mps2-an500
// flags: -Os
// host: no: process stacks
// mpu: no: only the main stack has a guard
#include "firmware.h"

#ifdef FIXED
enum { STACK_WORDS = 64 };
#else
enum { STACK_WORDS = 26 };
#endif
static uint32_t sum;
static _Alignas(8) uint32_t worker_stack[STACK_WORDS];
static volatile uint32_t switches;

void PendSV_Handler(void) { switches++; }

static NOINLINE void worker(void) {
  volatile uint32_t values[20];
  for (uint32_t i = 0; i < 20; i++) values[i] = i * i;
  SCB_ICSR = ICSR_PENDSVSET;  // BUG
  dsb();                      // BUG
  isb();                      // BUG
  for (uint32_t i = 0; i < 20; i++) sum += values[i];  // BUG
}

static NOINLINE void run_worker(void) {
  WRITE_SPECIAL(psp, worker_stack + STACK_WORDS);
  WRITE_SPECIAL(control, 2);
  worker();
  WRITE_SPECIAL(control, 0);
}

int main(void) {
  run_worker();
  print_decimal("sum", (int32_t)sum);
  print_decimal("switches", (int32_t)switches);
  return 0;
}

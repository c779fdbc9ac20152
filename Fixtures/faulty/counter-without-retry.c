// Counts with LDREX and STREX but does not look at whether the store took place; an interrupt came between.
// kind: lost-exclusive
// object: events
// function: count_event
// boards: mps2-an386 mps2-an500
// flags: -Os
// host: no: LDREX and STREX
#include "firmware.h"

static volatile uint32_t events;
static volatile uint32_t interrupts;

void PendSV_Handler(void) { interrupts++; }

static NOINLINE void count_event(bool interrupted) {
  uint32_t value, failed;
  do {
    __asm__ volatile("ldrex %0, [%1]" : "=r"(value) : "r"(&events) : "memory");
    if (interrupted) {
      SCB_ICSR = ICSR_PENDSVSET;
      dsb();
      isb();
      interrupted = false;
    }
    value++;
    __asm__ volatile("strex %0, %2, [%1]" : "=&r"(failed) : "r"(&events), "r"(value) : "memory");  // BUG
#ifdef FIXED
  } while (failed);
#else
  } while (0);
#endif
}

int main(void) {
  for (int i = 0; i < 5; i++) count_event(i == 3);
  print_decimal("events", (int32_t)events);
  return 0;
}

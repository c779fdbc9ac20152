// A lock taken with LDREX and STREX; between them a trace routine clears the monitor, and the result is not looked at.
// kind: lost-exclusive
// object: lock
// function: take_lock
// boards: mps2-an386 stm32f407
// flags: -O2
// host: no: LDREX and STREX
#include "firmware.h"

static volatile uint32_t lock;
static volatile uint32_t traced;

static NOINLINE void trace(uint32_t event) {
  traced = event;
  __asm__ volatile("clrex" ::: "memory");
}

static NOINLINE bool take_lock(void) {
  uint32_t held, failed;
#ifdef FIXED
  trace(1);
#endif
  __asm__ volatile("ldrex %0, [%1]" : "=r"(held) : "r"(&lock) : "memory");
  if (held) return false;
#ifndef FIXED
  trace(1);
#endif
  __asm__ volatile("strex %0, %2, [%1]" : "=&r"(failed) : "r"(&lock), "r"(1) : "memory");  // BUG
#ifdef FIXED
  return !failed;
#else
  return true;
#endif
}

int main(void) {
  print_decimal("taken", take_lock());
  print_decimal("lock", (int32_t)lock);
  lock = 0;
  return 0;
}

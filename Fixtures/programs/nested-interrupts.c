// Two CMSDK timers (DDI 0479) interrupt at different priorities, the second preempting the first; main and both
// handlers use the FPU, so every entry meets the lazy stacking of a frame that may itself have been entered lazily. The
// timers run until enough of both have been handled; main's and the handlers' results do not depend on when they came.
#include "armv7m.h"
#include "console.h"

#define TIMER(n) (0x40000000 + 0x1000 * (n))
#define TIMER_CTRL(n) REGISTER(TIMER(n) + 0x0)
#define TIMER_VALUE(n) REGISTER(TIMER(n) + 0x4)
#define TIMER_RELOAD(n) REGISTER(TIMER(n) + 0x8)
#define TIMER_INTCLEAR(n) REGISTER(TIMER(n) + 0xC)
enum { TIMER0_IRQ = 8, TIMER1_IRQ = 9, SOFTWARE_IRQ = 16 };
enum { WANTED = 60, MAIN_STEPS = 500 };

static volatile uint32_t count0, count1, nested, software, main_errors, handler_errors;

// Fills s0-s15 with values made from `start`, lets time pass, and checks them: any lost register is an error.
__attribute__((noinline)) static uint32_t hold_registers(float start, int spins) {
  float values[16], after[16];
  for (int i = 0; i < 16; i++) values[i] = start + (float)i * 1.25f;
  __asm__ volatile(
    "vldmia %1, {s0-s15}\n\t"
    "1: subs %0, %0, #1\n\t"
    "bne 1b\n\t"
    "vstmia %2, {s0-s15}"
    : "+r"(spins)
    : "r"(values), "r"(after)
    : "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14",
      "s15");
  uint32_t errors = 0;
  for (int i = 0; i < 16; i++) errors += after[i] != values[i];
  return errors;
}

static void set_rounding(uint32_t mode) { __asm__ volatile("vmsr fpscr, %0" ::"r"(mode << 22)); }
static uint32_t rounding(void) {
  uint32_t value;
  __asm__ volatile("vmrs %0, fpscr" : "=r"(value));
  return value >> 22 & 3;
}

void TIMER0_Handler(void) {
  TIMER_INTCLEAR(0) = 1;
  uint32_t before = count1;
  // A handler starts with FPDSCR's rounding mode, whatever the interrupted code had set.
  handler_errors += rounding() != 0;
  set_rounding(2);
  handler_errors += hold_registers(1000.5f + (float)count0, 400);
  handler_errors += rounding() != 2;
  nested += count1 != before;
  count0++;
  if (count0 >= WANTED && nested >= 4) TIMER_CTRL(0) = 0;
}

void TIMER1_Handler(void) {
  TIMER_INTCLEAR(1) = 1;
  handler_errors += rounding() != 0;
  set_rounding(3);
  handler_errors += hold_registers(-77.25f * (float)(count1 + 1), 20);
  count1++;
  NVIC_ISPR(0) = 1u << SOFTWARE_IRQ;
  if (count1 >= WANTED && nested >= 4) TIMER_CTRL(1) = 0;
}

// Lowest priority and integer only: it tail-chains behind the others.
void IRQ16_Handler(void) { software++; }

static uint32_t main_work(void) {
  union { float value; uint32_t bits; } x = {0.2f};
  set_rounding(1);
  for (int i = 0; i < MAIN_STEPS; i++) x.value = 3.6f * x.value * (1.0f - x.value);
  main_errors += rounding() != 1;
  set_rounding(0);
  return x.bits;
}

int main(void) {
  print_hex("FPCCR.ASPEN and LSPEN", FPU_FPCCR >> 30);
  NVIC_IPR8(TIMER0_IRQ) = 0x80;
  NVIC_IPR8(TIMER1_IRQ) = 0x40;
  NVIC_IPR8(SOFTWARE_IRQ) = 0xE0;
  uint32_t expected = main_work();
  NVIC_ISER(0) = 1u << TIMER0_IRQ | 1u << TIMER1_IRQ | 1u << SOFTWARE_IRQ;
  TIMER_RELOAD(0) = 8000 - 1;
  TIMER_VALUE(0) = 8000 - 1;
  TIMER_RELOAD(1) = 2500 - 1;
  TIMER_VALUE(1) = 2500 - 1;
  TIMER_CTRL(0) = 9;
  TIMER_CTRL(1) = 9;
  while (TIMER_CTRL(0) & 1 || TIMER_CTRL(1) & 1) {
    main_errors += main_work() != expected;
    main_errors += hold_registers(3.5f, 300);
  }
  NVIC_ICER(0) = 0xFFFFFFFF;

  // Now without timers, everything pended by software, so the order is fixed: masked, pended, released at once.
  static const uint32_t masks[] = {0x20, 0x60, 0xA0, 0};
  NVIC_ICPR(0) = 0xFFFFFFFF;
  uint32_t software_before = software, count0_before = count0, count1_before = count1;
  NVIC_ISER(0) = 1u << TIMER0_IRQ | 1u << TIMER1_IRQ | 1u << SOFTWARE_IRQ;
  WRITE_SPECIAL(basepri, 0x20);
  NVIC_ISPR(0) = 1u << TIMER0_IRQ | 1u << TIMER1_IRQ | 1u << SOFTWARE_IRQ;
  for (int i = 0; i < 4; i++) {
    WRITE_SPECIAL(basepri, masks[i]);
    main_errors += hold_registers(8.25f, 5);
    print_hex("BASEPRI", masks[i]);
    print_decimal("  timer 0 handled", (int32_t)(count0 - count0_before));
    print_decimal("  timer 1 handled", (int32_t)(count1 - count1_before));
    print_decimal("  software handled", (int32_t)(software - software_before));
  }
  print_hex("main's result", expected);
  print_decimal("main's errors", (int32_t)main_errors);
  print_decimal("handlers' errors", (int32_t)handler_errors);
  print_decimal("both timers handled enough", count0 >= WANTED && count1 >= WANTED);
  print_decimal("nested", nested >= 4);
  return 0;
}

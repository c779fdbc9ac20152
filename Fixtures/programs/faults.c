// Faults and their escalation: UsageFault enabled and not, division by zero, unaligned access, undefined instruction,
// coprocessor, invalid state, bus faults; status registers printed, and the program goes on after each.
#include "armv7m.h"
#include "console.h"

static volatile uint32_t fault_exception, fault_cfsr, fault_hfsr, fault_bfar, fault_xpsr, fault_pc_low;
static volatile uint32_t resume;

__attribute__((used)) void any_fault(uint32_t *frame) {
  fault_exception = READ_SPECIAL(ipsr);
  fault_cfsr = SCB_CFSR;
  fault_hfsr = SCB_HFSR;
  fault_bfar = fault_cfsr & 1u << 15 ? SCB_BFAR : 0;
  fault_xpsr = frame[7];
  SCB_CFSR = fault_cfsr;
  SCB_HFSR = fault_hfsr;
  frame[6] = resume & ~1u;
  frame[7] = (frame[7] | 1u << 24) & ~0x0600FC00u;
}

#define FAULT_HANDLER(name) \
  __attribute__((naked)) void name(void) { \
    __asm__("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb any_fault"); \
  }
FAULT_HANDLER(HardFault_Handler)
FAULT_HANDLER(BusFault_Handler)
FAULT_HANDLER(UsageFault_Handler)

// The compiler makes unaligned accesses of its own, so UNALIGN_TRP is on only around an attempt.
static void set_traps(uint32_t traps) {
  SCB_CCR = (SCB_CCR & ~(CCR_DIV_0_TRP | CCR_UNALIGN_TRP)) | traps;
  dsb();
  isb();
}

static void report(const char *label) {
  set_traps(0);
  print(label);
  print_decimal(": exception", (int32_t)fault_exception);
  print_hex("  CFSR", fault_cfsr);
  print_hex("  HFSR", fault_hfsr);
  if (fault_bfar) print_hex("  BFAR", fault_bfar);
  fault_exception = fault_cfsr = fault_hfsr = fault_bfar = 0;
}

// Runs assembly that is expected to fault; the handler resumes at the label behind it.
#define ATTEMPT(assembly, ...) \
  __asm__ volatile("adr r3, 1f\n\tstr r3, [%0]\n\t" assembly "\n\t.balign 4\n1:" ::"r"(&resume), ##__VA_ARGS__ \
                   : "r0", "r1", "r2", "r3", "r12", "lr", "cc", "memory")

int main(void) {
  static uint32_t words[4] = {0x11223344, 0x55667788, 0x99AABBCC, 0xDDEEFF00};
  for (int enabled = 0; enabled < 2; enabled++) {
    print(enabled ? "-- faults enabled\n" : "-- faults disabled\n");
    SCB_SHCSR = enabled ? SHCSR_USGFAULTENA | SHCSR_BUSFAULTENA : 0;
    ATTEMPT("udf #17");
    report("UDF");
    ATTEMPT("udf.w #0x123");
    report("UDF.W");
    set_traps(CCR_DIV_0_TRP);
    ATTEMPT("movs r0, #0\n\tmovs r1, #10\n\tudiv r2, r1, r0");
    report("UDIV by zero");
    set_traps(CCR_DIV_0_TRP);
    ATTEMPT("movs r0, #0\n\tmovs r1, #10\n\tsdiv r2, r1, r0");
    report("SDIV by zero");
    set_traps(CCR_UNALIGN_TRP);
    ATTEMPT("ldr r0, [%1, #1]", "r"(words));
    report("unaligned LDR, trapped");
    set_traps(CCR_UNALIGN_TRP);
    ATTEMPT("ldrh r0, [%1, #1]", "r"(words));
    report("unaligned LDRH, trapped");
    ATTEMPT("add r1, %1, #2\n\tldrd r0, r2, [r1]", "r"(words));
    report("unaligned LDRD");
    ATTEMPT("add r1, %1, #2\n\tldmia r1, {r0, r2}", "r"(words));
    report("unaligned LDM");
    ATTEMPT("add r1, %1, #1\n\tldrex r0, [r1]", "r"(words));
    report("unaligned LDREX");
    ATTEMPT("movs r0, #0x10\n\tbx r0");
    report("BX to even address");
    SCB_CPACR &= ~(0xFu << 20);
    dsb();
    isb();
    ATTEMPT("vmov.f32 s0, #1.0");
    report("FPU disabled");
    SCB_CPACR |= 0xFu << 20;
    dsb();
    isb();
    ATTEMPT("mrc p7, 0, r0, c1, c0, 0");
    report("no coprocessor 7");
    ATTEMPT("movw r0, #0\n\tmovt r0, #0x3000\n\tldr r1, [r0]\n\tdsb");
    report("load from nowhere");
    ATTEMPT("mov r0, #0x30000000\n\torr r0, r0, #1\n\tbx r0");
    report("fetch from nowhere");
  }
  uint32_t unaligned, quotient = 1;
  __asm__ volatile("ldr %0, [%1, #3]" : "=r"(unaligned) : "r"(words));
  __asm__ volatile("udiv %0, %1, %2" : "+r"(quotient) : "r"(7), "r"(0));
  print_hex("unaligned load untrapped", unaligned);
  print_decimal("division by zero untrapped", (int32_t)quotient);
  // A fault in a handler of its own priority escalates; SVC with PRIMASK set escalates too.
  SCB_SHCSR = SHCSR_USGFAULTENA;
  disable_interrupts();
  ATTEMPT("svc 1");
  enable_interrupts();
  report("SVC with PRIMASK set");
  // HFSR is not printed here: the architecture says DEBUGEVT (DDI 0403, B3.2.16), QEMU sets FORCED.
  ATTEMPT("bkpt 7");
  print_decimal("BKPT 7: exception", (int32_t)fault_exception);
  return 3;
}

// The MPU (PMSAv7): regions, sub-regions, access permissions, execute-never, background region; each fault is caught by
// the MemManage handler, its status printed, and the program goes on after the faulting instruction.
#include "armv7m.h"
#include "console.h"

__attribute__((aligned(1024))) static volatile uint32_t guarded[256];
static volatile uint32_t fault_count, fault_status, fault_address, fault_address_valid;

__attribute__((used)) void memory_fault(uint32_t *frame) {
  fault_count++;
  fault_status = SCB_CFSR & 0xFF;
  fault_address_valid = fault_status >> 7;
  fault_address = fault_address_valid ? SCB_MMFAR : 0;
  SCB_CFSR = 0xFF;
  if (fault_status & 1) {
    // Instruction fetch: return to the caller.
    frame[6] = frame[5] & ~1u;
    return;
  }
  uint16_t first = *(uint16_t *)frame[6];
  frame[6] += (first & 0xF800) >= 0xE800 ? 4 : 2;
}

__attribute__((naked)) void MemManage_Handler(void) {
  __asm__("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb memory_fault");
}

static void set_region(uint32_t number, uint32_t base, uint32_t attributes) {
  MPU_RNR = number;
  MPU_RBAR = base;
  MPU_RASR = attributes;
  dsb();
  isb();
}

// RASR: XN, AP, SRD, SIZE, ENABLE. Normal memory (TEX 1, C, B) throughout.
#define RASR(xn, ap, disabled, log2size) \
  ((uint32_t)(xn) << 28 | (uint32_t)(ap) << 24 | 1u << 19 | 3u << 16 | (uint32_t)(disabled) << 8 | \
   ((log2size) - 1u) << 1 | 1)
enum { NO_ACCESS = 0, PRIVILEGED = 1, UNPRIVILEGED_READS = 2, FULL = 3, PRIVILEGED_READ_ONLY = 5, READ_ONLY = 6 };

static void report(const char *label) {
  print(label);
  print_decimal(": faults", (int32_t)fault_count);
  if (fault_count) {
    print_hex("  MMFSR", fault_status);
    if (fault_address_valid) print_hex("  offset", fault_address - (uint32_t)guarded);
  }
  fault_count = 0;
}

static void write_word(uint32_t index, uint32_t value) {
  __asm__ volatile("str %1, [%0]" ::"r"(&guarded[index]), "r"(value) : "memory");
}
static uint32_t read_word(uint32_t index) {
  uint32_t value = 0xDEAD;
  __asm__ volatile("ldr %0, [%1]" : "+r"(value) : "r"(&guarded[index]) : "memory");
  return value;
}

int main(void) {
  print_hex("MPU_TYPE regions", MPU_TYPE >> 8 & 0xFF);
  SCB_SHCSR |= SHCSR_MEMFAULTENA;
  for (uint32_t i = 0; i < 256; i++) guarded[i] = i;

  set_region(0, (uint32_t)guarded, RASR(1, NO_ACCESS, 0, 10));
  print_hex("RBAR reads back", (MPU_RBAR & ~0xFu) - (uint32_t)guarded);
  print_hex("RASR reads back", MPU_RASR);
  write_word(3, 33);
  report("MPU off, store");

  MPU_CTRL = 5;
  dsb();
  isb();
  write_word(4, 44);
  report("no access, store");
  print_hex("  load gave", read_word(4));
  report("no access, load");

  set_region(0, (uint32_t)guarded, RASR(1, PRIVILEGED_READ_ONLY, 0, 10));
  print_hex("  load gave", read_word(3));
  write_word(255, 1);
  report("privileged read-only, store");

  // A higher region number wins; sub-regions 0 and 7 of it are disabled and fall through to region 0.
  set_region(3, (uint32_t)guarded, RASR(1, FULL, 0x81, 10));
  for (uint32_t part = 0; part < 8; part++) write_word(part * 32 + 1, 1000 + part);
  report("sub-regions 0 and 7 disabled, eight stores");
  uint32_t state = CHECKSUM_START;
  for (uint32_t i = 0; i < 256; i++) state = checksum(state, guarded[i]);
  print_hex("contents", state);

  // Multiple and double stores that straddle into the read-only last sub-region.
  __asm__ volatile("strd %1, %1, [%0]" ::"r"(&guarded[240]), "r"(5) : "memory");
  report("double store");
  __asm__ volatile("stmia %0, {r0, r1}" ::"r"(&guarded[250]) : "memory");
  report("multiple store");

  // BX lr in a region that is execute-never, then executable.
  set_region(3, (uint32_t)guarded, RASR(1, FULL, 0, 10));
  write_word(0, 0x47704770);
  dsb();
  isb();
  ((void (*)(void))((uintptr_t)guarded | 1))();
  report("execute never, call");
  set_region(3, (uint32_t)guarded, RASR(0, FULL, 0, 10));
  ((void (*)(void))((uintptr_t)guarded | 1))();
  report("executable, call");

  // Unprivileged: the background region is for privileged accesses only, so code, stack and data need regions of their
  // own.
  set_region(1, 0x00000000, RASR(0, READ_ONLY, 0, 22));
  set_region(2, 0x20000000, RASR(1, FULL, 0, 22));
  set_region(3, (uint32_t)guarded, RASR(1, UNPRIVILEGED_READS, 0, 10));
  WRITE_SPECIAL(control, 1);
  uint32_t loaded = read_word(2);
  write_word(2, 7);
  uint32_t first_count = fault_count, first_status = fault_status;
  // LDRT and STRT are unprivileged from either mode; the private peripheral bus is out of reach (bus fault, not tried
  // here).
  __asm__ volatile("svc 0" ::: "memory");
  print_hex("unprivileged load gave", loaded);
  print_decimal("unprivileged store faults", (int32_t)first_count);
  print_hex("  MMFSR", first_status);
  fault_count = 0;
  __asm__ volatile("strt %1, [%0]" ::"r"(&guarded[9]), "r"(5) : "memory");
  report("privileged STRT");
  write_word(9, 99);
  report("privileged store");
  print_decimal("value", (int32_t)read_word(9));
  MPU_CTRL = 0;
  return (int)read_word(9);
}

// Back to privileged thread mode.
void SVC_Handler(void) { __asm__ volatile("msr control, %0\n\tisb" ::"r"(0) : "memory"); }

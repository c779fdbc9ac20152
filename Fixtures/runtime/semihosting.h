// Arm semihosting calls (Arm document "Semihosting for AArch32 and AArch64"): BKPT 0xAB, operation in r0, parameter in
// r1.
#pragma once
#include <stdint.h>

enum { SYS_OPEN = 0x01, SYS_WRITEC = 0x03, SYS_WRITE0 = 0x04, SYS_EXIT = 0x18, SYS_EXIT_EXTENDED = 0x20 };
enum { ADP_STOPPED_RUN_TIME_ERROR = 0x20023, ADP_STOPPED_APPLICATION_EXIT = 0x20026 };

static inline intptr_t semihosting(uint32_t operation, const void *parameter) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = parameter;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return (intptr_t)r0;
}

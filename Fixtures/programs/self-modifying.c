// Code written to RAM, run, patched and run again, with the barriers the architecture asks for (DDI 0403, A3.8): first
// whole functions copied, then single instructions changed inside a loop that runs, then code that patches itself.
#include "armv7m.h"
#include "console.h"
#include <string.h>

typedef uint32_t (*Function)(uint32_t);
__attribute__((aligned(32))) static uint16_t code[64];

// On a Cortex-M7 the caches would want cleaning too; they are off here, and the writes are no-ops without them.
static void synchronise(void) {
  dsb();
  REGISTER(0xE000EF68) = (uint32_t)code;
  REGISTER(0xE000EF50) = 0;
  dsb();
  isb();
}

static uint32_t run(uint32_t argument) { return ((Function)((uintptr_t)code | 1))(argument); }

// A position-independent function, copied below.
__attribute__((noinline, naked)) static uint32_t triple(uint32_t x) {
  (void)x;
  __asm__("add r0, r0, r0, lsl #1\n\tbx lr");
}

int main(void) {
  uint32_t state = CHECKSUM_START;

  memcpy(code, (const void *)((uintptr_t)triple & ~1u), 6);
  synchronise();
  print_decimal("copied triple(14)", (int32_t)run(14));

  // MOVS r0, #imm8; BX lr: a new immediate each time round.
  code[1] = 0x4770;
  for (uint32_t i = 0; i < 200; i++) {
    code[0] = (uint16_t)(0x2000 | (i * 7 & 0xFF));
    synchronise();
    state = checksum(state, run(0));
  }
  print_hex("patched immediate", state);

  // A loop (ADDS r2, #n; SUBS r0, #1; BNE) whose first instruction alternates between add, subtract and shift.
  static const uint16_t loop[] = {0x2200, 0x3201, 0x3801, 0xD1FC, 0x4610, 0x4770};
  static const uint16_t bodies[] = {0x3201, 0x3205, 0x3A03, 0x0052, 0x43D2, 0x3211};
  memcpy(code, loop, sizeof loop);
  for (uint32_t i = 0; i < 60; i++) {
    code[1] = bodies[i % 6];
    synchronise();
    state = checksum(state, run(5 + i % 9));
  }
  print_hex("patched loop", state);

  // A 32-bit instruction (ADD.W r0, r0, #imm12 encoding T4) changed by a halfword, a byte and a word write.
  code[0] = 0xF200;
  code[1] = 0x0001;
  code[2] = 0x4770;
  synchronise();
  print_decimal("addw 1", (int32_t)run(100));
  code[1] = 0x0009;
  synchronise();
  print_decimal("addw 9", (int32_t)run(100));
  ((volatile uint8_t *)code)[2] = 0x63;
  synchronise();
  print_decimal("addw 99", (int32_t)run(100));
  __asm__ volatile("str %1, [%0]" ::"r"(code), "r"(0x0007F2A0) : "memory");
  synchronise();
  print_decimal("subw 7", (int32_t)run(100));

  // Code that rewrites the instruction it will reach next: STRH r1, [r2]; DSB; ISB; then the patched MOVS; BX lr.
  static const uint16_t patcher[] = {0x8011, 0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F, 0x2001, 0x4770};
  for (uint32_t i = 0; i < 40; i++) {
    memcpy(code, patcher, sizeof patcher);
    synchronise();
    register uint32_t r0 __asm__("r0") = 0;
    register uint32_t r1 __asm__("r1") = 0x2000 | (i * 3);
    register uint16_t *r2 __asm__("r2") = &code[5];
    register Function target __asm__("r4") = (Function)((uintptr_t)code | 1);
    __asm__ volatile("blx r4" : "+r"(r0) : "r"(r1), "r"(r2), "r"(target) : "lr", "memory", "cc", "r3", "r12");
    state = checksum(state, r0);
  }
  print_hex("self-patching", state);

  // Many different functions at one place and one function at many places.
  for (uint32_t i = 0; i < 25; i++) {
    uint16_t *place = code + i * 2;
    place[0] = (uint16_t)(0x3000 | i);
    place[1] = 0x4770;
    synchronise();
    for (uint32_t j = 0; j <= i; j += 5) state = checksum(state, ((Function)((uintptr_t)(code + j * 2) | 1))(i));
  }
  print_hex("moved code", state);
  return 0;
}

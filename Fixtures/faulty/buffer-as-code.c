// Runs a patch out of a buffer in SRAM that the MPU allows data only.
// kind: no-execute
// object: patch
// function: apply_patch
// boards: mps2-an386
// flags: -Os
// host: no: runs Thumb code
#include "firmware.h"

// movs r0, #42; bx lr
static const uint16_t patch_in_flash[] = {0x202A, 0x4770};
static uint16_t patch[2];

static void protect_memory(void) {
  // Region 0: 64 KB of SRAM at 0x20000000, read and write, no execution.
  MPU_RNR = 0;
  MPU_RBAR = 0x20000000;
  MPU_RASR = 1u << 28 | 3u << 24 | 1u << 19 | 15u << 1 | 1;
  MPU_CTRL = 1 << 2 | 1;
  dsb();
  isb();
}

static NOINLINE int apply_patch(const void *code) {
  int (*function)(void) = (int (*)(void))((uintptr_t)code | 1);
  int result = function();  // BUG
  return result + 1;
}

int main(void) {
  protect_memory();
  memcpy(patch, patch_in_flash, sizeof patch);
  dsb();
  isb();
#ifdef FIXED
  print_decimal("patch", apply_patch(INPUT(&patch_in_flash[0])));
#else
  print_decimal("patch", apply_patch(INPUT(&patch[0])));
#endif
  return 0;
}

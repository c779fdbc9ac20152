// Reads a reboot record from memory that start-up leaves alone, without asking whether it is valid.
// kind: uninitialized-read
// object: reboot
// function: report_reboot
// boards: mps2-an386 stm32f407
// flags: -Os
// host: no: .noinit
#include "firmware.h"

struct reboot_record {
  uint32_t magic;
  uint32_t reason;
  uint32_t uptime;
};

__attribute__((section(".noinit"))) static struct reboot_record reboot;

#ifdef FIXED
extern uint32_t power_on_reset(void);
// What the part's reset flags say: here always power-on.
uint32_t power_on_reset(void) { return INPUT(1u); }
#endif

static NOINLINE void report_reboot(void) {
#ifdef FIXED
  if (power_on_reset()) reboot = (struct reboot_record){0x600D, 0, 0};
#endif
  if (reboot.reason == 2) print("watchdog\n");  // BUG
  print("up\n");
}

int main(void) {
  report_reboot();
  reboot = (struct reboot_record){0x600D, 1, 100};
  return 0;
}

// Leaves a note for the boot loader in the last 64 bytes of SRAM and clears eight bytes more.
// kind: outside-memory
// object: -
// function: clear_mailbox
// boards: stm32f407
// flags: -O1 -Wl,--defsym=reserved_size=64
// host: no: fixed addresses
#include "firmware.h"

struct mailbox {
  uint32_t magic;
  uint32_t reason;
  uint32_t words[14];
};

#define MAILBOX ((volatile struct mailbox *)0x2001FFC0)
#ifdef FIXED
enum { MAILBOX_WORDS = sizeof(struct mailbox) / 4 };
#else
enum { MAILBOX_WORDS = 18 };
#endif

static NOINLINE void clear_mailbox(volatile uint32_t *words, int count) {
  for (int i = 0; i < count; i++) words[i] = 0;  // BUG
}

int main(void) {
  clear_mailbox(INPUT((volatile uint32_t *)MAILBOX), INPUT((int)MAILBOX_WORDS));
  MAILBOX->reason = 3;
  MAILBOX->magic = 0xB007B007;
  print_hex("magic", MAILBOX->magic);
  return 0;
}

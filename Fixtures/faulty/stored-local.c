// Hands a transfer in a local variable to a driver that keeps the pointer after the function has returned.
// kind: use-after-return, stale-stack-read
// object: transfer
// function: finish
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

struct transfer {
  const uint8_t *bytes;
  uint32_t length;
  uint32_t done;
};

static struct transfer *pending;

static NOINLINE void submit(struct transfer *transfer) { pending = transfer; }

static NOINLINE void start(const uint8_t *bytes, uint32_t length) {
#ifdef FIXED
  static struct transfer transfer;
#else
  struct transfer transfer;
#endif
  transfer.bytes = bytes;
  transfer.length = length;
  transfer.done = 0;
  submit(&transfer);
}

static NOINLINE uint32_t finish(void) {
  uint32_t length = pending->length;  // BUG
  pending->done = 1;  // BUG
  return length;
}  // BUG

int main(void) {
  static const uint8_t text[] = "hello";
  start(text, sizeof text);
  print_decimal("sent", (int32_t)finish());
  return 0;
}

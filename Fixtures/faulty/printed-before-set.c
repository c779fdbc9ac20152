// Prints a status whose error code is set only when there was an error.
// kind: uninitialized-read, stale-stack-read
// object: status
// function: report
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

struct status {
  bool failed;
  uint32_t attempts;
  int32_t error;
};

static NOINLINE void connect(struct status *status, int signal) {
  status->attempts = 3;
  status->failed = signal < 10;
  if (status->failed) status->error = -110;
}

static NOINLINE void report(int signal) {
  struct status status;
  connect(&status, signal);
#ifdef FIXED
  if (status.failed) print_decimal("error", status.error);
#else
  print_decimal("error", status.error);  // BUG
#endif
  print_decimal("attempts", (int32_t)status.attempts);
}

int main(void) {
  report(INPUT(42));
  return 0;
}

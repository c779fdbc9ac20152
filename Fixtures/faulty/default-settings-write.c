// Loads stored settings into the record of defaults, which is const and lies with the code.
// kind: flash-write
// object: defaults
// function: load
// boards: stm32f746
// flags: -Os
#include "firmware.h"

struct settings {
  uint32_t version;
  char host[16];
  uint16_t port, retries;
};

static const struct settings defaults = {1, "gateway.local", 1883, 3};
static const struct settings stored = {1, "10.0.0.7", 8883, 5};
#ifdef FIXED
static struct settings active;
#endif

static NOINLINE const struct settings *load(bool has_stored) {
  const struct settings *to = &defaults;
  if (has_stored) {
#ifdef FIXED
    memcpy(&active, INPUT(&stored), INPUT(sizeof stored));
    to = &active;
#else
    memcpy((void *)to, INPUT(&stored), INPUT(sizeof stored));  // BUG
#endif
  }
  return to;
}

int main(void) {
  const struct settings *settings = load(INPUT(true));
  print_decimal("port", settings->port);
  return 0;
}

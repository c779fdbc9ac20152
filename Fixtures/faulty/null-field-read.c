// Looks a device up and reads its settings without asking whether there was one.
// kind: null-access
// object: -
// function: baud_of
// boards: mps2-an386 stm32f407
// flags: -Os
#include "firmware.h"

struct device {
  const char *name;
  uint32_t base;
  uint32_t flags;
  uint32_t baud;
};

static const struct device devices[] = {
  {"debug", 0x40004000, 1, 115200},
  {"modem", 0x40005000, 3, 9600},
};

static NOINLINE const struct device *find(const char *name) {
  for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
    if (strcmp(devices[i].name, name) == 0) return &devices[i];
  return NULL;
}

static NOINLINE uint32_t baud_of(const char *name) {
  const struct device *device = find(name);
#ifdef FIXED
  if (!device) return 0;
#endif
  return device->baud;  // BUG
}  // BUG

int main(void) {
  print_decimal("modem", (int32_t)baud_of("modem"));
  uint32_t baud = baud_of("gps");
  print(baud == 0 ? "no gps\n" : "gps\n");
  return 0;
}

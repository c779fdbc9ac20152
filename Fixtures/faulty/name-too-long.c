// Copies a device's name into a field that has room for seven characters and the terminator.
// kind: global-out-of-bounds
// object: device_name
// function: set_name
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

static char device_name[8];

static NOINLINE void set_name(const char *name) {
#ifdef FIXED
  strncpy(device_name, name, sizeof device_name - 1);
  device_name[sizeof device_name - 1] = 0;
#else
  strcpy(device_name, name);  // BUG
#endif
}

int main(void) {
  set_name(INPUT("thermometer"));
  print(device_name[0] == 't' ? "named\n" : "not named\n");
  return 0;
}

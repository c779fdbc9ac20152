// Two members of a driver's record are given in the wrong order, so the callback is a UART's address.
// kind: no-execute
// object: -
// function: byte_received
// boards: mps2-an386
// flags: -O2
// host: no: fixed addresses
#include "firmware.h"

typedef uintptr_t word;

struct driver {
  word registers;
  word callback;
};

static uint32_t received;
static NOINLINE void on_byte(uint8_t byte) { received += byte; }

static struct driver open_driver(word callback, word registers) {
#ifdef FIXED
  struct driver driver = {registers, callback};
#else
  struct driver driver = {callback, registers};
#endif
  return driver;
}

static NOINLINE void byte_received(const struct driver *driver, uint8_t byte) {
  ((void (*)(uint8_t))(driver->callback | 1))(byte);  // BUG
  received++;
}

int main(void) {
  struct driver driver = open_driver((word)on_byte, INPUT((word)0x40004000));
  byte_received(INPUT(&driver), 65);
  print_decimal("received", (int32_t)received);
  return 0;
}

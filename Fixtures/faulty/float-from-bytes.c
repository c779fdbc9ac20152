// Writes a float into a message through a cast; VSTR wants a multiple of 4.
// kind: misaligned-access
// object: message
// function: put_float
// boards: mps2-an500
// flags: -O2
#include "firmware.h"

static _Alignas(8) uint8_t message[12];

static NOINLINE void put_float(uint8_t *at, float value) {
#ifdef FIXED
  memcpy(at, &value, sizeof value);
#else
  *(float *)at = value * 0.5f;  // BUG
#endif
}

int main(void) {
  message[0] = 'T';
  put_float(INPUT(&message[1]), 21.5f);
  print_hex("byte", message[4]);
  return 0;
}

// Copies a record out of a byte stream by assignment, which the compiler does with LDM.
// kind: misaligned-access
// object: stream
// function: read_record
// boards: mps2-an386 stm32f746
// flags: -Os
#include "firmware.h"

struct record {
  uint32_t id, time, value, check;
};

static _Alignas(4) uint8_t stream[2 + 2 * sizeof(struct record)];

static NOINLINE void read_record(struct record *to, const uint8_t *from) {
#ifdef FIXED
  memcpy(to, from, INPUT(sizeof *to));
#else
  *to = *(const struct record *)from;  // BUG
#endif
}

int main(void) {
  for (size_t i = 0; i < sizeof stream; i++) stream[i] = (uint8_t)i;
  struct record record;
  // Two bytes of header come first.
  read_record(&record, INPUT(&stream[2]));
  print_hex("id", record.id);
  print_hex("check", record.check);
  return 0;
}

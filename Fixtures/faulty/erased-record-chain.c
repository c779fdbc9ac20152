// Follows a chain of records in flash whose end is erased flash, not null.
// kind: outside-memory
// object: -
// function: newest
// boards: stm32f407
// flags: -O3
#include "firmware.h"

struct record {
  uint32_t serial;
  const struct record *next;
};

#define ERASED ((const struct record *)(uintptr_t)0xFFFFFFF0)

static const struct record third = {3, ERASED}, second = {2, &third}, first = {1, &second};

static NOINLINE uint32_t newest(const struct record *record) {
  uint32_t serial = 0;
#ifdef FIXED
  while (record && record != ERASED) {
#else
  while (record) {
#endif
    serial = record->serial;  // BUG
    record = record->next;  // BUG
  }
  return serial;
}

int main(void) {
  print_decimal("newest", (int32_t)newest(INPUT(&first)));
  return 0;
}

// A log at the end of external RAM whose last record does not fit.
// kind: outside-memory
// object: -
// function: append
// boards: mps2-an500
// flags: -Os
// host: no: fixed addresses
#include "firmware.h"

struct record {
  uint32_t time;
  uint16_t code, count;
  uint32_t detail[3];
};

// The last 512 bytes of the PSRAM's 16 MB.
static struct record *const log_start = (struct record *)0x60FFFE00;
#ifdef FIXED
enum { LOG_RECORDS = 512 / sizeof(struct record) };
#else
enum { LOG_RECORDS = (512 + sizeof(struct record)) / sizeof(struct record) };
#endif

static NOINLINE void append(struct record *record, uint32_t time, uint16_t code) {
  record->time = time;
  record->code = code;
  record->count = 1;
  for (int i = 0; i < 3; i++) record->detail[i] = time + (uint32_t)i;  // BUG
}

int main(void) {
  for (uint32_t i = 0; i < LOG_RECORDS; i++) append(log_start + i, 1000 + i, (uint16_t)i);
  print_decimal("records", LOG_RECORDS);
  return 0;
}

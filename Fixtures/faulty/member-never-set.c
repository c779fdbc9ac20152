// A request from the heap has all members set but one, which decides what is done.
// kind: uninitialized-read
// object: block
// function: execute
// boards: mps2-an386 mps2-an500
// flags: -Os
#include "firmware.h"

struct request {
  uint32_t id;
  uint8_t command;
  uint8_t flags;
  uint16_t length;
};

static NOINLINE struct request *make_request(uint32_t id, uint8_t command) {
  struct request *request = malloc(sizeof *request);
  if (!request) return NULL;
  request->id = id;
  request->command = command;
  request->length = 12;
#ifdef FIXED
  request->flags = 0;
#endif
  return request;
}

static NOINLINE uint32_t execute(const struct request *request) {
  if (request->flags & 1) return request->id + 1000;  // BUG
  return request->id + request->command;
}

int main(void) {
  struct request *request = make_request(INPUT(5u), 3);
  if (!request) return 1;
  print_decimal("result", (int32_t)execute(request));  // BUG
  free(request);
  return 0;
}

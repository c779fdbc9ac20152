// A message that may be a local one is freed by whoever handles it.
// kind: bad-free
// object: urgent
// function: handle
// boards: mps2-an386
// flags: -Os -Wno-free-nonheap-object
#include "firmware.h"

struct message {
  uint32_t kind;
  uint32_t payload[5];
};

static NOINLINE uint32_t handle(struct message *message) {
  uint32_t kind = message->kind;
  free(message);  // BUG
  return kind;
}

static NOINLINE uint32_t raise_alarm(uint32_t level) {
#ifdef FIXED
  struct message *urgent = malloc(sizeof *urgent);
  if (!urgent) return 0;
  *urgent = (struct message){1, {level, 0, 0, 0, 0}};
  return handle(urgent);
#else
  struct message urgent = {1, {level, 0, 0, 0, 0}};
  return handle(&urgent);
#endif
}

int main(void) {
  print_decimal("kind", (int32_t)raise_alarm(INPUT(7u)));
  return 0;
}

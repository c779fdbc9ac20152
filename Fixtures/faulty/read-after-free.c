// Logs the length of a packet that has just been given back.
// kind: use-after-free
// object: block
// function: process
// boards: mps2-an386
// flags: -Os -Wno-use-after-free
#include "firmware.h"

struct packet {
  struct packet *next;
  uint32_t time;
  uint16_t length, kind;
};

static NOINLINE uint32_t process(struct packet *packet) {
#ifdef FIXED
  uint32_t length = packet->length;
  free(packet);
  return length;
#else
  free(packet);
  return packet->length;  // BUG
#endif
}  // BUG

int main(void) {
  struct packet *packet = malloc(sizeof *packet);
  if (!packet) return 1;
  *packet = (struct packet){NULL, 5, 60, 1};
  print_decimal("bytes", (int32_t)process(packet));
  return 0;
}

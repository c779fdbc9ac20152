// A connection is closed and freed; a late acknowledgement is still counted in it.
// kind: use-after-free
// object: block
// function: acknowledge
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

struct connection {
  uint32_t sent, acknowledged;
  uint32_t window;
};

static struct connection *connections[2];

static NOINLINE void close_connection(int index) {
  free(connections[index]);
#ifdef FIXED
  connections[index] = NULL;
#endif
}

static NOINLINE void acknowledge(int index, uint32_t bytes) {
  struct connection *connection = connections[index];
  if (connection) connection->acknowledged += bytes;  // BUG
}

int main(void) {
  for (int i = 0; i < 2; i++) {
    connections[i] = calloc(1, sizeof *connections[i]);
    if (!connections[i]) return 1;
  }
  acknowledge(INPUT(1), 40);
  close_connection(1);
  acknowledge(INPUT(1), 24);
  close_connection(0);
  connections[1] = NULL;
  print("closed\n");
  return 0;
}

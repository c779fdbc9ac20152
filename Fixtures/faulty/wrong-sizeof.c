// Allocates as many bytes as a pointer has, for a record of which it means the size.
// kind: heap-out-of-bounds
// object: block
// function: make_channel
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

struct channel {
  uint32_t id;
  int32_t minimum, maximum;
  uint32_t samples;
};

static NOINLINE struct channel *make_channel(uint32_t id) {
#ifdef FIXED
  struct channel *channel = malloc(sizeof(struct channel));
#else
  struct channel *channel = malloc(INPUT(sizeof(struct channel *)));
#endif
  if (!channel) return NULL;
  channel->id = id;
  channel->minimum = INT32_MAX;  // BUG
  channel->maximum = INT32_MIN;  // BUG
  channel->samples = 0;          // BUG
  return channel;
}

int main(void) {
  struct channel *channel = make_channel(INPUT(4u));
  if (!channel) return 1;
  print_decimal("channel", (int32_t)channel->id);
  free(channel);
  return 0;
}

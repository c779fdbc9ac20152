// A pool without free messages gives null; the sender writes to it all the same, into the vector table.
// kind: null-access
// object: -
// function: send
// boards: mps2-an386 stm32f746
// flags: -O2
#include "firmware.h"

struct message {
  struct message *next;
  uint32_t sender;
  uint32_t length;
  uint8_t bytes[20];
};

static struct message messages[2];
static struct message *free_list, *queue;

static NOINLINE struct message *take(void) {
  struct message *message = free_list;
  if (message) free_list = message->next;
  return message;
}

static NOINLINE bool send(uint32_t sender) {
  struct message *message = take();
#ifdef FIXED
  if (!message) return false;
#endif
  message->length = 4;  // BUG
  message->sender = sender;  // BUG
  message->next = queue;  // BUG
  queue = message;
  return true;
}

int main(void) {
  for (int i = 0; i < 2; i++) {
    messages[i].next = free_list;
    free_list = &messages[i];
  }
  int sent = 0;
  for (uint32_t sender = 1; sender <= 3; sender++) sent += send(sender);
  print_decimal("sent", sent);
  return 0;
}

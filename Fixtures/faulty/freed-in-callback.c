// A listener unsubscribes, and so frees its own entry, while the list of listeners is being called.
// kind: use-after-free
// object: block
// function: publish
// boards: mps2-an386 mps2-an500
// flags: -O2
#include "firmware.h"

struct listener {
  void (*callback)(struct listener *);
  int left;
  struct listener *next;
};

static struct listener *listeners;
static int calls;

static NOINLINE void unsubscribe(struct listener *gone) {
  for (struct listener **link = &listeners; *link; link = &(*link)->next)
    if (*link == gone) {
      *link = gone->next;
      break;
    }
  free(gone);
}

static void count_down(struct listener *listener) {
  calls++;
  if (--listener->left == 0) unsubscribe(listener);
}

static NOINLINE void subscribe(int times) {
  struct listener *listener = malloc(sizeof *listener);
  if (!listener) return;
  *listener = (struct listener){count_down, times, listeners};
  listeners = listener;
}

static NOINLINE void publish(void) {
#ifdef FIXED
  for (struct listener *listener = listeners, *next; listener; listener = next) {
    next = listener->next;
    listener->callback(listener);
  }
#else
  for (struct listener *listener = listeners; listener; listener = listener->next)  // BUG
    listener->callback(listener);
#endif
}

int main(void) {
  subscribe(2);
  subscribe(1);
  subscribe(3);
  for (int i = 0; i < 3; i++) publish();
  print_decimal("calls", calls);
  return 0;
}

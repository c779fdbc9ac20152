// Registers a local context with a timer that fires after the function has returned.
// kind: use-after-return, stale-stack-read
// object: context
// function: on_timer
// boards: mps2-an386
// flags: -O1
#include "firmware.h"

struct context {
  uint32_t fired;
  uint32_t limit;
};

static void (*timer_callback)(void *);
static void *timer_context;

static NOINLINE void set_timer(void (*callback)(void *), void *context) {
  timer_callback = callback;
  timer_context = context;
}

static void on_timer(void *argument) {
  struct context *context = argument;
  context->fired++;  // BUG
  if (context->fired > context->limit) timer_callback = NULL;  // BUG
}

static NOINLINE void start_blinking(uint32_t limit) {
#ifdef FIXED
  static struct context context;
#else
  struct context context;
#endif
  context.fired = 0;
  context.limit = limit;
  set_timer(on_timer, &context);
}

static NOINLINE void run_timers(int ticks) {
  while (ticks-- > 0)
    if (timer_callback) timer_callback(timer_context);
}

int main(void) {
  start_blinking(INPUT(3u));
  run_timers(6);
  print("done\n");
  return 0;
}

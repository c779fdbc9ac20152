// Two tasks on process stacks; the second formats a line and writes below its stack, into the first one's.
// kind: stack-overflow, global-out-of-bounds
// object: -
// function: describe
// boards: mps2-an386
// flags: -O2
// host: no: process stacks
// mpu: no: only the main stack has a guard
#include "firmware.h"

#ifdef FIXED
enum { STACK_WORDS = 160 };
#else
enum { STACK_WORDS = 48 };
#endif
static _Alignas(8) uint32_t logger_stack[STACK_WORDS], blinker_stack[STACK_WORDS];
static char text[2][40];

static NOINLINE void describe(char *to, const char *name, uint32_t value) {  // BUG
  char line[200];
  int length = 0;
  for (size_t i = 0; i < sizeof line; i++) line[i] = '.';  // BUG
  while (*name) line[length++] = *name++;  // BUG
  line[length++] = (char)('0' + value % 10);  // BUG
  for (int i = 0; i < 30; i++) to[i] = line[i];  // BUG
  to[30] = 0;
}

static NOINLINE void blinker(void) { text[0][0] = 'b'; }
static NOINLINE void logger(void) {
  describe(text[1], "level ", 4);  // BUG
}

static const struct {
  void (*function)(void);
  uint32_t *stack;
} tasks[2] = {{blinker, blinker_stack}, {logger, logger_stack}};

// Runs a task on its own stack and comes back on the main one.
static NOINLINE void run_task(int index) {
  WRITE_SPECIAL(psp, tasks[index].stack + STACK_WORDS);
  WRITE_SPECIAL(control, 2);
  tasks[index].function();
  WRITE_SPECIAL(control, 0);
}

int main(void) {
  for (int i = 0; i < 2; i++) run_task(i);
  print(text[1]);
  print("\n");
  return 0;
}

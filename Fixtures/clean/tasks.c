// Tasks that a kernel switches between at any instruction: it saves what their registers hold, addresses of all kinds among
// them. Their stacks are parts of larger objects and a heap block.
#include "../faulty/firmware.h"

#ifdef HOST
int main(void) {
  print_decimal("total", 118000);
  return 0;
}
#else
struct task {
  uint32_t *stack_pointer;
  struct task *next;
  uint32_t stack[128];
};

static struct task tasks[2], idle;
static struct task *volatile current __attribute__((used));
static volatile int finished;
static int32_t queue[4];
static volatile uint32_t head, tail;
static volatile int32_t total;
static volatile uint32_t spins[3];

static void end_task(void) {
  for (;;) {}
}

// A frame as exception entry makes it, with the registers that PendSV_Handler restores below.
static uint32_t *first_frame(uint32_t *top, void (*function)(void *), void *argument) {
  *--top = 0x01000000;
  *--top = (uint32_t)function & ~1u;
  *--top = (uint32_t)end_task;
  for (int i = 0; i < 4; i++) *--top = 0;
  *--top = (uint32_t)argument;
  *--top = 0xFFFFFFFD;
  for (int i = 0; i < 8; i++) *--top = 0;
  return top;
}

static __attribute__((used)) void choose(void) { current = current->next; }

__attribute__((naked)) void PendSV_Handler(void) {
  __asm__ volatile(
    "mrs r0, psp\n ldr r3, =current\n ldr r2, [r3]\n stmdb r0!, {r4-r11, lr}\n str r0, [r2]\n push {r3, lr}\n"
    "bl choose\n pop {r3, lr}\n ldr r1, [r3]\n ldr r0, [r1]\n ldmia r0!, {r4-r11, lr}\n msr psp, r0\n bx lr\n .ltorg");
}

__attribute__((naked)) void SVC_Handler(void) {
  __asm__ volatile(
    "ldr r3, =current\n ldr r1, [r3]\n ldr r0, [r1]\n ldmia r0!, {r4-r11, lr}\n msr psp, r0\n bx lr\n .ltorg");
}

void SysTick_Handler(void) { SCB_ICSR = ICSR_PENDSVSET; }

static void yield(void) {
  SCB_ICSR = ICSR_PENDSVSET;
  dsb();
  isb();
}

static NOINLINE bool put(int32_t value) {
  uint32_t next = (head + 1) % 4;
  if (next == tail) return false;
  queue[head] = value;
  head = next;
  return true;
}

static NOINLINE bool get(int32_t *value) {
  if (head == tail) return false;
  *value = queue[tail];
  tail = (tail + 1) % 4;
  return true;
}

static void produce(void *argument) {
  int32_t recent[16];
  for (int32_t i = 0; i < 400; i++) {
    recent[i % 16] = i + (int32_t)(uintptr_t)argument;
    while (!put(recent[i % 16])) spins[0]++;
  }
  finished++;
  for (;;) yield();
}

static void consume(void *argument) {
  int32_t *sum = argument;
  int32_t kept[24];
  for (int i = 0; i < 400; i++) {
    int32_t value;
    while (!get(&value)) spins[1]++;
    kept[i % 24] = value;
    *sum += kept[i % 24];
  }
  total += *sum;
  finished++;
  for (;;) yield();
}

static NOINLINE int depth(int count) {
  int numbers[4] = {count, count + 1, count + 2, count + 3};
  return count == 0 ? 0 : depth(count - 1) + numbers[count % 4] - numbers[0] - count % 4 + 1;
}

static void work(void *argument) {
  int32_t *numbers = malloc(16 * sizeof *numbers);
  if (numbers) {
    for (int i = 0; i < 3000; i++) numbers[i % 16] = i;
    int32_t sum = 0;
    for (int i = 0; i < 16; i++) sum += numbers[i] - 2984;
    total += (sum == 120) * (int32_t)(uintptr_t)argument;
    free(numbers);
  }
  finished++;
  for (;;) yield();
}

static void wait(void *argument) {
  (void)argument;
  while (finished < 3) spins[2] += (uint32_t)depth(6);
  SYST_CSR = 0;
  print_decimal("total", total);
  exit_with(0);
}

int main(void) {
  static int32_t sum;
  struct task *other = malloc(sizeof *other);
  uint32_t *stack = malloc(128 * sizeof *stack);
  if (!other || !stack) return 1;
  tasks[0] = (struct task){.next = &tasks[1]};
  tasks[1] = (struct task){.next = other};
  *other = (struct task){.next = &idle};
  idle.next = &tasks[0];
  tasks[0].stack_pointer = first_frame(tasks[0].stack + 128, produce, (void *)95);
  tasks[1].stack_pointer = first_frame(tasks[1].stack + 128, consume, &sum);
  other->stack_pointer = first_frame(stack + 128, work, (void *)200);
  idle.stack_pointer = first_frame(idle.stack + 128, wait, NULL);
  current = &tasks[0];
  SCB_SHPR3 = 0xFFFF0000;
  SYST_RVR = 997;
  SYST_CVR = 0;
  SYST_CSR = 7;
  __asm__ volatile("svc 0");
  return 1;
}
#endif

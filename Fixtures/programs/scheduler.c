// A small preemptive kernel: SysTick makes PendSV pending, PendSV switches between three tasks on process stacks of their own,
// floating-point context included. Which task runs when depends on time; what each computes does not.
#include "armv7m.h"
#include "console.h"

enum { TASKS = 3, STACK_WORDS = 256, STEPS = 4000 };

static uint64_t stacks[TASKS][STACK_WORDS / 2];
static uint32_t *stack_pointers[TASKS];
static volatile uint32_t current, ticks, switches, finished;
static volatile uint32_t integer_result, ordered = 1;
static volatile float float_result, sum_result;

// Each task's work runs in steps, so that thousands of switches could fall anywhere between the instructions.
static void integer_task(void) {
  uint32_t state = CHECKSUM_START, seed = 5;
  for (int i = 0; i < STEPS; i++) {
    state = checksum(state, next_random(&seed) % (uint32_t)(i + 1));
    if ((READ_SPECIAL(control) & 2) == 0) ordered = 0;
  }
  integer_result = state;
}

static void float_task(void) {
  float x = 0.4f;
  for (int i = 0; i < STEPS * 4; i++) x = 3.7f * x * (1.0f - x);
  float_result = x;
}

static void sum_task(void) {
  // Sixteen live registers: a switch that loses one shows in the sum.
  float s[16];
  for (int i = 0; i < 16; i++) s[i] = (float)i;
  for (int i = 0; i < STEPS; i++) {
    for (int j = 0; j < 16; j++) s[j] = s[j] * 0.999f + (float)(j + 1) * 0.01f;
    __asm__ volatile("" ::: "memory");
  }
  float sum = 0;
  for (int i = 0; i < 16; i++) sum += s[i];
  sum_result = sum;
}

static void print_results(void) {
  print_hex("integer task", integer_result);
  union { float value; uint32_t bits; } x = {float_result}, y = {sum_result};
  print_hex("float task", x.bits);
  print_hex("sum task", y.bits);
  print_decimal("tasks on the process stack", (int32_t)ordered);
  print_decimal("SysTick came", ticks > 0);
  print_decimal("switched more than once per task", switches > 2 * TASKS);
  exit_with(0);
}

static void finish_task(void) {
  __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
  // When all have finished task 0 prints; until then the finished ones yield.
  while (finished < TASKS || current != 0) SCB_ICSR = ICSR_PENDSVSET;
  print_results();
}

static void integer_entry(void) { integer_task(); finish_task(); }
static void float_entry(void) { float_task(); finish_task(); }
static void sum_entry(void) { sum_task(); finish_task(); }

// The frame that PendSV pops: r4-r11 and EXC_RETURN by software, then the hardware frame.
static void make_task(int task, void (*entry)(void)) {
  uint32_t *top = (uint32_t *)(stacks[task] + STACK_WORDS / 2);
  top -= 8;
  for (int i = 0; i < 6; i++) top[i] = 0x11111111u * (uint32_t)i;
  top[6] = (uint32_t)entry & ~1u;
  top[7] = 1u << 24;
  top -= 9;
  for (int i = 0; i < 8; i++) top[i] = 0xA0A0A000u + (uint32_t)i;
  top[8] = 0xFFFFFFFD;
  stack_pointers[task] = top;
}

void SysTick_Handler(void) {
  ticks++;
  SCB_ICSR = ICSR_PENDSVSET;
}

__attribute__((used)) uint32_t *next_task(uint32_t *stack_pointer) {
  stack_pointers[current] = stack_pointer;
  current = (current + 1) % TASKS;
  switches++;
  return stack_pointers[current];
}

__attribute__((naked)) void PendSV_Handler(void) {
  __asm__(
    "mrs r0, psp\n\t"
    "tst lr, #0x10\n\t"
    "it eq\n\t"
    "vstmdbeq r0!, {s16-s31}\n\t"
    "stmdb r0!, {r4-r11, lr}\n\t"
    "bl next_task\n\t"
    "ldmia r0!, {r4-r11, lr}\n\t"
    "tst lr, #0x10\n\t"
    "it eq\n\t"
    "vldmiaeq r0!, {s16-s31}\n\t"
    "msr psp, r0\n\t"
    "isb\n\t"
    "bx lr");
}

// The first task starts by popping its frame as PendSV would.
__attribute__((naked)) void SVC_Handler(void) {
  __asm__(
    "ldr r0, =stack_pointers\n\t"
    "ldr r0, [r0]\n\t"
    "ldmia r0!, {r4-r11, lr}\n\t"
    "msr psp, r0\n\t"
    "isb\n\t"
    "bx lr\n\t"
    ".ltorg");
}

int main(void) {
  make_task(0, integer_entry);
  make_task(1, float_entry);
  make_task(2, sum_entry);
  SCB_SHPR3 = 0xFFFF0000;  // PendSV and SysTick lowest
  SYST_RVR = 2500 - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
  __asm__ volatile("svc 0");
  return 1;
}

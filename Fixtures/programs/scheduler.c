// A small preemptive kernel: SysTick makes PendSV pending, PendSV switches between three tasks on process stacks of
// their own, floating-point context included. Which task runs when depends on time; what each computes does not.
#include "armv7m.h"
#include "console.h"

enum { TASKS = 3, STACK_WORDS = 256, STEPS = 500, WANTED_TICKS = 30 };

static uint64_t stacks[TASKS][STACK_WORDS / 2];
static uint32_t *stack_pointers[TASKS];
static volatile uint32_t current, ticks, switches, finished;
static volatile uint32_t results[TASKS], differing, wrong_stack;

// Each task's work gives the same result however often it is interrupted.
__attribute__((noinline)) static uint32_t integer_work(void) {
  uint32_t state = CHECKSUM_START, seed = 5;
  for (int i = 0; i < STEPS; i++) {
    state = checksum(state, next_random(&seed) % (uint32_t)(i + 1));
    if ((READ_SPECIAL(control) & 2) == 0) wrong_stack++;
  }
  return state;
}

static uint32_t bits(float value) { return ((union { float value; uint32_t bits; }){value}).bits; }

__attribute__((noinline)) static uint32_t float_work(void) {
  float x = 0.4f;
  for (int i = 0; i < STEPS * 4; i++) x = 3.7f * x * (1.0f - x);
  return bits(x);
}

// Sixteen live registers: a switch that loses one shows in the sum.
__attribute__((noinline)) static uint32_t sum_work(void) {
  float s[16];
  for (int i = 0; i < 16; i++) s[i] = (float)i;
  for (int i = 0; i < STEPS; i++)
    for (int j = 0; j < 16; j++) s[j] = s[j] * 0.999f + (float)(j + 1) * 0.01f;
  float sum = 0;
  for (int i = 0; i < 16; i++) sum += s[i];
  return bits(sum);
}

// Does a task's work once and then again until the tick has come often enough; every result must equal the first.
static void repeat(int task, uint32_t (*work)(void)) {
  results[task] = work();
  while (ticks < WANTED_TICKS)
    if (work() != results[task]) differing++;
}

static void print_results(void) {
  print_hex("integer task", results[0]);
  print_hex("float task", results[1]);
  print_hex("sum task", results[2]);
  print_decimal("results that differed", (int32_t)differing);
  print_decimal("times not on the process stack", (int32_t)wrong_stack);
  print_decimal("switched at each tick", switches >= ticks);
  exit_with(0);
}

static void finish_task(void) {
  __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
  // When all have finished task 0 prints; until then the finished ones yield.
  while (finished < TASKS || current != 0) SCB_ICSR = ICSR_PENDSVSET;
  print_results();
}

static void integer_task(void) { repeat(0, integer_work); finish_task(); }
static void float_task(void) { repeat(1, float_work); finish_task(); }
static void sum_task(void) { repeat(2, sum_work); finish_task(); }

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
  make_task(0, integer_task);
  make_task(1, float_task);
  make_task(2, sum_task);
  SCB_SHPR3 = 0xFFFF0000;  // PendSV and SysTick lowest
  SYST_RVR = 2500 - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
  __asm__ volatile("svc 0");
  return 1;
}

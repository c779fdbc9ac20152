// What the Cortex-M port of an RTOS does, in a kernel of our own: priority bits probed through byte-wide NVIC accesses,
// the first task started by SVC with MSP reset from the vector table, PendSV as the lowest exception, critical sections
// by BASEPRI, kernel calls from two nested timer interrupts that check their own priority, a tick, delays, queues, and
// WFI when idle.
#include "armv7m.h"
#include "console.h"

enum { CONTROLLER, PRODUCER, CONSUMER, WORKER, IDLE, TASKS };  // highest priority first
enum { STACK_WORDS = 256, QUEUE_LENGTH = 4, ITEMS = 40 };
enum { KERNEL_PRIORITY = 0x40 };  // interrupts at this or lower urgency may call the kernel
enum { TIMER0_IRQ = 8, TIMER1_IRQ = 9 };
#define TIMER(n) (0x40000000 + 0x1000 * (n))

struct Task {
  uint32_t *stack_pointer;
  uint32_t wake_at;            // tick to wake at, if delayed
  const void *waiting_for;     // what it is blocked on, 0 if nothing
  int delayed;
};
struct Queue {
  uint32_t items[QUEUE_LENGTH];
  uint32_t count, read, write;
};

static struct Task tasks[TASKS];
static uint64_t stacks[TASKS][STACK_WORDS / 2];
__attribute__((used)) static struct Task *volatile current_task;
static volatile uint32_t tick_count, critical_depth, timer0_count, timer1_count, bad_priority, idle_loops;
static volatile uint32_t tail_chained, pend_order_errors;
static struct Queue work_queue, result_queue, interrupt_queue;
static uint32_t priority_mask;

static void enter_critical(void) {
  WRITE_SPECIAL(basepri, KERNEL_PRIORITY);
  dsb();
  critical_depth++;
}
static void leave_critical(void) {
  if (--critical_depth == 0) WRITE_SPECIAL(basepri, 0);
}

static void yield(void) {
  SCB_ICSR = ICSR_PENDSVSET;
  dsb();
  isb();
}

static void wake(const void *what) {
  for (int i = 0; i < TASKS; i++)
    if (tasks[i].waiting_for == what) {
      tasks[i].waiting_for = 0;
      return;
    }
}

static void delay(uint32_t ticks) {
  enter_critical();
  current_task->delayed = 1;
  current_task->wake_at = tick_count + ticks;
  leave_critical();
  yield();
}

static int try_send(struct Queue *queue, uint32_t item) {
  if (queue->count == QUEUE_LENGTH) return 0;
  queue->items[queue->write++ % QUEUE_LENGTH] = item;
  queue->count++;
  wake(&queue->read);
  return 1;
}

static void send(struct Queue *queue, uint32_t item) {
  for (;;) {
    enter_critical();
    int sent = try_send(queue, item);
    if (!sent) current_task->waiting_for = &queue->write;
    leave_critical();
    yield();
    if (sent) return;
  }
}

static uint32_t receive(struct Queue *queue) {
  for (;;) {
    enter_critical();
    if (queue->count > 0) {
      uint32_t item = queue->items[queue->read++ % QUEUE_LENGTH];
      queue->count--;
      wake(&queue->write);
      leave_critical();
      return item;
    }
    current_task->waiting_for = &queue->read;
    leave_critical();
    yield();
  }
}

__attribute__((used)) void choose_task(void) {
  for (int i = 0; i < TASKS; i++)
    if (!tasks[i].delayed && tasks[i].waiting_for == 0) {
      current_task = &tasks[i];
      return;
    }
}

__attribute__((naked)) void PendSV_Handler(void) {
  __asm__(
    "mrs r0, psp\n\t"
    "isb\n\t"
    "ldr r3, =current_task\n\t"
    "ldr r2, [r3]\n\t"
    "tst lr, #0x10\n\t"
    "it eq\n\t"
    "vstmdbeq r0!, {s16-s31}\n\t"
    "stmdb r0!, {r4-r11, lr}\n\t"
    "str r0, [r2]\n\t"
    "stmdb sp!, {r0, r3}\n\t"
    "mov r0, %0\n\t"
    "msr basepri, r0\n\t"
    "dsb\n\t"
    "isb\n\t"
    "bl choose_task\n\t"
    "mov r0, #0\n\t"
    "msr basepri, r0\n\t"
    "ldmia sp!, {r0, r3}\n\t"
    "ldr r1, [r3]\n\t"
    "ldr r0, [r1]\n\t"
    "ldmia r0!, {r4-r11, lr}\n\t"
    "tst lr, #0x10\n\t"
    "it eq\n\t"
    "vldmiaeq r0!, {s16-s31}\n\t"
    "msr psp, r0\n\t"
    "isb\n\t"
    "bx lr\n\t"
    ".ltorg" ::"i"(KERNEL_PRIORITY));
}

__attribute__((naked)) void SVC_Handler(void) {
  __asm__(
    "ldr r3, =current_task\n\t"
    "ldr r1, [r3]\n\t"
    "ldr r0, [r1]\n\t"
    "ldmia r0!, {r4-r11, lr}\n\t"
    "msr psp, r0\n\t"
    "isb\n\t"
    "mov r0, #0\n\t"
    "msr basepri, r0\n\t"
    "bx lr\n\t"
    ".ltorg");
}

__attribute__((naked)) static void start_first_task(void) {
  __asm__(
    "ldr r0, =0xE000ED08\n\t"
    "ldr r0, [r0]\n\t"
    "ldr r0, [r0]\n\t"
    "msr msp, r0\n\t"
    "mov r0, #0\n\t"
    "msr control, r0\n\t"
    "cpsie i\n\t"
    "cpsie f\n\t"
    "dsb\n\t"
    "isb\n\t"
    "svc 0\n\t"
    "nop\n\t"
    ".ltorg");
}

void SysTick_Handler(void) {
  WRITE_SPECIAL(basepri, KERNEL_PRIORITY);
  tick_count++;
  for (int i = 0; i < TASKS; i++)
    if (tasks[i].delayed && (int32_t)(tick_count - tasks[i].wake_at) >= 0) tasks[i].delayed = 0;
  SCB_ICSR = ICSR_PENDSVSET;
  WRITE_SPECIAL(basepri, 0);
}

// An interrupt that calls the kernel must not be more urgent than KERNEL_PRIORITY: look up its own priority byte.
static void assert_priority(void) {
  uint32_t number = READ_SPECIAL(ipsr) & 0x1FF;
  if (NVIC_IPR8(number - 16) < KERNEL_PRIORITY) bad_priority++;
}

void TIMER0_Handler(void) {
  REGISTER(TIMER(0) + 0xC) = 1;
  assert_priority();
  uint32_t saved = READ_SPECIAL(basepri);
  WRITE_SPECIAL(basepri, KERNEL_PRIORITY);
  if (try_send(&interrupt_queue, timer0_count)) timer0_count++;
  WRITE_SPECIAL(basepri, saved);
  SCB_ICSR = ICSR_PENDSVSET;
  if (timer0_count == 10) REGISTER(TIMER(0)) = 0;
}

void TIMER1_Handler(void) {
  REGISTER(TIMER(1) + 0xC) = 1;
  assert_priority();
  float x = (float)timer1_count;
  timer1_count = (uint32_t)(x + 1.0f);
  SCB_ICSR = ICSR_PENDSVSET;
}

// Above the kernel's mask: runs inside critical sections too.
void IRQ17_Handler(void) { pend_order_errors += critical_depth != 1; }

static void producer(void) {
  for (uint32_t i = 0; i < ITEMS; i++) {
    send(&work_queue, i * i + 1);
    if (i % 8 == 7) delay(1);
  }
  for (;;) delay(1000);
}

static void worker(void) {
  float gain = 0.5f;
  for (;;) {
    uint32_t item = receive(&work_queue);
    gain = gain * 0.75f + 0.125f;
    send(&result_queue, (uint32_t)((float)item * gain));
  }
}

static volatile uint32_t result_state = CHECKSUM_START, results;
static void consumer(void) {
  for (;;) {
    uint32_t item = receive(&result_queue);
    result_state = checksum(result_state, item);
    results++;
  }
}

static void idle(void) {
  for (;;) {
    idle_loops++;
    __asm__ volatile("wfi");
  }
}

static void controller(void) {
  enter_critical();
  enter_critical();
  NVIC_ISPR(0) = 1u << 16;
  dsb();
  isb();
  uint32_t masked = NVIC_ISPR(0) >> 16 & 1;
  leave_critical();
  NVIC_ISPR(0) = 1u << 17;
  dsb();
  isb();
  leave_critical();
  dsb();
  isb();
  print_decimal("masked interrupt stayed pending", (int32_t)masked);
  print_decimal("then came", (int32_t)tail_chained);

  uint32_t order = 0;
  REGISTER(TIMER(0)) = 9;
  REGISTER(TIMER(1)) = 9;
  for (uint32_t i = 0; i < 10; i++) order += receive(&interrupt_queue) == i;
  print_decimal("interrupt items in order", (int32_t)order);
  while (results < ITEMS) delay(2);
  REGISTER(TIMER(1)) = 0;
  uint32_t before = tick_count;
  delay(5);
  print_decimal("delay(5) took at least 5 ticks", tick_count - before >= 5);
  print_decimal("results", (int32_t)results);
  print_hex("checksum", result_state);
  print_decimal("idle ran", idle_loops > 0);
  print_decimal("timer 1 ran", timer1_count > 0);
  print_decimal("priority errors", (int32_t)(bad_priority + pend_order_errors));
  print_hex("PRIMASK, CONTROL", READ_SPECIAL(primask) << 8 | READ_SPECIAL(control));
  exit_with(results == ITEMS ? 0 : 1);
}

// Pended inside a critical section at the kernel's own priority: comes when BASEPRI is released.
void IRQ16_Handler(void) { tail_chained++; }

static void make_task(int task, void (*entry)(void)) {
  uint32_t *top = (uint32_t *)(stacks[task] + STACK_WORDS / 2);
  *--top = 1u << 24;
  *--top = (uint32_t)entry & ~1u;
  for (int i = 0; i < 6; i++) *--top = 0;
  *--top = 0xFFFFFFFD;
  for (int i = 0; i < 8; i++) *--top = 0x0B0B0B00u + (uint32_t)i;
  tasks[task].stack_pointer = top;
}

// As the ports do: write ones to a priority byte, see which stick; the group bits follow from them.
static void probe_priorities(void) {
  volatile uint8_t *first = &NVIC_IPR8(0);
  uint8_t saved = *first;
  *first = 0xFF;
  priority_mask = *first;
  uint32_t bits = 0;
  for (uint32_t mask = priority_mask; mask & 0x80; mask = mask << 1 & 0xFF) bits++;
  *first = saved;
  print_hex("priority mask", priority_mask);
  print_decimal("priority bits", (int32_t)bits);
  SCB_AIRCR = 0x05FA0000 | (bits < 8 ? (7 - bits) << 8 : 0);
  NVIC_IPR8(5) = 0x5F;
  NVIC_IPR8(6) = 0xA0;
  print_hex("IPR1 by word", REGISTER(0xE000E404) & priority_mask * 0x01010101u);
  NVIC_IPR8(5) = 0;
  NVIC_IPR8(6) = 0;
  REGISTER8(0xE000ED22) = 0xFF;  // PendSV
  REGISTER8(0xE000ED23) = 0xFF;  // SysTick
  print_hex("SHPR3", SCB_SHPR3 & priority_mask * 0x01010101u);
}

int main(void) {
  probe_priorities();
  make_task(CONTROLLER, controller);
  make_task(PRODUCER, producer);
  make_task(CONSUMER, consumer);
  make_task(WORKER, worker);
  make_task(IDLE, idle);
  current_task = &tasks[CONTROLLER];
  NVIC_IPR8(TIMER0_IRQ) = 0xC0;
  NVIC_IPR8(TIMER1_IRQ) = 0x60;
  NVIC_IPR8(16) = KERNEL_PRIORITY;
  NVIC_IPR8(17) = 0x20;
  NVIC_ISER(0) = 1u << TIMER0_IRQ | 1u << TIMER1_IRQ | 1u << 16 | 1u << 17;
  REGISTER(TIMER(0) + 8) = 9000;
  REGISTER(TIMER(1) + 8) = 5000;
  FPU_FPCCR |= 3u << 30;
  SYST_RVR = 25000 - 1;
  SYST_CVR = 0;
  SYST_CSR = 7;
  start_first_task();
  return 1;
}

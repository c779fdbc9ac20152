// Measures its own memory as firmware does on a real part: both stacks are painted before they are used and looked through
// afterwards, and the heap's end and live bytes are counted. What it prints is what `thumbprint memory` has to find.
//
// The deepest point of each stack writes its lowest word, so that paint tells the same as the stack pointer: a frame's last
// push, or the registers that an exception pushes.
#include "armv7m.h"
#include "console.h"
#include <stddef.h>
#include <stdlib.h>

#define NOINLINE __attribute__((noinline, noclone))
enum { PAINT = 0xC5C5C5C5, TASK_WORDS = 300 };

// From the linker script and the Makefile.
extern uint32_t stack_top[], __StackLimit[], __HeapBase[], __HeapLimit[];

static uint64_t task_stack[TASK_WORDS / 2];
static volatile uint32_t interrupts, sink;
static char *heap_end = (char *)__HeapBase;
static uint32_t live_bytes, live_blocks, peak_bytes, peak_blocks;

// newlib's allocator takes memory here; the end never goes back.
void *_sbrk(ptrdiff_t bytes) {
  char *start = heap_end;
  if (bytes > (char *)__HeapLimit - heap_end) return (void *)-1;
  heap_end += bytes;
  return start;
}

static void *allocate(uint32_t bytes) {
  void *block = malloc(bytes);
  if (!block) exit_with(2);
  live_bytes += bytes;
  live_blocks++;
  if (live_bytes > peak_bytes) {
    peak_bytes = live_bytes;
    peak_blocks = live_blocks;
  }
  return block;
}

static void release(void *block, uint32_t bytes) {
  free(block);
  live_bytes -= bytes;
  live_blocks--;
}

static void interrupt(void) {
  SCB_ICSR = ICSR_PENDSVSET;
  dsb();
  isb();
}

// Recurses, and takes an interrupt where it is deepest.
NOINLINE uint32_t descend(uint32_t depth, uint32_t value) {
  volatile uint32_t local[5];
  for (int i = 0; i < 5; i++) local[i] = value + i;
  if (depth == 0)
    interrupt();
  else
    value = descend(depth - 1, local[depth % 5]);
  return value + local[value % 5];
}

// On the main stack, whatever it interrupted: on top of the deepest frame of `main`'s recursion.
NOINLINE uint32_t handle(uint32_t depth) {
  volatile uint32_t local[2] = {depth, interrupts};
  return depth == 0 ? local[1] : handle(depth - 1) + local[0];
}
void PendSV_Handler(void) {
  interrupts++;
  sink = handle(2);
}

static void task(void) { sink = descend(9, 3); }

// Calls a function in thread mode with the process stack pointer.
__attribute__((naked, noinline)) static void run_on_stack(uint32_t *top __attribute__((unused)),
                                                          void (*function)(void) __attribute__((unused))) {
  __asm__ volatile(
    "push {r4, lr}\n\t"
    "msr psp, r0\n\t"
    "mrs r4, control\n\t"
    "orr r4, r4, #2\n\t"
    "msr control, r4\n\t"
    "isb\n\t"
    "blx r1\n\t"
    "mrs r4, control\n\t"
    "bic r4, r4, #2\n\t"
    "msr control, r4\n\t"
    "isb\n\t"
    "pop {r4, pc}");
}

NOINLINE static void paint(uint32_t *from, uint32_t *to) {
  while (from < to) *from++ = PAINT;
}
static int32_t depth(const uint32_t *from, const uint32_t *top) {
  while (from < top && *from == PAINT) from++;
  return (int32_t)((const char *)top - (const char *)from);
}

// Not the most that is live at the end, and not all blocks of one size.
static void use_heap(void) {
  void *first = allocate(100), *second = allocate(1000), *third = allocate(37);
  release(second, 1000);
  void *fourth = allocate(2500), *fifth = allocate(3);
  release(third, 37);
  release(fourth, 2500);
  void *sixth = allocate(700);
  release(first, 100);
  release(fifth, 3);
  sink = (uint32_t)(uintptr_t)sixth;
}

int main(void) {
  uint32_t *here;
  __asm__ volatile("mov %0, sp" : "=r"(here));
  // A little is left for `paint` itself, which is deeper than `main`.
  paint(__StackLimit, here - 16);
  paint((uint32_t *)task_stack, (uint32_t *)task_stack + TASK_WORDS);
  use_heap();
  run_on_stack((uint32_t *)task_stack + TASK_WORDS, task);
  sink = descend(20, 7);
  print_decimal("main stack", depth(__StackLimit, stack_top));
  print_decimal("process stack", depth((uint32_t *)task_stack, (uint32_t *)task_stack + TASK_WORDS));
  print_decimal("heap extent", (int32_t)(heap_end - (char *)__HeapBase));
  print_decimal("heap peak", (int32_t)peak_bytes);
  print_decimal("heap peak blocks", (int32_t)peak_blocks);
  print_decimal("heap live", (int32_t)live_bytes);
  print_decimal("interrupts", (int32_t)interrupts);
  return 0;
}

// A whole program to be timed: its work reads and writes `workspace` alone, and gives a checksum that does not depend on
// clocks, wait states or caches.
#pragma once
#include <stdint.h>

enum { workspace_bytes = 16384 };
extern const char *const program_name;
// How often the work is timed in one reading.
extern const uint32_t program_runs;
uint32_t program_work(void *workspace);

// A state of clock, flash and caches, and the memory that the workspace is in.
struct condition {
  const char *name;
  void (*enter)(void);
  void *workspace;
};
extern const struct condition conditions[];
extern const uint32_t condition_count;
// Back to the state of reset, where the UART's divider fits.
void leave_condition(void);

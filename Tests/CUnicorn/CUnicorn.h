// Unicorn, the emulator that the differential tests compare with.
#pragma once
#include <unicorn/unicorn.h>

// Unicorn's control calls are variadic macros, which Swift does not import.
static inline uc_err unicorn_set_cpu_model(uc_engine *engine, int model) {
  return uc_ctl_set_cpu_model(engine, model);
}

// Unicorn, the emulator that the differential tests compare with.
#pragma once
#include <unicorn/unicorn.h>

// Unicorn's control calls are variadic macros, which Swift does not import.
static inline uc_err unicorn_set_cpu_model(uc_engine *engine, int model) {
  return uc_ctl_set_cpu_model(engine, model);
}

/// Forgets translations of code from `begin` up to `end`, which has changed.
static inline uc_err unicorn_remove_cache(uc_engine *engine, uint64_t begin, uint64_t end) {
  return uc_ctl_remove_cache(engine, begin, end);
}

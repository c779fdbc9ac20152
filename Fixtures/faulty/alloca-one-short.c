// Joins path parts in a buffer from alloca that forgets the separator.
// kind: stack-out-of-bounds
// object: -
// function: path_hash
// boards: mps2-an500
// flags: -O2
#include <alloca.h>

#include "firmware.h"

static NOINLINE uint32_t path_hash(const char *folder, const char *name) {
  size_t folder_length = strlen(folder), name_length = strlen(name);
#ifdef FIXED
  size_t size = folder_length + 1 + name_length;
#else
  size_t size = folder_length + name_length;
#endif
  char *path = alloca(size);
  memcpy(path, folder, folder_length);
  path[folder_length] = '/';
  for (size_t i = 0; i < name_length; i++) path[folder_length + 1 + i] = name[i];  // BUG
  uint32_t hash = 5381;
  for (size_t i = 0; i < folder_length + 1 + name_length; i++) hash = hash * 33 + (uint8_t)path[i];  // BUG
  return hash;
}

int main(void) {
  print_hex("hash", path_hash(INPUT("logs"), INPUT("pump.csv/0001")));
  print_hex("hash", path_hash(INPUT("logs"), INPUT("pump.csv/000")));
  return 0;
}

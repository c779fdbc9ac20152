// Walks a menu up to its root; one entry is its own parent.
// kind: stack-overflow
// object: -
// function: depth_of
// boards: mps2-an386
// flags: -Os -fno-optimize-sibling-calls
#include "firmware.h"

struct entry {
  const char *title;
  uint8_t parent;
};

static struct entry menu[] = {{"main", 0}, {"settings", 0}, {"network", 1}, {"address", 2}};

static NOINLINE int depth_of(int index) {  // BUG
#ifdef FIXED
  if (index == 0) return 0;
#else
  if (menu[index].parent == 0xFF) return 0;
#endif
  return 1 + depth_of(menu[index].parent);  // BUG
}

int main(void) {
  print_decimal("depth", depth_of(INPUT(3)));
  return 0;
}

// Inserts sorted keys into a tree, which becomes a list; the walk is as deep as there are keys, and the stack is not.
// kind: stack-overflow
// object: -
// function: sum_of
// boards: mps2-an386 mps2-an500
// flags: -Os -Wl,--defsym=stack_size=0x400
// host: no: the stack of the host is larger
#include "firmware.h"

enum { NODES = 60 };

struct node {
  int16_t key;
  int16_t left, right;
};

static struct node nodes[NODES];

static void insert(int16_t index, int16_t key) {
  nodes[index] = (struct node){key, -1, -1};
  if (index == 0) return;
  int16_t *link, at = 0;
  do {
    link = key < nodes[at].key ? &nodes[at].left : &nodes[at].right;
    at = *link;
  } while (at >= 0);
  *link = index;
}

static NOINLINE int sum_of(int index, int depth) {  // BUG
  if (index < 0) return 0;
  int left = sum_of(nodes[index].left, depth + 1);  // BUG
  int right = sum_of(nodes[index].right, depth + 1);  // BUG
  return left + right + nodes[index].key + depth;
}

int main(void) {
  for (int16_t i = 0; i < NODES; i++) {
#ifdef FIXED
    insert(i, (int16_t)(i * 23 % 61));
#else
    insert(i, i);
#endif
  }
  print_decimal("sum", sum_of(INPUT(0), 0));
  return 0;
}

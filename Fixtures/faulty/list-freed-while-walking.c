// Frees the entries of a list and takes the next one from the entry just freed.
// kind: use-after-free
// object: block
// function: release
// boards: mps2-an386 mps2-an500
// flags: -O2 -Wno-use-after-free
#include "firmware.h"

struct node {
  uint32_t key;
  uint32_t value;
  struct node *next;
};

static NOINLINE struct node *build(int count) {
  struct node *head = NULL;
  for (int i = 0; i < count; i++) {
    struct node *node = malloc(sizeof *node);
    if (!node) return head;
    node->key = (uint32_t)i;
    node->value = (uint32_t)(i * i);
    node->next = head;
    head = node;
  }
  return head;
}

static NOINLINE void release(struct node *head) {
#ifdef FIXED
  while (head) {
    struct node *next = head->next;
    free(head);
    head = next;
  }
#else
  for (struct node *node = head; node; node = node->next) free(node);  // BUG
#endif
}

int main(void) {
  struct node *list = build(INPUT(6));
  uint32_t sum = 0;
  for (struct node *node = list; node; node = node->next) sum += node->value;
  print_decimal("sum", (int32_t)sum);
  release(list);
  return 0;
}

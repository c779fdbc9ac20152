// The heap in all the ways that firmware uses it: lists, a tree, a table that grows, an arena, headers before blocks,
// pointers with tags, an XOR list; everything is freed at the end.
#include <malloc.h>

#include "../faulty/firmware.h"

static uint32_t sum = 0x811c9dc5;
static void mix(uint32_t value) { sum = (sum ^ value) * 0x01000193; }

static uint32_t seed = 12345;
static uint32_t any(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % below;
}

static void *need(void *block) {
  if (!block) {
    print("out of memory\n");
    exit(1);
  }
  return block;
}

// Blocks of all sizes, filled to their last byte, grown, shrunk, and freed in any order.
static void blocks(void) {
  enum { SLOTS = 24 };
  uint8_t *slot[SLOTS] = {NULL};
  size_t size[SLOTS] = {0};
  for (int step = 0; step < 400; step++) {
    int i = (int)any(SLOTS);
    switch (any(4)) {
      case 0:
        free(slot[i]);
        slot[i] = need(malloc(size[i] = 1 + any(300)));
        memset(slot[i], i, size[i]);
        break;
      case 1:
        free(slot[i]);
        slot[i] = need(calloc(1 + any(20), 5));
        size[i] = 5;
        break;
      case 2: {
        size_t larger = 1 + any(500);
        slot[i] = need(realloc(slot[i], larger));
        for (size_t at = size[i]; at < larger; at++) slot[i][at] = (uint8_t)at;
        size[i] = larger;
        break;
      }
      default:
        if (slot[i]) {
          for (size_t at = 0; at < size[i]; at++) mix(slot[i][at]);
          free(slot[i]);
        }
        slot[i] = NULL;
        size[i] = 0;
    }
  }
  for (int i = SLOTS; i-- > 0;) free(slot[i]);
}

struct node {
  struct node *left, *right;
  int key;
  char label[6];
};

static struct node *insert(struct node *tree, int key) {
  if (!tree) {
    tree = need(malloc(sizeof *tree));
    *tree = (struct node){NULL, NULL, key, "node"};
  } else if (key < tree->key)
    tree->left = insert(tree->left, key);
  else if (key > tree->key)
    tree->right = insert(tree->right, key);
  return tree;
}

static struct node *without(struct node *tree, int key) {
  if (!tree) return NULL;
  if (key < tree->key)
    tree->left = without(tree->left, key);
  else if (key > tree->key)
    tree->right = without(tree->right, key);
  else {
    struct node *left = tree->left, *right = tree->right;
    free(tree);
    if (!right) return left;
    struct node *least = right;
    while (least->left) least = least->left;
    int next = least->key;
    right = without(right, next);
    tree = insert(NULL, next);
    tree->left = left;
    tree->right = right;
  }
  return tree;
}

static void walk(const struct node *tree) {
  if (!tree) return;
  walk(tree->left);
  mix((uint32_t)tree->key);
  walk(tree->right);
}

static void trees(void) {
  struct node *tree = NULL;
  for (int i = 0; i < 60; i++) tree = insert(tree, (int)any(100));
  for (int i = 0; i < 40; i++) tree = without(tree, (int)any(100));
  walk(tree);
  while (tree) tree = without(tree, tree->key);
}

// A list whose links lie within the entries, which are found again by subtraction.
struct link {
  struct link *next;
};
struct job {
  uint32_t priority;
  struct link link;
  uint8_t work[5];
};
#define JOB_OF(at) ((struct job *)((char *)(at) - offsetof(struct job, link)))

static void jobs(void) {
  struct link *head = NULL;
  for (int i = 0; i < 20; i++) {
    struct job *job = need(malloc(sizeof *job));
    job->priority = any(50);
    memset(job->work, i, sizeof job->work);
    struct link **at = &head;
    while (*at && JOB_OF(*at)->priority <= job->priority) at = &(*at)->next;
    job->link.next = *at;
    *at = &job->link;
  }
  while (head) {
    struct job *job = JOB_OF(head);
    mix(job->priority + job->work[4]);
    head = head->next;
    free(job);
  }
}

// A hash table of texts that doubles.
struct table {
  char **keys;
  uint32_t *counts;
  size_t used, capacity;
};

static size_t position(const struct table *table, const char *key) {
  uint32_t hash = 5381;
  for (const char *at = key; *at; at++) hash = hash * 33 + (uint8_t)*at;
  size_t i = hash & (table->capacity - 1);
  while (table->keys[i] && strcmp(table->keys[i], key) != 0) i = (i + 1) & (table->capacity - 1);
  return i;
}

static void count(struct table *table, const char *key) {
  if (2 * (table->used + 1) > table->capacity) {
    struct table larger = {NULL, NULL, table->used, table->capacity ? 2 * table->capacity : 8};
    larger.keys = need(calloc(larger.capacity, sizeof *larger.keys));
    larger.counts = need(calloc(larger.capacity, sizeof *larger.counts));
    for (size_t i = 0; i < table->capacity; i++)
      if (table->keys[i]) {
        size_t to = position(&larger, table->keys[i]);
        larger.keys[to] = table->keys[i];
        larger.counts[to] = table->counts[i];
      }
    free(table->keys);
    free(table->counts);
    *table = larger;
  }
  size_t i = position(table, key);
  if (!table->keys[i]) {
    size_t bytes = strlen(key) + 1;
    table->keys[i] = memcpy(need(malloc(bytes)), key, bytes);
    table->used++;
  }
  table->counts[i]++;
}

static void tables(void) {
  struct table table = {NULL, NULL, 0, 0};
  for (int i = 0; i < 120; i++) {
    char key[12] = "key-";
    key[4] = (char)('a' + any(9));
    key[5] = (char)('a' + any(3));
    count(&table, key);
  }
  for (size_t i = 0; i < table.capacity; i++)
    if (table.keys[i]) {
      mix(table.counts[i] * (uint8_t)table.keys[i][4]);
      free(table.keys[i]);
    }
  free(table.keys);
  free(table.counts);
}

// An arena of chained chunks; pieces are handed out from the end of what is used.
struct chunk {
  struct chunk *before;
  size_t used;
  _Alignas(8) uint8_t bytes[200];
};

static void *piece(struct chunk **arena, size_t bytes) {
  bytes = (bytes + 7) & ~(size_t)7;
  if (!*arena || (*arena)->used + bytes > sizeof (*arena)->bytes) {
    struct chunk *chunk = need(malloc(sizeof *chunk));
    chunk->before = *arena;
    chunk->used = 0;
    *arena = chunk;
  }
  void *start = (*arena)->bytes + (*arena)->used;
  (*arena)->used += bytes;
  return start;
}

static void arenas(void) {
  struct chunk *arena = NULL;
  uint16_t *runs[30];
  for (int i = 0; i < 30; i++) {
    runs[i] = piece(&arena, (size_t)(i + 1) * 2);
    for (int at = 0; at <= i; at++) runs[i][at] = (uint16_t)(i * at);
  }
  for (int i = 0; i < 30; i++) mix(runs[i][i]);
  while (arena) {
    struct chunk *before = arena->before;
    free(arena);
    arena = before;
  }
}

// Blocks whose owner sees only what follows a header, and one aligned by hand with the original pointer before it.
static void *with_header(size_t bytes) {
  uint64_t *block = need(malloc(bytes + 8));
  block[0] = bytes;
  return block + 1;
}
static size_t bytes_of(const void *owned) { return (size_t)((const uint64_t *)owned)[-1]; }
static void free_with_header(void *owned) { free((uint64_t *)owned - 1); }

static void *aligned(size_t bytes, uintptr_t alignment) {
  char *block = need(malloc(bytes + alignment + sizeof(void *)));
  uintptr_t start = ((uintptr_t)block + sizeof(void *) + alignment - 1) & ~(alignment - 1);
  memcpy((void *)(start - sizeof(void *)), &block, sizeof block);
  return (void *)start;
}
static void free_aligned(void *start) {
  void *block;
  memcpy(&block, (char *)start - sizeof block, sizeof block);
  free(block);
}

static void headers(void) {
  for (size_t bytes = 1; bytes < 40; bytes += 3) {
    uint8_t *owned = with_header(bytes);
    memset(owned, 3, bytes);
    mix((uint32_t)bytes_of(owned) + owned[bytes - 1]);
    free_with_header(owned);
    uint8_t *line = aligned(bytes, 32);
    mix((uint32_t)((uintptr_t)line & 31));
    memset(line, 5, bytes);
    free_aligned(line);
    uint8_t *other = need(memalign(64, 64));
    other[63] = other[0] = 1;
    free(other);
  }
}

// Links that hold the exclusive or of both neighbours, and pointers whose lowest bit is a mark.
struct pair {
  uintptr_t neighbours;
  uint32_t value;
};

static void disguised(void) {
  struct pair *first = NULL, *last = NULL;
  for (uint32_t i = 0; i < 12; i++) {
    struct pair *pair = need(malloc(sizeof *pair));
    pair->value = i * i;
    pair->neighbours = (uintptr_t)last;
    if (last)
      last->neighbours ^= (uintptr_t)pair;
    else
      first = pair;
    last = pair;
  }
  uintptr_t before = 0;
  for (struct pair *at = first; at;) {
    uintptr_t next = at->neighbours ^ before;
    mix(at->value);
    before = (uintptr_t)at;
    at = (struct pair *)next;
  }
  before = 0;
  for (struct pair *at = last; at;) {
    uintptr_t next = at->neighbours ^ before;
    before = (uintptr_t)at;
    // Of the block before, only the address is needed.
    free(at);
    at = (struct pair *)next;
  }
  uintptr_t marked[6];
  for (uint32_t i = 0; i < 6; i++) {
    uint32_t *number = need(malloc(sizeof *number));
    *number = i;
    marked[i] = (uintptr_t)number | (i & 1);
  }
  for (int i = 0; i < 6; i++) {
    uint32_t *number = (uint32_t *)(marked[i] & ~(uintptr_t)1);
    if (marked[i] & 1) mix(*number);
    free(number);
  }
}

int main(void) {
  free(INPUT((void *)NULL));
  blocks();
  trees();
  jobs();
  tables();
  arenas();
  headers();
  disguised();
  print_hex("heap", sum);
  return 0;
}

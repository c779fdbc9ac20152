// qsort and bsearch with callbacks on elements of many sizes, and sorts of our own through pointers to functions.
#include "../faulty/firmware.h"

static uint32_t sum = 0x811c9dc5;
static void mix(uint32_t value) { sum = (sum ^ value) * 0x01000193; }

static uint32_t seed = 777;
static uint32_t any(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % below;
}

struct reading {
  uint8_t channel;
  // Three bytes of padding that nobody writes.
  int32_t value;
  uint16_t time;
};

struct odd {
  uint8_t bytes[7];
};

static int comparisons;

static int by_number(const void *a, const void *b) {
  comparisons++;
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}
static int by_value(const void *a, const void *b) {
  const struct reading *x = a, *y = b;
  return x->value != y->value ? (x->value > y->value) - (x->value < y->value) : x->channel - y->channel;
}
static int by_bytes(const void *a, const void *b) { return memcmp(a, b, sizeof(struct odd)); }
static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static int by_double(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void numbers(int count) {
  int *values = malloc((size_t)count * sizeof *values);
  if (!values) return;
  for (int i = 0; i < count; i++) values[i] = (int)any(90);
  qsort(values, (size_t)count, sizeof *values, by_number);
  for (int i = 1; i < count; i++)
    if (values[i - 1] > values[i]) print("not sorted\n");
  for (int i = 0; i < 20; i++) {
    int key = (int)any(90);
    int *found = bsearch(&key, values, (size_t)count, sizeof *values, by_number);
    mix(found ? (uint32_t)*found : 1000);
  }
  free(values);
}

static NOINLINE void readings(void) {
  struct reading local[25];
  for (int i = 0; i < 25; i++) {
    local[i].channel = (uint8_t)i;
    local[i].value = (int32_t)any(10) - 5;
    local[i].time = (uint16_t)(i * 10);
  }
  qsort(local, 25, sizeof local[0], by_value);
  for (int i = 0; i < 25; i++) mix((uint32_t)local[i].value * 31 + local[i].channel);
  struct reading key = {.value = local[12].value, .channel = local[12].channel};
  struct reading *found = bsearch(&key, local, 25, sizeof local[0], by_value);
  mix(found ? found->time : 1);
}

static NOINLINE void odd_sizes(void) {
  static struct odd records[30];
  for (int i = 0; i < 30; i++)
    for (int at = 0; at < 7; at++) records[i].bytes[at] = (uint8_t)any(4);
  qsort(records, 30, sizeof records[0], by_bytes);
  for (int i = 0; i < 30; i++) mix(records[i].bytes[6]);
  static const char *const names[] = {"pump", "valve", "fan", "heater", "lamp", "door", "window", "alarm"};
  const char *sorted[8];
  memcpy(sorted, names, sizeof sorted);
  qsort(sorted, 8, sizeof sorted[0], by_text);
  for (int i = 0; i < 8; i++) mix((uint8_t)sorted[i][0]);
  double numbers[15];
  for (int i = 0; i < 15; i++) numbers[i] = (double)any(1000) / 8;
  qsort(numbers, 15, sizeof numbers[0], by_double);
  for (int i = 0; i < 15; i++) mix((uint32_t)(numbers[i] * 8));
}

// Sorts anything, with a callback that swaps and one that compares.
struct sequence {
  void *items;
  int (*compare)(const void *items, int a, int b);
  void (*swap)(void *items, int a, int b);
};

static int compare_halves(const void *items, int a, int b) {
  const int16_t *halves = items;
  return halves[a] - halves[b];
}
static void swap_halves(void *items, int a, int b) {
  int16_t *halves = items, kept = halves[a];
  halves[a] = halves[b];
  halves[b] = kept;
}

static NOINLINE void sift(const struct sequence *sequence, int root, int count) {
  for (int child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && sequence->compare(sequence->items, child, child + 1) < 0) child++;
    if (sequence->compare(sequence->items, root, child) >= 0) return;
    sequence->swap(sequence->items, root, child);
  }
}

static void heap_sort(const struct sequence *sequence, int count) {
  for (int root = count / 2; root-- > 0;) sift(sequence, root, count);
  for (int last = count; --last > 0;) {
    sequence->swap(sequence->items, 0, last);
    sift(sequence, 0, last);
  }
}

static NOINLINE void halves(int count) {
  int16_t items[count];
  for (int i = 0; i < count; i++) items[i] = (int16_t)any(500);
  heap_sort(&(struct sequence){items, compare_halves, swap_halves}, count);
  for (int i = 0; i < count; i++) mix((uint16_t)items[i]);
}

// Keeps a table sorted by moving its tail.
static NOINLINE void inserted(void) {
  struct reading table[16];
  int used = 0;
  for (int i = 0; i < 16; i++) {
    struct reading reading = {(uint8_t)i, (int32_t)any(40), 0};
    int at = 0;
    while (at < used && table[at].value <= reading.value) at++;
    memmove(table + at + 1, table + at, (size_t)(used - at) * sizeof table[0]);
    table[at] = reading;
    used++;
  }
  for (int i = 0; i < used; i++) mix((uint32_t)table[i].value);
}

int main(void) {
  for (int count = 1; count < 60; count += 11) numbers(count);
  readings();
  odd_sizes();
  halves(INPUT(33));
  inserted();
  print_hex("sorting", sum);
  print_decimal("compared", comparisons > 0);
  return 0;
}

// Integer control flow: a linked list searched, sorted and reversed, a state machine over text, a 16-bit matrix
// product, CRC-16 of the results, and recursive move search in a small game. Branchy, with calls; the data fit in a few
// kilobytes.
#include "bench.h"

BENCH_ITERATIONS(45000);

struct Node {
  struct Node *next;
  int16_t value, index;
};
#define NODES 64
static struct Node pool[NODES];

static uint16_t crc16(uint16_t crc, uint16_t value) {
  for (int bit = 0; bit < 16; bit++) {
    uint16_t carry = (uint16_t)((crc ^ value) & 1);
    crc >>= 1;
    value >>= 1;
    if (carry) crc ^= 0xA001;
  }
  return crc;
}

static struct Node *build_list(uint32_t seed) {
  for (int i = 0; i < NODES; i++) {
    pool[i].next = i + 1 < NODES ? &pool[i + 1] : 0;
    pool[i].value = (int16_t)(next_random(&seed) >> 20);
    pool[i].index = (int16_t)i;
  }
  return pool;
}

static struct Node *reverse(struct Node *list) {
  struct Node *reversed = 0;
  while (list) {
    struct Node *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  return reversed;
}

static int by_value(const struct Node *a, const struct Node *b) { return a->value - b->value; }
static int by_index(const struct Node *a, const struct Node *b) { return a->index - b->index; }

// Bottom-up merge sort of a linked list, the order chosen through a function pointer.
static struct Node *merge_sort(struct Node *list, int (*compare)(const struct Node *, const struct Node *)) {
  for (int width = 1;; width *= 2) {
    struct Node *rest = list, *tail = 0;
    int merges = 0;
    list = 0;
    while (rest) {
      struct Node *left = rest, *right = rest;
      int left_count = 0, right_count = width;
      merges++;
      while (left_count < width && right) {
        left_count++;
        right = right->next;
      }
      while (left_count > 0 || (right_count > 0 && right)) {
        struct Node *taken;
        if (left_count > 0 && (right_count == 0 || !right || compare(left, right) <= 0)) {
          taken = left;
          left = left->next;
          left_count--;
        } else {
          taken = right;
          right = right->next;
          right_count--;
        }
        if (tail) tail->next = taken;
        else list = taken;
        tail = taken;
      }
      rest = right;
    }
    tail->next = 0;
    if (merges <= 1) return list;
  }
}

static const struct Node *find(const struct Node *list, int16_t value) {
  while (list && list->value != value) list = list->next;
  return list;
}

static uint16_t list_work(uint32_t seed) {
  uint16_t crc = 0;
  struct Node *list = merge_sort(build_list(seed), by_value);
  for (int i = 0; i < 12; i++) {
    const struct Node *found = find(list, (int16_t)(next_random(&seed) >> 20));
    crc = crc16(crc, found ? (uint16_t)found->index : 0xFFFF);
    list = reverse(list);
  }
  for (const struct Node *node = list; node; node = node->next) crc = crc16(crc, (uint16_t)node->value);
  list = merge_sort(list, by_index);
  return crc16(crc, (uint16_t)list->value);
}

enum State { START, SIGN, DIGITS, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS, INVALID, STATES };

static enum State next_state(enum State state, char c) {
  int digit = c >= '0' && c <= '9';
  switch (state) {
  case START:
    if (digit) return DIGITS;
    if (c == '+' || c == '-') return SIGN;
    return c == '.' ? POINT : INVALID;
  case SIGN: return digit ? DIGITS : c == '.' ? POINT : INVALID;
  case DIGITS:
    if (digit) return DIGITS;
    if (c == '.') return FRACTION;
    return c == 'e' ? EXPONENT : INVALID;
  case POINT: return digit ? FRACTION : INVALID;
  case FRACTION: return digit ? FRACTION : c == 'e' ? EXPONENT : INVALID;
  case EXPONENT:
    if (digit) return EXPONENT_DIGITS;
    return c == '+' || c == '-' ? EXPONENT_SIGN : INVALID;
  case EXPONENT_SIGN:
  case EXPONENT_DIGITS: return digit ? EXPONENT_DIGITS : INVALID;
  default: return INVALID;
  }
}

static uint16_t state_machine_work(uint32_t seed) {
  static const char text[] = "12,+7.5,-0.33e12,abc,9e-3,.25,1.2.3,--4,5e,77777,+x,3.1415926,-2e+8,e5,0,";
  uint32_t counts[STATES] = {0};
  enum State state = START;
  uint32_t noise = next_random(&seed);
  for (int pass = 0; pass < 4; pass++)
    for (const char *c = text; *c; c++) {
      char character = *c;
      noise = noise * 1103515245u + 12345;
      if ((noise >> 16 & 31) == 0) character ^= 1;
      if (character == ',') {
        counts[state]++;
        state = START;
      } else {
        state = next_state(state, character);
      }
    }
  uint16_t crc = 0;
  for (int i = 0; i < STATES; i++) crc = crc16(crc, (uint16_t)counts[i]);
  return crc;
}

#define SIZE 12
static uint16_t matrix_work(uint32_t seed) {
  static int16_t a[SIZE][SIZE], b[SIZE][SIZE];
  for (int i = 0; i < SIZE * SIZE; i++) {
    (&a[0][0])[i] = (int16_t)(next_random(&seed) >> 18);
    (&b[0][0])[i] = (int16_t)((&a[0][0])[i] ^ i);
  }
  uint16_t crc = 0;
  for (int i = 0; i < SIZE; i++)
    for (int j = 0; j < SIZE; j++) {
      int32_t sum = 0;
      for (int k = 0; k < SIZE; k++) sum += a[i][k] * b[k][j] >> 2;
      if (sum > 50000000) sum -= 12345;
      if (j == i) crc = crc16(crc, (uint16_t)sum);
    }
  return crc;
}

// Players take 1, 2, 3 or 5 from a heap in turn; who cannot loses. Counts the positions searched.
static int search(int heap, int depth, uint32_t *visited) {
  static const uint8_t moves[] = {1, 2, 3, 5};
  ++*visited;
  if (depth == 0) return 0;
  for (int i = 0; i < 4; i++)
    if (moves[i] <= heap && !search(heap - moves[i], depth - 1, visited)) return 1;
  return 0;
}

uint32_t bench_iteration(uint32_t iteration) {
  uint32_t seed = iteration * 2654435761u + 1, visited = 0;
  uint32_t result = list_work(seed);
  result = result * 31 + state_machine_work(seed);
  result = result * 31 + matrix_work(seed);
  int won = search(13 + (int)(iteration & 3), 9, &visited);
  return result * 31 + visited * 2 + (uint32_t)won;
}

int main(void) { return bench_main(); }

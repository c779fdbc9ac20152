// Plain integer code: sorting, CRC, sieve, 64-bit arithmetic, bit fields, divisions, switch tables.
#include "console.h"
#include <string.h>

#define COUNT 200
static uint32_t numbers[COUNT];
static uint8_t composite[2000];

static void fill(uint32_t seed) {
  for (int i = 0; i < COUNT; i++) numbers[i] = next_random(&seed);
}

static uint32_t digest(void) {
  uint32_t state = CHECKSUM_START;
  for (int i = 0; i < COUNT; i++) state = checksum(state, numbers[i]);
  return state;
}

static void insertion_sort(void) {
  for (int i = 1; i < COUNT; i++) {
    uint32_t value = numbers[i];
    int j = i;
    for (; j > 0 && numbers[j - 1] > value; j--) numbers[j] = numbers[j - 1];
    numbers[j] = value;
  }
}

static void quick_sort(int32_t *low, int32_t *high) {
  if (high - low < 1) return;
  int32_t pivot = low[(high - low) / 2];
  int32_t *left = low, *right = high;
  while (left <= right) {
    while (*left < pivot) left++;
    while (*right > pivot) right--;
    if (left <= right) {
      int32_t swap = *left;
      *left++ = *right;
      *right-- = swap;
    }
  }
  quick_sort(low, right);
  quick_sort(left, high);
}

static void heap_sort(void) {
  uint16_t *heap = (uint16_t *)numbers;
  int size = 2 * COUNT;
  for (int start = size / 2 - 1, end = size; end > 1;) {
    int root;
    if (start >= 0) {
      root = start--;
    } else {
      end--;
      uint16_t swap = heap[0];
      heap[0] = heap[end];
      heap[end] = swap;
      root = 0;
    }
    for (int child; (child = 2 * root + 1) < end; root = child) {
      if (child + 1 < end && heap[child] < heap[child + 1]) child++;
      if (heap[root] >= heap[child]) break;
      uint16_t swap = heap[root];
      heap[root] = heap[child];
      heap[child] = swap;
    }
  }
}

static uint32_t crc32(const uint8_t *bytes, int length) {
  uint32_t crc = ~0u;
  for (int i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

static uint16_t crc16(const uint8_t *bytes, int length) {
  uint16_t crc = 0xFFFF;
  while (length-- > 0) {
    crc ^= (uint16_t)(*bytes++ << 8);
    for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
  }
  return crc;
}

static int sieve(int limit) {
  int primes = 0;
  for (int i = 2; i < limit; i++) {
    if (composite[i]) continue;
    primes++;
    for (int j = i * i; j < limit; j += i) composite[j] = 1;
  }
  return primes;
}

struct Packed {
  uint32_t narrow : 3, wide : 17, flag : 1;
  int32_t number : 11;
};

static uint32_t bit_fields(void) {
  uint32_t seed = 77, state = CHECKSUM_START;
  struct Packed packed = {0};
  for (int i = 0; i < 300; i++) {
    uint32_t random = next_random(&seed);
    packed.narrow += random;
    packed.wide ^= random >> 5;
    packed.flag = !packed.flag ^ (random >> 31);
    packed.number = (int32_t)(random >> 9);
    if (packed.number < 0 && packed.narrow > 2) packed.wide += (uint32_t)packed.number;
    uint32_t word;
    memcpy(&word, &packed, 4);
    state = checksum(state, word + (uint32_t)packed.number);
    state = checksum(state, (uint32_t)__builtin_clz(random | 1) + __builtin_bswap32(random));
    uint32_t reversed;
    __asm__("rbit %0, %1" : "=r"(reversed) : "r"(random));
    state = checksum(state, reversed);
  }
  return state;
}

static uint32_t divisions(void) {
  uint32_t seed = 4242, state = CHECKSUM_START;
  for (int i = 0; i < 300; i++) {
    uint32_t a = next_random(&seed), b = next_random(&seed) >> (i & 31);
    if (b == 0) b = 1;
    state = checksum(state, a / b);
    state = checksum(state, a % b);
    int32_t c = (int32_t)a >> (i % 7), d = (int32_t)next_random(&seed) >> (i % 29);
    if (d == 0) d = -3;
    state = checksum(state, (uint32_t)(c / d));
    state = checksum(state, (uint32_t)(c % d));
    state = checksum(state, (uint32_t)(c / 10) + a / 7 + (a & 0xFFFF) % 1000);
  }
  // INT_MIN / -1 wraps in hardware, and division by zero gives 0 while DIV_0_TRP is clear.
  uint32_t quotient;
  __asm__ volatile("sdiv %0, %1, %2" : "=r"(quotient) : "r"(0x80000000u), "r"(-1));
  state = checksum(state, quotient);
  __asm__ volatile("udiv %0, %1, %2" : "=r"(quotient) : "r"(1234567u), "r"(0));
  return checksum(state, quotient);
}

static uint32_t long_arithmetic(void) {
  uint64_t a = 0x0123456789ABCDEFull, b = 0xFEDCBA9876543210ull;
  int64_t c = -0x123456789ABCDEFll;
  uint32_t state = CHECKSUM_START, seed = 99;
  for (int i = 0; i < 150; i++) {
    uint32_t random = next_random(&seed);
    a = a * 6364136223846793005ull + random;
    b ^= a << (random & 63);
    b += a >> (random >> 26);
    c = (c >> (random & 7)) - (int64_t)(b & 0xFFFFFFFF) * (int32_t)random;
    if ((int64_t)a < c) c ^= (int64_t)b;
    if (a > b) a -= b >> 1;
    state = checksum64(state, a);
    state = checksum64(state, b);
    state = checksum64(state, (uint64_t)c);
    state = checksum64(state, a / (random | 1));
    state = checksum64(state, (uint64_t)(c % (int64_t)(b | 1)));
  }
  return state;
}

static uint32_t interpret(const char *program) {
  uint32_t stack[8] = {0}, depth = 0, steps = 0;
  for (; *program; program++, steps++) {
    switch (*program) {
    case '0' ... '9': stack[depth++ & 7] = (uint32_t)(*program - '0'); break;
    case '+': depth--; stack[(depth - 1) & 7] += stack[depth & 7]; break;
    case '-': depth--; stack[(depth - 1) & 7] -= stack[depth & 7]; break;
    case '*': depth--; stack[(depth - 1) & 7] *= stack[depth & 7]; break;
    case '/': depth--; stack[(depth - 1) & 7] /= stack[depth & 7] | 1; break;
    case 'd': stack[depth & 7] = stack[(depth - 1) & 7]; depth++; break;
    case '~': stack[(depth - 1) & 7] = ~stack[(depth - 1) & 7]; break;
    case '<': stack[(depth - 1) & 7] <<= 3; break;
    case '>': stack[(depth - 1) & 7] >>= 2; break;
    default: return 0;
    }
  }
  return stack[(depth - 1) & 7] ^ steps << 24;
}

static uint32_t ackermann(uint32_t m, uint32_t n) {
  return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

static uint32_t strings(void) {
  char text[64] = "the quick brown fox jumps over the lazy dog";
  char copy[64];
  memmove(text + 3, text, 40);
  text[43] = 0;
  strcpy(copy, text);
  for (char *left = copy, *right = copy + strlen(copy) - 1; left < right; left++, right--) {
    char swap = *left;
    *left = *right;
    *right = swap;
  }
  uint32_t state = CHECKSUM_START;
  for (int i = 0; copy[i]; i++) state = checksum(state, (uint32_t)(copy[i] + strcmp(copy + i, text) % 2));
  return checksum(state, (uint32_t)memcmp(text, copy, 10) >> 31);
}

int main(void) {
  fill(1);
  print_hex("random", digest());
  insertion_sort();
  print_hex("insertion sort", digest());
  fill(2);
  quick_sort((int32_t *)numbers, (int32_t *)numbers + COUNT - 1);
  print_hex("quick sort", digest());
  fill(3);
  heap_sort();
  print_hex("heap sort", digest());
  print_hex("crc32", crc32((const uint8_t *)"123456789", 9));
  print_hex("crc16", crc16((const uint8_t *)"123456789", 9));
  print_hex("crc32 of numbers", crc32((uint8_t *)numbers, sizeof numbers));
  print_decimal("primes below 2000", sieve(2000));
  print_hex("bit fields", bit_fields());
  print_hex("divisions", divisions());
  print_hex("64-bit", long_arithmetic());
  print_hex("interpreter", interpret("12+3*4d*-~<5>9*7+d/8-d*"));
  print_decimal("ackermann(2, 9)", (int32_t)ackermann(2, 9));
  print_hex("strings", strings());
  return 0;
}

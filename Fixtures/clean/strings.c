// The string functions at every alignment and length, on objects of exactly the size they need, which the functions
// read past the end of, within a word.
#include "../faulty/firmware.h"

enum { LONGEST = 21 };

static uint32_t sum = 0x811c9dc5;
static void mix(uint32_t value) { sum = (sum ^ value) * 0x01000193; }

static char global_from[LONGEST + 5], global_to[LONGEST + 5];

static void fill(char *to, int length) {
  for (int i = 0; i < length; i++) to[i] = (char)('a' + (i * 7 + length) % 26);
}

// `from` and `to` have room for `length` characters and the terminator, and not more.
static NOINLINE void all(char *from, char *to, int length) {
  size_t size = (size_t)length;
  fill(from, length);
  from[length] = 0;
  mix((uint32_t)strlen(from));
  strcpy(to, from);
  mix((uint32_t)(strcmp(to, from) == 0));
  mix((uint32_t)(memcmp(to, from, size) == 0));
  memset(to, '.', size);
  strncpy(to, from, size + 1);
  mix((uint32_t)(strncmp(to, from, size + 3) == 0));
  char *end = memchr(from, 0, size + 1);
  mix((uint32_t)(end - from));
  char *found = strchr(from, 'x'), *last = strrchr(from, 'h');
  mix(found ? (uint32_t)(found - from) : 99);
  mix(last ? (uint32_t)(last - from) : 99);
  to[0] = 0;
  strcat(to, from);
  mix((uint32_t)(strstr(to, from + length / 2) != NULL));
  mix((uint32_t)strcspn(to, "xyz") + (uint32_t)strspn(to, "abcdefghijklm"));
  if (length >= 2) {
    memmove(to + 1, to, size - 1);
    mix((uint8_t)to[length - 1]);
    memmove(to, to + 1, size - 1);
    mix((uint8_t)to[0]);
    to[length / 2] = (char)(to[length / 2] ^ 1);
    mix((uint32_t)(strcmp(to, from) > 0) + 2 * (uint32_t)(memcmp(from, to, size) > 0));
  }
  memcpy(to, from, size + 1);
  mix((uint8_t)to[length / 2]);
}

static void on_heap(int from_offset, int to_offset, int length) {
  char *from = malloc((size_t)(from_offset + length + 1)), *to = malloc((size_t)(to_offset + length + 1));
  if (from && to) all(from + from_offset, to + to_offset, length);
  free(from);
  free(to);
}

static NOINLINE void on_stack(int from_offset, int to_offset, int length) {
  char from[from_offset + length + 1], to[to_offset + length + 1];
  all(from + from_offset, to + to_offset, length);
}

static NOINLINE void fixed_sizes(void) {
  char five[5], seven[7], thirteen[13], small[] = "abc";
  memcpy(five, "four", sizeof five);
  memcpy(seven, "second", sizeof seven);
  memcpy(thirteen, "twelve chars", sizeof thirteen);
  mix((uint32_t)(strlen(five) + strlen(seven) + strlen(thirteen) + strlen(small)));
  mix((uint32_t)(strcmp(five, INPUT("four")) == 0) + (uint32_t)(strcmp(INPUT("abcd"), small) > 0));
}

static NOINLINE void tokens(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  if (!copy) return;
  strcpy(copy, text);
  for (char *token = strtok(copy, ",; "); token; token = strtok(NULL, ",; ")) mix((uint32_t)strlen(token));
  free(copy);
}

int main(void) {
  for (int from = 0; from < 4; from++)
    for (int to = 0; to < 4; to++)
      for (int length = 0; length <= LONGEST; length++) {
        on_heap(from, to, length);
        on_stack(from, to, length);
        all(global_from + from, global_to + to, length);
      }
  fixed_sizes();
  tokens(INPUT("temperature 21.5; humidity 40,pump on"));
  print_hex("strings", sum);
  return 0;
}

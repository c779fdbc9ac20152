// Objects side by side, reached from each other's addresses as compilers like it: from ends downwards, by whole words past
// the last byte, by write-back from one to the next, and from registers that setjmp has saved.
#include <setjmp.h>

#include "../faulty/firmware.h"

static uint32_t sum = 0x811c9dc5;
static NOINLINE void mix(uint32_t value) { sum = (sum ^ value) * 0x01000193; }

// Ends: the end of one array is the beginning of the next.
static int32_t left[8] = {1, 2, 3, 4, 5, 6, 7, 8}, right[8] = {9, 10, 11, 12, 13, 14, 15, 16};

static NOINLINE int32_t forwards(const int32_t *numbers, int count) {
  int32_t total = 0;
  for (int i = 0; i < count; i++) total = total * 3 + numbers[i];
  return total;
}

static NOINLINE int32_t backwards(const int32_t *begin, const int32_t *end) {
  int32_t total = 0;
  while (end != begin) total = total * 5 + *--end;
  return total;
}

static NOINLINE void reverse(int32_t *first, int32_t *last) {
  while (first < last) {
    int32_t kept = *first;
    *first++ = *--last;
    *last = kept;
  }
}

static NOINLINE void ends(void) {
  mix((uint32_t)forwards(right, 8));
  mix((uint32_t)backwards(left, left + 8));
  mix((uint32_t)forwards(left, 8));
  mix((uint32_t)backwards(right, right + 8));
  reverse(left, left + 8);
  reverse(right, right + 8);
  mix((uint32_t)forwards(left, 8) ^ (uint32_t)forwards(right, 8));
}

// Copies of what is no whole number of words.
struct name {
  char text[22];
};
struct halves {
  int16_t values[5];
};
struct tag {
  char text[24];
};
static struct name one = {"twenty-two characters"}, two, three;
static struct halves some = {{1, -2, 3, -4, 5}}, others;
static struct tag first = {"from one to the next"}, second, third;

static NOINLINE void copy_names(void) { two = one; }
static NOINLINE void copy_name(struct name *to, const struct name *from) { *to = *from; }
static NOINLINE void copy_halves(void) { others = some; }
static NOINLINE void chain(void) { third = (second = first); }

static NOINLINE void copies(void) {
  copy_names();
  copy_name(&three, &two);
  struct name local;
  copy_name(&local, &three);
  copy_halves();
  chain();
  for (int i = 0; i < 22; i++) mix((uint8_t)local.text[i]);
  for (int i = 0; i < 5; i++) mix((uint16_t)others.values[i]);
  for (int i = 0; i < 24; i++) mix((uint8_t)(third.text[i] ^ second.text[i] ^ first.text[i]));
  struct name *block = malloc(sizeof *block);
  if (!block) return;
  copy_name(block, &one);
  copy_name(&two, block);
  mix((uint8_t)two.text[20]);
  free(block);
}

// Neighbours of several sizes, one after the other in one function.
static int64_t wide[3] = {1}, wider[7] = {2}, single = 3;
static int32_t plain = 4, other = 9;
static int8_t rows[2][6] = {{1, 2, 3}, {4, 5, 6}}, flat[128] = {7};

static NOINLINE void bump(void) {
  wide[1]++;
  wider[2]++;
  plain++;
  other++;
  single++;
}

static NOINLINE void neighbours(void) {
  bump();
  for (int i = 0; i < 3; i++) mix((uint32_t)wide[i]);
  mix((uint32_t)plain);
  mix((uint32_t)single);
  mix((uint32_t)other);
  for (int i = 0; i < 7; i++) mix((uint32_t)wider[i]);
  for (int row = 0; row < 2; row++)
    for (int column = 0; column < 6; column++) {
      mix((uint32_t)rows[row][column]);
      if (flat[5]) mix((uint32_t)(column + row));
      flat[row * 6 + column]++;
    }
}

// What setjmp saves are registers, whatever they hold.
static volatile int32_t v1, v2, v3, v4, v5[3];
static jmp_buf environment;

static NOINLINE void leave(int how) {
  if (how) longjmp(environment, how);
}

static NOINLINE int guarded(int how) {
  if (setjmp(environment) == 0) leave(how);
  return how + 1;
}

static NOINLINE void jumps(void) {
  v1 = 1;
  v2 = 2;
  for (int i = 0; i < 5; i++) {
    v3 += guarded(i);
    v4 += v1;
    v5[i % 3] += v2;
    v2++;
  }
  mix((uint32_t)(v3 + v4 + v5[0] + v5[1] + v5[2]));
}

int main(void) {
  ends();
  copies();
  neighbours();
  jumps();
  print_hex("bases", sum);
  return 0;
}

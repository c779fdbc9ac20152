// What compilers make of C that looks like a bug and is none: padding and bit-fields half written, indices that begin
// at one, arrays sized at run time, jumps out of functions, values read before it is asked whether they are there.
#include <alloca.h>
#include <setjmp.h>

#include "../faulty/firmware.h"

static uint32_t sum = 0x811c9dc5;
static void mix(uint32_t value) { sum = (sum ^ value) * 0x01000193; }

// Small variables in one section, which the compiler reaches from one anchor.
static uint8_t mode = 2, level = 7;
static uint16_t limits[3] = {10, 20, 30};
static const uint8_t days_of_month[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
static int32_t totals[4];
static char unit[3] = "mA";
static volatile uint32_t ticks;

static NOINLINE int day_of_year(int month, int day) {
  for (int i = 1; i < month; i++) day += days_of_month[i - 1];
  return day;
}

static NOINLINE int days_left(int month) {
  int days = 0;
  for (int i = 12; i >= month; i--) days += days_of_month[i - 1];
  return days;
}

static NOINLINE void small_globals(int first) {
  // Indices from `first` to `first` + 3, where `first` is not 0.
  for (int i = first; i < first + 4; i++) totals[i - first] += i * level;
  for (int i = first; i < first + 3; i++) mix(limits[i - first] + mode);
  mix((uint32_t)totals[3] + (uint8_t)unit[1]);
}

struct padded {
  uint8_t kind;
  uint32_t value;
  uint16_t length;
  double scale;
};

static NOINLINE struct padded make(uint8_t kind) {
  struct padded padded;
  padded.kind = kind;
  padded.value = kind * 1000u;
  padded.length = 3;
  padded.scale = kind * 0.5;
  return padded;
}

static NOINLINE void copies(void) {
  struct padded all[4], copy;
  for (uint8_t i = 0; i < 4; i++) all[i] = make(i);
  memcpy(&copy, &all[2], sizeof copy);
  struct padded *block = malloc(2 * sizeof *block);
  if (!block) return;
  block[1] = copy;
  all[0] = block[1];
  mix(all[0].kind + all[0].value + all[0].length + (uint32_t)all[0].scale);
  free(block);
  // A buffer of which only the used part is written, copied as a whole.
  struct {
    uint32_t used;
    uint8_t bytes[28];
  } line, sent;
  line.used = 3;
  memcpy(line.bytes, "abc", 3);
  sent = line;
  for (uint32_t i = 0; i < sent.used; i++) mix(sent.bytes[i]);
}

struct flags {
  unsigned ready : 1, error : 1, channel : 4;
  signed offset : 10;
  unsigned count : 16;
};

static NOINLINE void bit_fields(int channel) {
  struct flags flags;
  flags.ready = 1;
  flags.channel = (unsigned)channel & 15;
  flags.offset = -37;
  // `error` and `count` have not been written yet.
  if (flags.ready && flags.channel == 5) mix(5);
  mix((uint32_t)flags.offset);
  flags.count = 9;
  flags.error = 0;
  flags.count += flags.channel;
  mix(flags.count + flags.error);
}

union word {
  uint32_t whole;
  uint16_t halves[2];
  uint8_t bytes[4];
  float number;
};

static NOINLINE void unions(float number) {
  union word word;
  word.number = number;
  mix(word.halves[1] ^ word.bytes[0]);
  union word part;
  part.halves[0] = 0x1234;
  mix(part.bytes[1]);
  part.bytes[2] = 1;
  part.bytes[3] = 2;
  mix(part.whole);
}

static NOINLINE int lookup(int key, int *value) {
  if (key < 0) return 0;
  *value = key * 3;
  return 1;
}

static inline bool find(const int16_t *table, int count, int key, int *at) {
  for (int i = 0; i < count; i++)
    if (table[i] == key) {
      *at = i;
      return true;
    }
  return false;
}

static NOINLINE void perhaps(int key) {
  int value, at;
  static const int16_t table[] = {4, 9, 16, 25};
  int there = lookup(key, &value);
  if (there && value > 20) mix((uint32_t)value);
  if (find(table, 4, key, &at) && at >= 1) mix((uint32_t)at);
  uint8_t pair[2];
  if (key > 3) pair[0] = 1, pair[1] = 2;
  if (key > 3 && pair[0] == 1 && pair[1] == 2) mix(77);
}

static NOINLINE uint32_t arrays(int count) {
  uint16_t squares[count];
  uint8_t *bytes = alloca((size_t)count + 1);
  int matrix[3][count];
  for (int i = 0; i < count; i++) {
    squares[i] = (uint16_t)(i * i);
    bytes[i] = (uint8_t)i;
    for (int row = 0; row < 3; row++) matrix[row][i] = row - i;
  }
  bytes[count] = 1;
  uint32_t result = 0;
  for (int i = count; i > 0; i--) result += squares[i - 1] * bytes[i] + (uint32_t)matrix[2][count - i];
  return result;
}

static jmp_buf back;

static NOINLINE void fail_at(int depth) {
  volatile char ballast[40];
  if (depth > 20) return;
  for (int i = 0; i < 40; i++) ballast[i] = (char)(depth + i);
  if (depth == 0) longjmp(back, 7 + ballast[0]);
  fail_at(depth - 1);
  mix((uint32_t)ballast[3]);
}

static NOINLINE void jumps(void) {
  volatile int tries = 0;
  int code = setjmp(back);
  tries++;
  if (tries < 4) fail_at(tries * 2);
  mix((uint32_t)(code + tries));
  // What lies where the functions that were left had their frames is used again.
  mix(arrays(INPUT(9)));
}

typedef int (*operation)(int, int);
static int add(int a, int b) { return a + b; }
static int multiply(int a, int b) { return a * b; }
static int least(int a, int b) { return a < b ? a : b; }
static const operation operations[] = {add, multiply, least};

static NOINLINE int fold(operation operation, const int *values, int count) {
  int result = values[0];
  while (--count > 0) result = operation(result, *++values);
  return result;
}

static NOINLINE void pointers(void) {
  static const int values[] = {3, 1, 4, 1, 5};
  for (int i = 0; i < 3; i++) mix((uint32_t)fold(operations[i], values, 5));
  // From the end backwards, by a pointer past the end.
  int reversed = 0;
  for (const int *at = values + 5; at != values;) reversed = reversed * 10 + *--at;
  mix((uint32_t)reversed);
  // A text read word by word where its size is a multiple of four.
  static const _Alignas(4) char text[8] = "sensors";
  uint32_t words[2];
  memcpy(words, text, sizeof words);
  mix(words[0] ^ words[1]);
}

#ifndef HOST
void SysTick_Handler(void) {
  char line[20];
  for (int i = 0; i < 20; i++) line[i] = (char)(i + (int)ticks);
  ticks += 1 + (line[19] == 0);
}
#endif

static NOINLINE void interrupted(void) {
#ifndef HOST
  SYST_RVR = 900;
  SYST_CVR = 0;
  SYST_CSR = 7;
  for (int round = 0; ticks < 20; round++) mix(arrays(4 + (round & 3)));
  SYST_CSR = 0;
#endif
}

int main(void) {
  for (int month = 1; month <= 12; month++) mix((uint32_t)(day_of_year(month, 1) + days_left(month)));
  small_globals(INPUT(5));
  copies();
  bit_fields(INPUT(5));
  unions(INPUT(1.5f));
  for (int key = -2; key < 10; key++) perhaps(INPUT(key));
  mix(arrays(INPUT(12)));
  jumps();
  pointers();
  print_hex("language", sum);
  // How often it goes round depends on the part.
  interrupted();
  return 0;
}

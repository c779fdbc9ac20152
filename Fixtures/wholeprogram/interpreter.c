// An interpreter of a small language's instructions on tagged values: each operation is a function that looks at the tags of
// its operands, so that the code in use at one time is several kilobytes and every instruction is an indirect call away.
#include "harness.h"

const char *const program_name = "interpreter";
const uint32_t program_runs = 4;

enum tag { none, whole, fixed, flag, text, tags };
enum { registers = 32, instructions = 600, rounds = 6, arena_bytes = 2048 };

struct value {
  enum tag tag;
  int32_t bits;
};

struct instruction {
  uint8_t operation, to, first, second;
};

struct machine {
  struct value registers[registers];
  struct instruction code[instructions];
  char arena[arena_bytes];
  uint32_t used;
  uint32_t seed;
  uint32_t faults;
};

#define APART __attribute__((noinline))

static APART struct value make(enum tag tag, int32_t bits) { return (struct value){tag, bits}; }

static APART struct value fault(struct machine *machine) {
  machine->faults++;
  return make(none, 0);
}

// 16.16 of any number.
static APART int32_t to_fixed(struct value value) {
  return value.tag == fixed ? value.bits : (int32_t)((uint32_t)value.bits << 16);
}

static APART int is_number(struct value value) { return value.tag == whole || value.tag == fixed || value.tag == flag; }

static APART const char *text_of(struct machine *machine, struct value value) {
  return machine->arena + ((uint32_t)value.bits & (arena_bytes - 1));
}

static APART uint32_t text_length(const char *at) {
  uint32_t length = 0;
  while (at[length] && length < 12) length++;
  return length;
}

// Texts are never freed: when the arena is full it starts anew.
static APART struct value new_text(struct machine *machine, const char *from, uint32_t size) {
  if (machine->used + size + 1 > arena_bytes) machine->used = 0;
  uint32_t start = machine->used;
  for (uint32_t index = 0; index < size; index++) machine->arena[start + index] = from[index];
  machine->arena[start + size] = 0;
  machine->used += size + 1;
  return make(text, (int32_t)start);
}

#define OPERATION(name) static APART struct value name(struct machine *machine, struct value a, struct value b)

// On two whole numbers, else on two numbers as fixed ones, else a fault.
#define ARITHMETIC(name, of_wholes, of_fixed)                            \
  OPERATION(name) {                                                      \
    if (a.tag == whole && b.tag == whole) {                              \
      uint32_t x = (uint32_t)a.bits, y = (uint32_t)b.bits;               \
      return make(whole, (int32_t)(of_wholes));                          \
    }                                                                    \
    if (!is_number(a) || !is_number(b)) return fault(machine);           \
    int64_t x = to_fixed(a), y = to_fixed(b);                            \
    return make(fixed, (int32_t)(of_fixed));                             \
  }

ARITHMETIC(add, x + y, x + y)
ARITHMETIC(subtract, x - y, x - y)
ARITHMETIC(multiply, x * y, x * y >> 16)
ARITHMETIC(minimum, (int32_t)x < (int32_t)y ? x : y, x < y ? x : y)
ARITHMETIC(maximum, (int32_t)x > (int32_t)y ? x : y, x > y ? x : y)
ARITHMETIC(mean, (x & y) + ((x ^ y) >> 1), (x + y) / 2)
ARITHMETIC(distance, (int32_t)x > (int32_t)y ? x - y : y - x, x > y ? x - y : y - x)

#define COMPARISON(name, operator)                                               \
  OPERATION(name) {                                                              \
    if (a.tag == whole && b.tag == whole) return make(flag, a.bits operator b.bits); \
    if (is_number(a) && is_number(b)) return make(flag, to_fixed(a) operator to_fixed(b)); \
    if (a.tag != text || b.tag != text) return fault(machine);                   \
    const char *x = text_of(machine, a), *y = text_of(machine, b);               \
    while (*x && *x == *y) x++, y++;                                             \
    return make(flag, *x operator *y);                                           \
  }

COMPARISON(less, <)
COMPARISON(at_most, <=)
COMPARISON(equal, ==)
COMPARISON(different, !=)

#define BITWISE(name, expression)                                              \
  OPERATION(name) {                                                            \
    if (a.tag == fixed || b.tag == fixed) return fault(machine);               \
    if (a.tag == text || b.tag == text) return fault(machine);                 \
    uint32_t x = (uint32_t)a.bits, y = (uint32_t)b.bits;                       \
    return make(a.tag == flag && b.tag == flag ? flag : whole, (int32_t)(expression)); \
  }

BITWISE(and, x & y)
BITWISE(or, x | y)
BITWISE(exclusive, x ^ y)
BITWISE(shift_left, x << (y & 31))
BITWISE(shift_right, x >> (y & 31))
BITWISE(rotate, x >> (y & 31) | x << (-y & 31))

OPERATION(divide) {
  if (!is_number(a) || !is_number(b)) return fault(machine);
  if (a.tag == fixed || b.tag == fixed) {
    int32_t by = to_fixed(b) >> 8;
    return by ? make(fixed, to_fixed(a) / by * 256) : fault(machine);
  }
  return b.bits ? make(whole, a.bits / b.bits) : fault(machine);
}

OPERATION(modulo) {
  if (a.tag != whole || b.tag != whole || !b.bits) return fault(machine);
  int32_t rest = a.bits % b.bits;
  return make(whole, rest < 0 ? rest + (b.bits < 0 ? -b.bits : b.bits) : rest);
}

OPERATION(join) {
  if (a.tag != text || b.tag != text) return fault(machine);
  char both[24];
  const char *x = text_of(machine, a), *y = text_of(machine, b);
  uint32_t size = text_length(x), more = text_length(y);
  for (uint32_t index = 0; index < size; index++) both[index] = x[index];
  for (uint32_t index = 0; index < more; index++) both[size + index] = y[index];
  return new_text(machine, both, size + more);
}

OPERATION(print) {
  (void)b;
  if (!is_number(a)) return a.tag == text ? a : fault(machine);
  char digits[12];
  uint32_t at = 12, rest = (uint32_t)(a.tag == fixed ? a.bits >> 16 : a.bits);
  do digits[--at] = (char)('0' + rest % 10);
  while ((rest /= 10) && at > 4);
  return new_text(machine, digits + at, 12 - at);
}

OPERATION(parse) {
  (void)b;
  if (a.tag != text) return is_number(a) ? a : fault(machine);
  int32_t number = 0;
  for (const char *at = text_of(machine, a); *at >= '0' && *at <= '9' && number < 1000000; at++)
    number = number * 10 + (*at - '0');
  return make(whole, number);
}

OPERATION(length) {
  (void)b;
  if (a.tag == text) return make(whole, (int32_t)text_length(text_of(machine, a)));
  if (!is_number(a)) return fault(machine);
  return make(whole, 32 - __builtin_clz((uint32_t)a.bits | 1));
}

OPERATION(hash) {
  uint32_t sum = (uint32_t)b.bits;
  if (a.tag == text)
    for (const char *at = text_of(machine, a); *at; at++) sum = (sum ^ (uint8_t)*at) * 16777619u;
  else
    sum = (sum ^ (uint32_t)a.bits) * 16777619u;
  return make(whole, (int32_t)(sum >> 12));
}

OPERATION(widen) {
  if (!is_number(a)) return fault(machine);
  return b.tag == flag && !b.bits ? a : make(fixed, to_fixed(a));
}

OPERATION(narrow) {
  (void)b;
  if (!is_number(a)) return fault(machine);
  return make(whole, a.tag == fixed ? a.bits >> 16 : a.bits);
}

OPERATION(choose) {
  if (b.tag == none) return a;
  return b.bits & 1 ? a : machine->registers[(uint32_t)b.bits >> 1 & (registers - 1)];
}

typedef struct value (*Operation)(struct machine *, struct value, struct value);
static const Operation operations[] = {
  add, subtract, less, choose, multiply, equal, hash, and, narrow, minimum, or, print, shift_right, parse, join, at_most,
  maximum, length, exclusive, widen, divide, mean, different, shift_left, modulo, distance, rotate,
};
enum { operation_count = sizeof operations / sizeof *operations };

static APART uint32_t next_random(struct machine *machine) {
  machine->seed = machine->seed * 1664525u + 1013904223u;
  return machine->seed >> 8;
}

// A program of the language: the operations that come first are the most frequent, as in any program.
static APART void compile(struct machine *machine) {
  for (uint32_t index = 0; index < instructions; index++) {
    uint32_t one = next_random(machine) % operation_count, other = next_random(machine) % operation_count;
    struct instruction *instruction = &machine->code[index];
    instruction->operation = (uint8_t)(one < other ? one : other);
    uint32_t operands = next_random(machine);
    instruction->to = operands % registers;
    instruction->first = operands >> 5 & (registers - 1);
    instruction->second = operands >> 10 & (registers - 1);
  }
}

static APART void execute(struct machine *machine) {
  for (uint32_t index = 0; index < instructions; index++) {
    struct instruction instruction = machine->code[index];
    struct value a = machine->registers[instruction.first], b = machine->registers[instruction.second];
    struct value result = operations[instruction.operation](machine, a, b);
    // A fault leaves a number behind, so that programs do not run dry.
    if (result.tag == none) result = make(whole, (int32_t)(machine->faults & 255));
    machine->registers[instruction.to] = result;
  }
}

uint32_t program_work(void *workspace) {
  struct machine *machine = workspace;
  machine->seed = 7;
  machine->used = 0;
  machine->faults = 0;
  for (uint32_t index = 0; index < arena_bytes; index++) machine->arena[index] = 0;
  for (uint32_t index = 0; index < registers; index++)
    machine->registers[index] = make(index % 3 ? whole : fixed, (int32_t)(next_random(machine) & 0xFFF));
  compile(machine);
  for (uint32_t round = 0; round < rounds; round++) execute(machine);
  uint32_t checksum = machine->faults;
  for (uint32_t index = 0; index < registers; index++)
    checksum = checksum * 31 + (uint32_t)machine->registers[index].bits;
  return checksum | 1;
}

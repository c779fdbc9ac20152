#include "console.h"
#include "semihosting.h"

void print(const char *text) { semihosting(SYS_WRITE0, text); }

static void print_digits(const char *label, uint64_t value, int digits) {
  char text[24];
  char *end = text;
  *end++ = ' ';
  *end++ = '0';
  *end++ = 'x';
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) *end++ = "0123456789abcdef"[(value >> shift) & 15];
  *end++ = '\n';
  *end = 0;
  print(label);
  print(text);
}

void print_hex(const char *label, uint32_t value) { print_digits(label, value, 8); }
void print_hex64(const char *label, uint64_t value) { print_digits(label, value, 16); }

void print_decimal(const char *label, int32_t value) {
  char text[16];
  char *start = text + sizeof text;
  uint32_t magnitude = value < 0 ? -(uint32_t)value : (uint32_t)value;
  *--start = 0;
  *--start = '\n';
  do *--start = (char)('0' + magnitude % 10);
  while (magnitude /= 10);
  if (value < 0) *--start = '-';
  *--start = ' ';
  print(label);
  print(start);
}

_Noreturn void exit_with(uint32_t status) {
  uint32_t block[2] = {ADP_STOPPED_APPLICATION_EXIT, status};
  semihosting(SYS_EXIT_EXTENDED, block);
  for (;;) {
  }
}

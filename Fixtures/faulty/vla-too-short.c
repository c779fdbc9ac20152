// Reverses a text in an array sized by its length, without room for the terminator.
// kind: stack-out-of-bounds
// object: variable-length array
// function: is_palindrome
// boards: mps2-an386
// flags: -Os
#include "firmware.h"

static NOINLINE bool is_palindrome(const char *text) {
  size_t length = strlen(text);
#ifdef FIXED
  char copy[length + 1];
#else
  char copy[length];
#endif
  for (size_t i = 0; i < length; i++) copy[i] = text[length - 1 - i];
  copy[length] = 0;  // BUG
  return strcmp(copy, text) == 0;  // BUG
}

int main(void) {
  print_decimal("rotator", is_palindrome(INPUT("rotator-rotator.")));
  print_decimal("level", is_palindrome(INPUT("level-12-21-level")));
  return 0;
}

// Counts letters in a local table by their distance from 'a'; a space in the text gives a negative index.
// kind: stack-out-of-bounds
// object: counts
// function: commonest
// boards: mps2-an386 stm32f407
// flags: -Os
#include "firmware.h"

static NOINLINE int commonest(const char *text) {
  volatile uint8_t counts[26];
  for (int i = 0; i < 26; i++) counts[i] = 0;
  for (; *text; text++) {
#ifdef FIXED
    if (*text < 'a' || *text > 'z') continue;
#endif
    counts[*text - 'a']++;  // BUG
  }
  int best = 0;
  for (int i = 1; i < 26; i++)
    if (counts[i] > counts[best]) best = i;
  return best;
}

int main(void) {
  print_decimal("letter", commonest(INPUT("cellar pump")));
  return 0;
}

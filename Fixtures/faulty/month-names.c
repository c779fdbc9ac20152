// The month of a date that was never set is 0; its days are looked up at index -1.
// kind: global-out-of-bounds
// object: days_of_month
// function: day_of_year
// boards: mps2-an386 stm32f407
// flags: -O2
#include "firmware.h"

static const uint8_t days_of_month[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static NOINLINE int day_of_year(int month, int day) {
#ifdef FIXED
  if (month < 1 || month > 12) return 0;
#endif
  if (day > days_of_month[month - 1]) return -1;  // BUG
  for (int i = 1; i < month; i++) day += days_of_month[i - 1];
  return day;
}

int main(void) {
  print_decimal("day", day_of_year(INPUT(3), 1));
  print_decimal("day", day_of_year(INPUT(0), 0));
  return 0;
}

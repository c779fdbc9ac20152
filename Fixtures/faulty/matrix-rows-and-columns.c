// Takes the rows of a 3 by 5 matrix for its columns, so the last element read is past its end.
// kind: global-out-of-bounds
// object: weights
// function: column_sum
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

enum { ROWS = 3, COLUMNS = 5 };
static int8_t weights[ROWS][COLUMNS] = {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {11, 12, 13, 14, 15}};

static NOINLINE int column_sum(int column, int rows) {
  int sum = 0;
  for (int row = 0; row < rows; row++) sum += weights[row][column];  // BUG
  return sum;
}

int main(void) {
  int total = 0;
#ifdef FIXED
  for (int column = 0; column < COLUMNS; column++) total += column_sum(column, INPUT((int)ROWS));
#else
  for (int column = 0; column < ROWS; column++) total += column_sum(column, INPUT((int)COLUMNS));
#endif
  print_decimal("total", total);
  return 0;
}

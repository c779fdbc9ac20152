// Prints for ever: for the limit on output.
#include "console.h"

int main(void) {
  for (int32_t line = 0;; line++) print_decimal("line", line);
}

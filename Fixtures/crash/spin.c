// Prints a line now and then, for ever: for limits, interruption and lost output.
#include "console.h"

int main(void) {
  for (;;) {
    print("line\n");
    for (volatile int count = 0; count < 1000; count++) {
    }
  }
}

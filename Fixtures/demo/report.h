// What the demonstration needs of a board, and what it runs.
#pragma once
#include <stdint.h>

void board_put(char character);
uint32_t board_cycles(void);

// Runs the network on four made-up utterances and prints what it heard. Lines that begin with "#" depend on the board.
void report(const char *board, uint32_t hertz);

// A small keyword-spotting network of int8 layers: 49 x 10 features in, a score for each of eight words out.
#pragma once
#include <stdint.h>

enum { FRAMES = 49, FEATURES = 10, HEIGHT = 25, WIDTH = 5, CHANNELS = 16, WORDS = 8, LAYERS = 7 };

extern const char *const network_words[WORDS];
extern const char *const network_layers[LAYERS];

// Runs the network; `clock` is read before and after each layer and the difference added to cycles[layer].
void network_run(const int8_t *features, int8_t *scores, uint32_t (*clock)(void), uint32_t *cycles);

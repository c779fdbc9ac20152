#include "report.h"
#include "network.h"

static void put(const char *text) {
  while (*text) board_put(*text++);
}

static void put_number(int32_t value) {
  char digits[12], *start = digits + sizeof digits - 1;
  uint32_t magnitude = value < 0 ? -(uint32_t)value : (uint32_t)value;
  *start = 0;
  do *--start = (char)('0' + magnitude % 10);
  while (magnitude /= 10);
  if (value < 0) *--start = '-';
  put(start);
}

// A sound whose pitch glides: a ridge across the features, with some noise.
static void make_features(int8_t *features, uint32_t seed) {
  int32_t position = (int32_t)(seed * 37 % 90), step = (int32_t)(seed * 29 % 7) - 3;
  uint32_t noise = seed * 2654435761u + 1;
  for (int frame = 0; frame < FRAMES; frame++, position += step)
    for (int feature = 0; feature < FEATURES; feature++) {
      int32_t distance = feature * 10 - position;
      int32_t level = 110 - distance * distance / 8;
      noise = noise * 1664525u + 1013904223u;
      *features++ = (int8_t)((level < -60 ? -60 : level) + (int32_t)(noise >> 28));
    }
}

void report(const char *board, uint32_t hertz) {
  static int8_t features[FRAMES * FEATURES];
  uint32_t cycles[LAYERS] = {0}, total = 0;
  put("# ");
  put(board);
  put(" at ");
  put_number((int32_t)hertz);
  put(" Hz\n");
  for (uint32_t utterance = 1; utterance <= 4; utterance++) {
    int8_t scores[WORDS];
    int best = 0;
    make_features(features, utterance);
    network_run(features, scores, board_cycles, cycles);
    put("utterance ");
    put_number((int32_t)utterance);
    put(" scores");
    for (int word = 0; word < WORDS; word++) {
      put(" ");
      put_number(scores[word]);
      if (scores[word] > scores[best]) best = word;
    }
    put(", heard: ");
    put(network_words[best]);
    put("\n");
  }
  for (int layer = 0; layer < LAYERS; layer++) {
    put("# cycles ");
    put_number((int32_t)(cycles[layer] / 4));
    put(" in ");
    put(network_layers[layer]);
    put("\n");
    total += cycles[layer] / 4;
  }
  put("# cycles ");
  put_number((int32_t)total);
  put(" per inference\n");
}

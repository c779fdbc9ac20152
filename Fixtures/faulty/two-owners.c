// Two tables share a buffer; each frees it when it is cleared.
// kind: double-free
// object: block
// function: clear
// boards: mps2-an500
// flags: -O2
#include "firmware.h"

struct image {
  uint8_t *pixels;
  size_t bytes;
};

static NOINLINE bool make(struct image *image, size_t bytes) {
  image->pixels = malloc(bytes);
  image->bytes = bytes;
  if (!image->pixels) return false;
  memset(image->pixels, 0x80, bytes);
  return true;
}

static NOINLINE void copy(struct image *to, const struct image *from) {
#ifdef FIXED
  if (make(to, from->bytes)) memcpy(to->pixels, from->pixels, from->bytes);
#else
  *to = *from;
#endif
}

static NOINLINE void clear(struct image *image) {
  free(image->pixels);  // BUG
  image->pixels = NULL;
  image->bytes = 0;
}

int main(void) {
  struct image current, previous;
  if (!make(&current, INPUT((size_t)32))) return 1;
  copy(&previous, &current);
  print_decimal("pixel", previous.pixels[3]);
  clear(&current);
  clear(&previous);
  return 0;
}

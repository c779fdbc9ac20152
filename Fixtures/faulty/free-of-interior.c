// Skips the header of a frame and then frees the pointer that was moved.
// kind: bad-free
// object: block
// function: print_body
// boards: mps2-an386
// flags: -O2
#include "firmware.h"

static NOINLINE char *receive(void) {
  char *frame = malloc(24);
  if (frame) strcpy(frame, "HDR:temperature 21");
  return frame;
}

static NOINLINE void print_body(void) {
  char *frame = receive();
  if (!frame) return;
  char *body = frame;
  if (strncmp(body, "HDR:", 4) == 0) body += 4;
  print(body);
  print("\n");
#ifdef FIXED
  free(frame);
#else
  free(body);  // BUG
#endif
}

int main(void) {
  print_body();
  return 0;
}

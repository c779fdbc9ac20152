// The heap of the faulty programs: from the end of the variables to the stack's limit. A program may bring its own.
#include <errno.h>
#include <stddef.h>

extern char __HeapBase[], __HeapLimit[];

__attribute__((weak)) void *_sbrk(ptrdiff_t bytes) {
  static char *top = __HeapBase;
  if (bytes > __HeapLimit - top) {
    errno = ENOMEM;
    return (void *)-1;
  }
  char *block = top;
  top += bytes;
  return block;
}

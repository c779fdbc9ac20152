// Unicorn, the emulator that the differential tests compare with.
#include <unicorn/unicorn.h>

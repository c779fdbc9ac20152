// An interrupt handler that formats a line, on a main stack sized for main alone.
// kind: stack-overflow
// object: -
// function: format_line
// boards: mps2-an386
// flags: -O2 -Wl,--defsym=stack_size=0x180
// host: no: interrupts
#include "firmware.h"

static volatile uint32_t ticks;
static char last_line[32];

static NOINLINE void format_line(char *line, uint32_t value) {  // BUG
#ifdef FIXED
  char digits[32];
#else
  char digits[256];
#endif
  int length = 0;
  for (size_t i = 0; i < sizeof digits; i++) digits[i] = '0';  // BUG
  do digits[length++] = (char)('0' + value % 10);  // BUG
  while (value /= 10);
  for (int i = 0; i < length; i++) line[i] = digits[length - 1 - i];
  line[length] = 0;
}

void SysTick_Handler(void) {
  format_line(last_line, ++ticks);  // BUG
}

static NOINLINE uint32_t sum_of_samples(void) {
  volatile uint16_t samples[64];
  uint32_t sum = 0;
  for (int i = 0; i < 64; i++) samples[i] = (uint16_t)(i * i);
  while (ticks < 3) {
  }
  for (int i = 0; i < 64; i++) sum += samples[i];
  return sum;
}

int main(void) {
  SYST_RVR = 2000;
  SYST_CVR = 0;
  SYST_CSR = 7;
  uint32_t sum = sum_of_samples();
  SYST_CSR = 0;
  print_decimal("sum", (int32_t)sum);
  return 0;
}

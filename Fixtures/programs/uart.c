// The CMSDK APB UART (DDI 0479): polled output, then output by the transmit interrupt; exit by semihosting. With the
// baud divider at 16 the transmit buffer empties at once where the emulation does not model the line's speed; where it
// does, this waits.
#include "armv7m.h"
#include "console.h"

#define UART0_DATA REGISTER(0x40004000)
#define UART0_STATE REGISTER(0x40004004)
#define UART0_CTRL REGISTER(0x40004008)
#define UART0_INTCLEAR REGISTER(0x4000400C)
#define UART0_BAUDDIV REGISTER(0x40004010)
enum { UART0_TX_IRQ = 1 };

static const char *volatile pending;
static volatile uint32_t interrupts;

static void put(char c) {
  while (UART0_STATE & 1) {
  }
  UART0_DATA = (uint32_t)c;
}

static void put_text(const char *text) {
  while (*text) put(*text++);
}

void UART0_TX_Handler(void) {
  UART0_INTCLEAR = 1;
  interrupts++;
  if (pending && *pending) UART0_DATA = (uint32_t)*pending++;
}

int main(void) {
  UART0_BAUDDIV = 16;
  UART0_CTRL = 1;
  put_text("polled: hello from the UART\n");
  for (int i = 0; i < 3; i++) {
    put_text("line ");
    put((char)('0' + i));
    put('\n');
  }
  while (UART0_STATE & 1) {
  }
  UART0_INTCLEAR = 1;
  UART0_CTRL = 5;
  NVIC_ISER(0) = 1u << UART0_TX_IRQ;
  static const char text[] = "by interrupt: the quick brown fox\n";
  pending = text + 1;
  UART0_DATA = (uint32_t)text[0];
  // WFI wakes for an interrupt that PRIMASK holds back, so none can slip in between the look and the sleep.
  for (;;) {
    disable_interrupts();
    int more = *pending != 0;
    if (more) __asm__ volatile("wfi");
    enable_interrupts();
    if (!more) break;
  }
  while (interrupts < sizeof text - 1) {
  }
  UART0_CTRL = 1;
  put_text(interrupts == sizeof text - 1 ? "one interrupt per character\n" : "too many interrupts\n");
  return 5;
}

// Conditions on the STM32F407 (RM0090: 3.9.1 flash, 7.3 clocks). The clock comes from the internal oscillator of 16 MHz.
#include "harness.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define RCC_CR REGISTER(0x40023800)
#define RCC_PLLCFGR REGISTER(0x40023804)
#define RCC_CFGR REGISTER(0x40023808)
#define FLASH_ACR REGISTER(0x40023C00)
enum { prefetch = 1 << 8, instruction_lines = 1 << 9, data_lines = 1 << 10, art = 7 << 8 };

static uint64_t in_sram1[workspace_bytes / 8];
static uint64_t in_ccm[workspace_bytes / 8] __attribute__((section(".ccm")));

// HSI / 16 × multiplier / divider; APB1 by 4, APB2 by 2.
static void pll(uint32_t multiplier, uint32_t divider, uint32_t flash) {
  RCC_PLLCFGR = 16 | multiplier << 6 | (divider / 2 - 1) << 16 | 7u << 24;
  RCC_CR |= 1u << 24;
  while (!(RCC_CR & 1u << 25)) {
  }
  FLASH_ACR = flash;
  RCC_CFGR = 5u << 10 | 4u << 13;
  RCC_CFGR |= 2;
  while ((RCC_CFGR >> 2 & 3) != 2) {
  }
}

void leave_condition(void) {
  RCC_CFGR = 0;
  while (RCC_CFGR >> 2 & 3) {
  }
  RCC_CR &= ~(1u << 24);
  FLASH_ACR = 0;
  FLASH_ACR = 1u << 11 | 1u << 12;  // forget what the lines hold
  FLASH_ACR = 0;
}

static void reset_clock(void) {}
static void art_on(void) { pll(336, 2, 5 | art); }
static void art_off(void) { pll(336, 2, 5); }
static void two_wait_states(void) { pll(336, 4, 2 | art); }
static void five_wait_states(void) { pll(336, 4, 5 | art); }

const struct condition conditions[] = {
  {"16MHz,0ws,sram1", reset_clock, in_sram1},       {"168MHz,5ws,art,sram1", art_on, in_sram1},
  {"168MHz,5ws,no-art,sram1", art_off, in_sram1},   {"168MHz,5ws,art,ccm", art_on, in_ccm},
  {"84MHz,2ws,art,sram1", two_wait_states, in_sram1}, {"84MHz,5ws,art,sram1", five_wait_states, in_sram1},
};
const uint32_t condition_count = sizeof conditions / sizeof *conditions;

// Conditions on the STM32F746: code in flash on the AXI bus at 216 MHz with seven wait states (RM0385: 3.7.1, 4.1.4, 5.3),
// caches on and off, the workspace in DTCM or behind the data cache. The clock comes from the internal oscillator.
#include "harness.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define RCC_CR REGISTER(0x40023800)
#define RCC_PLLCFGR REGISTER(0x40023804)
#define RCC_CFGR REGISTER(0x40023808)
#define RCC_APB1ENR REGISTER(0x40023840)
#define PWR_CR REGISTER(0x40007000)
#define PWR_CSR REGISTER(0x40007004)
#define FLASH_ACR REGISTER(0x40023C00)
#define SCB_CCR REGISTER(0xE000ED14)
#define SCB_CCSIDR REGISTER(0xE000ED80)
#define SCB_CSSELR REGISTER(0xE000ED84)
#define SCB_ICIALLU REGISTER(0xE000EF50)
#define SCB_DCISW REGISTER(0xE000EF60)
#define SCB_DCCISW REGISTER(0xE000EF74)
enum { data_cache = 1 << 16, instruction_cache = 1 << 17 };

static uint64_t in_dtcm[workspace_bytes / 8];
static uint64_t in_sram1[workspace_bytes / 8] __attribute__((section(".sram1")));

static void barrier(void) { __asm__ volatile("dsb\n isb" ::: "memory"); }

// HSI / 16 × 432 / 2, with over-drive.
static void full_clock(void) {
  RCC_APB1ENR |= 1u << 28;
  (void)RCC_APB1ENR;
  RCC_PLLCFGR = 16 | 432u << 6 | 0u << 16 | 9u << 24;
  RCC_CR |= 1u << 24;
  while (!(RCC_CR & 1u << 25)) {
  }
  PWR_CR |= 1u << 16;
  while (!(PWR_CSR & 1u << 16)) {
  }
  PWR_CR |= 1u << 17;
  while (!(PWR_CSR & 1u << 17)) {
  }
  FLASH_ACR = 7 | 1u << 8 | 1u << 9;
  RCC_CFGR = 5u << 10 | 4u << 13;
  RCC_CFGR |= 2;
  while ((RCC_CFGR >> 2 & 3) != 2) {
  }
}

static void each_line(volatile uint32_t *operation) {
  SCB_CSSELR = 0;
  barrier();
  uint32_t size = SCB_CCSIDR;
  for (int32_t set = (int32_t)(size >> 13 & 0x7FFF); set >= 0; set--)
    for (int32_t way = (int32_t)(size >> 3 & 0x3FF); way >= 0; way--)
      *operation = (uint32_t)set << 5 | (uint32_t)way << 30;
  barrier();
}

static void caches_on(void) {
  full_clock();
  SCB_ICIALLU = 0;
  barrier();
  SCB_CCR |= instruction_cache;
  barrier();
  each_line(&SCB_DCISW);
  SCB_CCR |= data_cache;
  barrier();
}

static void caches_off(void) { full_clock(); }

void leave_condition(void) {
  if (SCB_CCR & data_cache) {
    SCB_CCR &= ~(uint32_t)data_cache;
    barrier();
    each_line(&SCB_DCCISW);
  }
  SCB_CCR &= ~(uint32_t)instruction_cache;
  SCB_ICIALLU = 0;
  barrier();
  RCC_CFGR = 0;
  while (RCC_CFGR >> 2 & 3) {
  }
  PWR_CR &= ~(3u << 16);
  RCC_CR &= ~(1u << 24);
}

const struct condition conditions[] = {
  {"216MHz,7ws,caches,dtcm", caches_on, in_dtcm},
  {"216MHz,7ws,no-caches,dtcm", caches_off, in_dtcm},
  {"216MHz,7ws,caches,sram1", caches_on, in_sram1},
  {"216MHz,7ws,no-caches,sram1", caches_off, in_sram1},
};
const uint32_t condition_count = sizeof conditions / sizeof *conditions;

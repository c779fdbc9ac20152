// Conditions on the STM32H743, revision V: code in flash on the AXI bus at 480 MHz with four wait states of the AXI clock,
// half as fast (RM0433: 4.3.8, 6.6.2, 8.5), caches on and off, the workspace in DTCM or in the AXI SRAM. The clock comes from
// the internal oscillator.
#include "harness.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define RCC_CR REGISTER(0x58024400)
#define RCC_CFGR REGISTER(0x58024410)
#define RCC_D1CFGR REGISTER(0x58024418)
#define RCC_D2CFGR REGISTER(0x5802441C)
#define RCC_D3CFGR REGISTER(0x58024420)
#define RCC_PLLCKSELR REGISTER(0x58024428)
#define RCC_PLLCFGR REGISTER(0x5802442C)
#define RCC_PLL1DIVR REGISTER(0x58024430)
#define RCC_APB4ENR REGISTER(0x580244F4)
#define PWR_CR3 REGISTER(0x5802480C)
#define PWR_CSR1 REGISTER(0x58024804)
#define PWR_D3CR REGISTER(0x58024818)
#define SYSCFG_PWRCR REGISTER(0x5800042C)
#define FLASH_ACR REGISTER(0x52002000)
#define SCB_CCR REGISTER(0xE000ED14)
#define SCB_CCSIDR REGISTER(0xE000ED80)
#define SCB_CSSELR REGISTER(0xE000ED84)
#define SCB_ICIALLU REGISTER(0xE000EF50)
#define SCB_DCISW REGISTER(0xE000EF60)
#define SCB_DCCISW REGISTER(0xE000EF74)
enum { data_cache = 1 << 16, instruction_cache = 1 << 17, voltage_ready = 1 << 13, flash_at_reset = 0x37 };

static uint64_t in_dtcm[workspace_bytes / 8];
static uint64_t in_axi[workspace_bytes / 8] __attribute__((section(".axi")));

static void barrier(void) { __asm__ volatile("dsb\n isb" ::: "memory"); }

// The highest voltage: from the LDO, scale 1, then over-drive (6.6.2). It stays once it is there.
static void highest_voltage(void) {
  if (SYSCFG_PWRCR & 1) return;
  PWR_CR3 = 1 << 1;
  while (!(PWR_CSR1 & voltage_ready)) {
  }
  PWR_D3CR |= 3u << 14;
  while (!(PWR_D3CR & voltage_ready)) {
  }
  RCC_APB4ENR |= 1u << 1;
  (void)RCC_APB4ENR;
  SYSCFG_PWRCR |= 1;
  while (!(PWR_D3CR & voltage_ready)) {
  }
}

// HSI / 4 × 60 / 2; AXI by 2, every APB by 2 again.
static void full_clock(void) {
  highest_voltage();
  FLASH_ACR = 4 | 2u << 4;
  RCC_PLLCKSELR = 4u << 4;
  RCC_PLLCFGR = 3u << 2 | 1u << 16;
  RCC_PLL1DIVR = (60 - 1) | (2 - 1) << 9 | 1u << 16 | 1u << 24;
  RCC_CR |= 1u << 24;
  while (!(RCC_CR & 1u << 25)) {
  }
  RCC_D1CFGR = 8u | 4u << 4;
  RCC_D2CFGR = 4u << 4 | 4u << 8;
  RCC_D3CFGR = 4u << 4;
  RCC_CFGR = 3;
  while ((RCC_CFGR >> 3 & 7) != 3) {
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
  while (RCC_CFGR >> 3 & 7) {
  }
  RCC_CR &= ~(1u << 24);
  RCC_D1CFGR = 0;
  RCC_D2CFGR = 0;
  RCC_D3CFGR = 0;
  FLASH_ACR = flash_at_reset;
}

const struct condition conditions[] = {
  {"480MHz,4ws,caches,dtcm", caches_on, in_dtcm},
  {"480MHz,4ws,no-caches,dtcm", caches_off, in_dtcm},
  {"480MHz,4ws,caches,axi", caches_on, in_axi},
  {"480MHz,4ws,no-caches,axi", caches_off, in_axi},
};
const uint32_t condition_count = sizeof conditions / sizeof *conditions;

// STM32F746 start-up: 216 MHz from a 25 MHz crystal with over-drive, seven wait states behind ART, both caches, USART1
// on PA9.
#include "report.h"
#include "stm32.h"

#define USART1_CR1 REGISTER(0x40011000)
#define USART1_BRR REGISTER(0x4001100C)
#define USART1_ISR REGISTER(0x4001101C)
#define USART1_TDR REGISTER(0x40011028)
#define SCB_CCSIDR REGISTER(0xE000ED80)
#define SCB_CSSELR REGISTER(0xE000ED84)
#define SCB_ICIALLU REGISTER(0xE000EF50)
#define SCB_DCISW REGISTER(0xE000EF60)

const char *const board_name = "stm32f746";
const uint32_t board_hertz = 216000000;

static void enable_instruction_cache(void) {
  dsb();
  isb();
  SCB_ICIALLU = 0;
  dsb();
  isb();
  SCB_CCR |= 1u << 17;
  dsb();
  isb();
}

// Every line is invalidated by set and way before the cache goes on: its contents are unknown after reset.
static void enable_data_cache(void) {
  SCB_CSSELR = 0;
  dsb();
  uint32_t size = SCB_CCSIDR;
  for (int32_t set = (int32_t)(size >> 13 & 0x7FFF); set >= 0; set--)
    for (int32_t way = (int32_t)(size >> 3 & 0x3FF); way >= 0; way--)
      SCB_DCISW = (uint32_t)set << 5 | (uint32_t)way << 30;
  dsb();
  SCB_CCR |= 1u << 16;
  dsb();
  isb();
}

void clock_init(void) {
  enable_instruction_cache();
  enable_data_cache();
  RCC_APB1ENR |= 1u << 28;  // PWR
  (void)RCC_APB1ENR;
  PWR_CR |= 3u << 14;  // voltage scale 1
  RCC_CR |= RCC_CR_HSEON;
  while (!(RCC_CR & RCC_CR_HSERDY)) {
  }
  // M = 25, N = 432, P = 2, Q = 9, source HSE.
  RCC_PLLCFGR = 25 | 432u << 6 | 0u << 16 | 1u << 22 | 9u << 24;
  RCC_CR |= RCC_CR_PLLON;
  PWR_CR |= 1u << 16;  // over-drive
  while (!(PWR_CSR & 1u << 16)) {
  }
  PWR_CR |= 1u << 17;  // switch to it
  while (!(PWR_CSR & 1u << 17)) {
  }
  FLASH_ACR = 7 | 1u << 8 | 1u << 9;  // wait states, prefetch, ART
  while ((FLASH_ACR & 0xF) != 7) {
  }
  while (!(RCC_CR & RCC_CR_PLLRDY)) {
  }
  RCC_CFGR = (RCC_CFGR & ~0xFCF3u) | 5u << 10 | 4u << 13;  // APB1 by 4, APB2 by 2
  RCC_CFGR |= 2;
  while ((RCC_CFGR >> 2 & 3) != 2) {
  }
}

void uart_init(void) {
  RCC_AHB1ENR |= 1;       // GPIOA
  RCC_APB2ENR |= 1u << 4;  // USART1
  (void)RCC_APB2ENR;
  GPIOA_MODER = (GPIOA_MODER & ~(3u << 18)) | 2u << 18;
  GPIOA_OSPEEDR |= 3u << 18;
  GPIOA_AFRH = (GPIOA_AFRH & ~(15u << 4)) | 7u << 4;
  USART1_BRR = (108000000 + 115200 / 2) / 115200;
  USART1_CR1 = 1u << 3 | 1;
}

void board_put(char character) {
  while (!(USART1_ISR & 1u << 7)) {
  }
  USART1_TDR = (uint8_t)character;
}

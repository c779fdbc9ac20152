// STM32F407 start-up: 168 MHz from an 8 MHz crystal, five wait states behind the flash accelerator, USART1 on PA9.
#include "report.h"
#include "stm32.h"

#define USART1_SR REGISTER(0x40011000)
#define USART1_DR REGISTER(0x40011004)
#define USART1_BRR REGISTER(0x40011008)
#define USART1_CR1 REGISTER(0x4001100C)

const char *const board_name = "stm32f407";
const uint32_t board_hertz = 168000000;

void clock_init(void) {
  RCC_APB1ENR |= 1u << 28;  // PWR
  (void)RCC_APB1ENR;
  PWR_CR |= 1u << 14;  // voltage scale 1
  RCC_CR |= RCC_CR_HSEON;
  while (!(RCC_CR & RCC_CR_HSERDY)) {
  }
  // M = 8, N = 336, P = 2, Q = 7, source HSE.
  RCC_PLLCFGR = 8 | 336u << 6 | 0u << 16 | 1u << 22 | 7u << 24;
  RCC_CR |= RCC_CR_PLLON;
  while (!(RCC_CR & RCC_CR_PLLRDY)) {
  }
  FLASH_ACR = 5 | 1u << 8 | 1u << 9 | 1u << 10;  // wait states, prefetch, instruction and data cache
  while ((FLASH_ACR & 7) != 5) {
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
  USART1_BRR = (84000000 + 115200 / 2) / 115200;
  USART1_CR1 = 1u << 13 | 1u << 3;
}

void board_put(char character) {
  while (!(USART1_SR & 1u << 7)) {
  }
  USART1_DR = (uint8_t)character;
}

// Registers of the STM32F4 and STM32F7 that the demonstration uses (RM0090, RM0385), and Armv7-M's own beside armv7m.h.
#pragma once
#include "../runtime/armv7m.h"

#define RCC_CR REGISTER(0x40023800)
#define RCC_PLLCFGR REGISTER(0x40023804)
#define RCC_CFGR REGISTER(0x40023808)
#define RCC_AHB1ENR REGISTER(0x40023830)
#define RCC_APB1ENR REGISTER(0x40023840)
#define RCC_APB2ENR REGISTER(0x40023844)
#define RCC_CR_HSEON (1u << 16)
#define RCC_CR_HSERDY (1u << 17)
#define RCC_CR_PLLON (1u << 24)
#define RCC_CR_PLLRDY (1u << 25)
#define PWR_CR REGISTER(0x40007000)
#define PWR_CSR REGISTER(0x40007004)
#define FLASH_ACR REGISTER(0x40023C00)
#define GPIOA_MODER REGISTER(0x40020000)
#define GPIOA_OSPEEDR REGISTER(0x40020008)
#define GPIOA_AFRH REGISTER(0x40020024)

#define DEMCR REGISTER(0xE000EDFC)
#define DWT_CTRL REGISTER(0xE0001000)
#define DWT_CYCCNT REGISTER(0xE0001004)
#define DWT_LAR REGISTER(0xE0001FB0)

// Common to both start-ups (stm32-startup.c).
extern volatile uint32_t milliseconds;
void delay_milliseconds(uint32_t count);
void start_cycle_counter(void);
void clock_init(void);
void uart_init(void);
extern const char *const board_name;
extern const uint32_t board_hertz;

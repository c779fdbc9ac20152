// System registers of Armv7-M (DDI 0403, chapter B3) and the few instructions C has no name for.
#pragma once
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define REGISTER8(address) (*(volatile uint8_t *)(address))

#define SYST_CSR REGISTER(0xE000E010)
#define SYST_RVR REGISTER(0xE000E014)
#define SYST_CVR REGISTER(0xE000E018)
#define NVIC_ISER(n) REGISTER(0xE000E100 + 4 * (n))
#define NVIC_ICER(n) REGISTER(0xE000E180 + 4 * (n))
#define NVIC_ISPR(n) REGISTER(0xE000E200 + 4 * (n))
#define NVIC_ICPR(n) REGISTER(0xE000E280 + 4 * (n))
#define NVIC_IABR(n) REGISTER(0xE000E300 + 4 * (n))
#define NVIC_IPR8(n) REGISTER8(0xE000E400 + (n))
#define SCB_CPUID REGISTER(0xE000ED00)
#define SCB_ICSR REGISTER(0xE000ED04)
#define SCB_VTOR REGISTER(0xE000ED08)
#define SCB_AIRCR REGISTER(0xE000ED0C)
#define SCB_CCR REGISTER(0xE000ED14)
#define SCB_SHPR1 REGISTER(0xE000ED18)
#define SCB_SHPR2 REGISTER(0xE000ED1C)
#define SCB_SHPR3 REGISTER(0xE000ED20)
#define SCB_SHCSR REGISTER(0xE000ED24)
#define SCB_CFSR REGISTER(0xE000ED28)
#define SCB_HFSR REGISTER(0xE000ED2C)
#define SCB_MMFAR REGISTER(0xE000ED34)
#define SCB_BFAR REGISTER(0xE000ED38)
#define SCB_CPACR REGISTER(0xE000ED88)
#define MPU_TYPE REGISTER(0xE000ED90)
#define MPU_CTRL REGISTER(0xE000ED94)
#define MPU_RNR REGISTER(0xE000ED98)
#define MPU_RBAR REGISTER(0xE000ED9C)
#define MPU_RASR REGISTER(0xE000EDA0)
#define FPU_FPCCR REGISTER(0xE000EF34)
#define FPU_FPCAR REGISTER(0xE000EF38)
#define FPU_FPDSCR REGISTER(0xE000EF3C)
#define STIR REGISTER(0xE000EF00)

#define ICSR_PENDSVSET (1u << 28)
#define ICSR_PENDSVCLR (1u << 27)
#define ICSR_PENDSTSET (1u << 26)
#define SHCSR_MEMFAULTENA (1u << 16)
#define SHCSR_BUSFAULTENA (1u << 17)
#define SHCSR_USGFAULTENA (1u << 18)
#define CCR_UNALIGN_TRP (1u << 3)
#define CCR_DIV_0_TRP (1u << 4)

static inline void dsb(void) { __asm__ volatile("dsb" ::: "memory"); }
static inline void isb(void) { __asm__ volatile("isb" ::: "memory"); }
static inline void disable_interrupts(void) { __asm__ volatile("cpsid i" ::: "memory"); }
static inline void enable_interrupts(void) { __asm__ volatile("cpsie i" ::: "memory"); }

#define READ_SPECIAL(name) \
  ({ \
    uint32_t value_; \
    __asm__ volatile("mrs %0, " #name : "=r"(value_)::"memory"); \
    value_; \
  })
#define WRITE_SPECIAL(name, value) __asm__ volatile("msr " #name ", %0\n\tisb" ::"r"(value) : "memory")

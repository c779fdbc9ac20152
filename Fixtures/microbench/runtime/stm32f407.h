// STM32F407 as the Discovery and most boards wire it: USART2 on PA2. RM0090: 7.3, 8.4, 30.6. HSI is 16 MHz.
#define RESET_HERTZ 16000000
#define RCC_BASE 0x40023800
#define RCC_PORT_ENABLE 0x30
#define RCC_PORT_BIT 1 << 0
#define RCC_UART_ENABLE 0x40
#define RCC_UART_BIT 1 << 17
#define PORT_BASE 0x40020000
#define PORT_PIN 2
#define UART_BASE 0x40004400
#define UART_STATUS 0x00
#define UART_DATA 0x04
#define UART_BAUD 0x08
#define UART_CONTROL 0x0C
#define UART_ENABLE 0x2008

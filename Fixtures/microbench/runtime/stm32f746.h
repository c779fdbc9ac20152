// STM32F746 as the Discovery board wires it: USART1 on PA9. RM0385: 5.3, 6.4, 31.8. HSI is 16 MHz.
#define RESET_HERTZ 16000000
#define RCC_BASE 0x40023800
#define RCC_PORT_ENABLE 0x30
#define RCC_PORT_BIT 1 << 0
#define RCC_UART_ENABLE 0x44
#define RCC_UART_BIT 1 << 4
#define PORT_BASE 0x40020000
#define PORT_PIN 9
#define UART_BASE 0x40011000
#define UART_STATUS 0x1C
#define UART_DATA 0x28
#define UART_BAUD 0x0C
#define UART_CONTROL 0x00
#define UART_ENABLE 0x9

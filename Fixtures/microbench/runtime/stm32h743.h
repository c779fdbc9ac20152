// STM32H743 as the Nucleo board wires it: USART3 on PD8. RM0433: 8.7, 11.4, 48.7. HSI is 64 MHz.
#define RESET_HERTZ 64000000
#define RCC_BASE 0x58024400
#define RCC_PORT_ENABLE 0xE0
#define RCC_PORT_BIT 1 << 3
#define RCC_UART_ENABLE 0xE8
#define RCC_UART_BIT 1 << 18
#define PORT_BASE 0x58020C00
#define PORT_PIN 8
#define UART_BASE 0x40004800
#define UART_STATUS 0x1C
#define UART_DATA 0x28
#define UART_BAUD 0x0C
#define UART_CONTROL 0x00
#define UART_ENABLE 0x9

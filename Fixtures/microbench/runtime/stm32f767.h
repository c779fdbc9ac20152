// STM32F767 as the Nucleo board wires it: USART3 on PD8. RM0410: 5.3, 6.4, 34.8. HSI is 16 MHz.
#define RESET_HERTZ 16000000
#define RCC_BASE 0x40023800
#define RCC_PORT_ENABLE 0x30
#define RCC_PORT_BIT 1 << 3
#define RCC_UART_ENABLE 0x40
#define RCC_UART_BIT 1 << 18
#define PORT_BASE 0x40020C00
#define PORT_PIN 8
#define UART_BASE 0x40004800
#define UART_STATUS 0x1C
#define UART_DATA 0x28
#define UART_BAUD 0x0C
#define UART_CONTROL 0x00
#define UART_ENABLE 0x9

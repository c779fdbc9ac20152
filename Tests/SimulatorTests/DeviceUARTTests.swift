import Boards
import Testing

@testable import Simulator

/// DDI 0479C, 4.3: DATA 0, STATE 4, CTRL 8, INTSTATUS 0xC, BAUDDIV 0x10.
@Suite struct DeviceUARTTests {
  private let first: UInt32 = 0x4000_4000
  private let second: UInt32 = 0x4000_5000

  private func machine(_ host: CapturingHost) -> Machine {
    makeMachine(
      [
        Peripheral(
          name: "UART0", base: first, size: 0x1000, model: .cmsdkUART(transmit: 1, receive: 0, overflow: 12)),
        Peripheral(
          name: "UART1", base: second, size: 0x1000, model: .cmsdkUART(transmit: 3, receive: 2, overflow: -1)),
      ], host: host)
  }

  @Test func disabledTransmitterHoldsOneCharacterUntilEnabled() {
    let host = CapturingHost()
    let machine = machine(host)
    let uart = machine.peripheral()
    uart.set(0, 0x41)
    #expect(host.outputBytes.isEmpty)
    #expect(uart.word(4) == 1)
    uart.set(8, 1)
    #expect(host.outputText == "A")
    #expect(uart.word(4) == 0)
  }

  @Test func transmitInterruptStaysUntilCleared() {
    let host = CapturingHost()
    let machine = machine(host)
    let uart = machine.peripheral()
    uart.set(8, 0b0101)
    #expect(!machine.lineIsHigh(1))
    uart.set(0, 0x42)
    #expect(uart.word(0xC) == 1)
    #expect(machine.lineIsHigh(1))
    uart.set(0xC, 1)
    #expect(uart.word(0xC) == 0)
    #expect(!machine.lineIsHigh(1))
  }

  @Test func charactersArriveOneCharacterTimeApart() {
    let host = CapturingHost(uartInput: [first: Array("ok".utf8)])
    let machine = machine(host)
    let uart = machine.peripheral()
    #expect(uart.nextEvent == .max)
    uart.set(0x10, 100)
    uart.set(8, 0b1010, at: 5)
    #expect(uart.nextEvent == 1005)
    #expect(uart.word(4, at: 1004) == 0)
    uart.advance(to: 1005)
    #expect(uart.word(4, at: 1005) == 2)
    #expect(uart.word(0xC, at: 1005) == 2)
    #expect(machine.lineIsHigh(0))
    // The buffer is full: nothing more arrives before it is read.
    #expect(uart.nextEvent == .max)
    #expect(uart.word(0, at: 3000) == 0x6F)
    #expect(uart.word(4, at: 3000) == 0)
    #expect(uart.nextEvent == 4000)
    uart.set(0xC, 2, at: 3001)
    #expect(!machine.lineIsHigh(0))
    uart.advance(to: 4000)
    #expect(uart.word(0, at: 4000) == 0x6B)
    #expect(uart.nextEvent == .max)
  }

  @Test func eachUARTHasItsOwnInput() {
    let machine = machine(CapturingHost(uartInput: [second: [7]]))
    machine.peripheral(0).set(8, 2)
    machine.peripheral(1).set(8, 2)
    #expect(machine.peripheral(0).nextEvent == .max)
    #expect(machine.peripheral(1).nextEvent == 160)
  }

  @Test func registersKeepTheirBitsOnly() {
    let uart = machine(CapturingHost()).peripheral()
    uart.set(8, 0xFFFF_FFF8)
    uart.set(0x10, 0xFFFF_FFFF)
    #expect(uart.word(8) == 0x78)
    #expect(uart.word(0x10) == 0xF_FFFF)
  }

  @Test(
    arguments: [
      (0xFD0, 0x04), (0xFE0, 0x21), (0xFE4, 0xB8), (0xFE8, 0x1B), (0xFF0, 0x0D), (0xFF4, 0xF0), (0xFF8, 0x05),
      (0xFFC, 0xB1), (0x100, 0),
    ] as [(UInt32, UInt32)])
  func identification(offset: UInt32, value: UInt32) {
    #expect(machine(CapturingHost()).peripheral().word(offset) == value)
  }

  @Test func sharedLineIsHighWhileAnyOutputIs() {
    let machine = machine(CapturingHost())
    var lines = InterruptLines(machine: machine)
    var (one, two) = (lines.output(to: 20), lines.output(to: 20))
    one.set(true)
    two.set(true)
    two.set(true)
    one.set(false)
    #expect(machine.lineIsHigh(20))
    two.set(false)
    #expect(!machine.lineIsHigh(20))
  }
}

import Testing

@testable import Boards

/// What vendor start-up code writes and then waits for, on the register data of the boards. The registers are read by
/// the rule that `StubRegister` documents.
struct StartUpTests {
  /// One peripheral's registers.
  struct Stub {
    let registers: [StubRegister]
    var stored: [UInt32: UInt32] = [:]

    init(_ board: Board, at base: UInt32) throws {
      let peripheral = try #require(board.peripherals.first { $0.base == base })
      guard case .stub(let registers) = peripheral.model else {
        Issue.record("\(peripheral.name) is no stub")
        self.registers = []
        return
      }
      self.registers = registers
      for register in registers { stored[register.offset] = register.reset }
    }

    subscript(offset: UInt32) -> UInt32 {
      get {
        var value = stored[offset] ?? 0
        guard let register = registers.first(where: { $0.offset == offset }) else { return value }
        value |= register.alwaysSet
        for follow in register.follows where (stored[follow.source] ?? 0) & follow.when == follow.when {
          value |= follow.set
        }
        return value
      }
      set {
        let register = registers.first { $0.offset == offset }
        let mask = register?.writeMask ?? .max
        var value = (stored[offset] ?? 0) & ~mask | newValue & mask
        value &= ~(newValue & (register?.writeOneToClear ?? 0))
        stored[offset] = value
      }
    }
  }

  func board(_ name: String) throws -> Board { try BoardLibrary.find(environment: [:]).board(named: name) }

  /// RCC_CR: setting an enable bit by read-modify-write raises the ready bit, clearing it lowers it again.
  @Test(arguments: [
    ("stm32f405", 0x4002_3800, [0: 1, 16: 17, 24: 25, 26: 27]),
    ("stm32f412", 0x4002_3800, [0: 1, 16: 17, 24: 25, 26: 27]),
    ("stm32f746", 0x4002_3800, [0: 1, 16: 17, 24: 25, 26: 27, 28: 29]),
    ("stm32h743", 0x5802_4400, [0: 2, 7: 8, 12: 13, 16: 17, 24: 25, 26: 27, 28: 29]),
    ("stm32l4r5", 0x4002_1000, [0: 1, 8: 10, 16: 17, 24: 25, 26: 27, 28: 29]),
  ])
  func oscillators(name: String, rcc: Int, bits: [Int: Int]) throws {
    var stub = try Stub(board(name), at: UInt32(rcc))
    for (enable, ready) in bits {
      stub[0] |= 1 << UInt32(enable)
      #expect(stub[0] >> UInt32(ready) & 1 == 1, "\(name): bit \(ready) after setting \(enable)")
    }
    for (enable, ready) in bits {
      stub[0] &= ~(1 << UInt32(enable))
      #expect(stub[0] >> UInt32(ready) & 1 == 0, "\(name): bit \(ready) after clearing \(enable)")
    }
  }

  /// RCC_CFGR: SWS shows every clock that SW selects.
  @Test(arguments: [
    ("stm32f405", 0x4002_3800, 0x08, 2, 3), ("stm32f746", 0x4002_3800, 0x08, 2, 3),
    ("stm32l4r5", 0x4002_1000, 0x08, 2, 4), ("stm32h743", 0x5802_4400, 0x10, 3, 4),
  ])
  func systemClockSwitch(name: String, rcc: Int, offset: Int, width: Int, clocks: Int) throws {
    var stub = try Stub(board(name), at: UInt32(rcc))
    let mask: UInt32 = (1 << UInt32(width)) - 1
    for clock in (0..<UInt32(clocks)).reversed() {
      stub[UInt32(offset)] = stub[UInt32(offset)] & ~mask | clock
      #expect(stub[UInt32(offset)] >> UInt32(width) & mask == clock)
    }
  }

  /// The F7's over-drive sequence (RM0385, 4.1.4).
  @Test func overdrive() throws {
    var power = try Stub(board("stm32f746"), at: 0x4000_7000)
    #expect(power[4] & 0x4000 != 0)
    #expect(power[4] & 0x3_0000 == 0)
    power[0] |= 1 << 16
    #expect(power[4] & 0x3_0000 == 0x1_0000)
    power[0] |= 1 << 17
    #expect(power[4] & 0x3_0000 == 0x3_0000)
    power[0] &= ~(3 << 16)
    #expect(power[4] & 0x3_0000 == 0)
  }

  @Test(arguments: [
    ("stm32f407", 0x70, 0x74), ("stm32f746", 0x70, 0x74), ("stm32l4r5", 0x90, 0x94), ("stm32h743", 0x70, 0x74),
  ])
  func lowSpeedOscillators(name: String, bdcr: Int, csr: Int) throws {
    let board = try board(name)
    let base = try #require(board.peripherals.first { $0.name == "RCC" }).base
    var stub = try Stub(board, at: base)
    for offset in [UInt32(bdcr), UInt32(csr)] {
      #expect(stub[offset] & 2 == 0)
      stub[offset] |= 1
      #expect(stub[offset] & 2 == 2)
    }
  }

  /// Voltage scaling: the H7 waits for VOSRDY and ACTVOSRDY, the L4 for VOSF to be clear.
  @Test func voltageScaling() throws {
    var h7 = try Stub(board("stm32h743"), at: 0x5802_4800)
    #expect(h7[0x04] & 0x2000 != 0)
    #expect(h7[0x18] & 0x2000 != 0)
    h7[0x18] |= 0xC000
    #expect(h7[0x04] & 0xC000 == 0xC000)
    let l4 = try Stub(board("stm32l4r5"), at: 0x4000_7000)
    #expect(l4[0x14] & 0x600 == 0)
  }

  @Test(arguments: ["stm32f405", "stm32f412", "stm32f746", "stm32h743", "stm32l4r5"])
  func flashLatencyReadsBack(name: String) throws {
    let board = try board(name)
    let base = try #require(board.peripherals.first { $0.name == "FLASH" }).base
    var flash = try Stub(board, at: base)
    flash[0] = flash[0] & ~0xF | 5
    #expect(flash[0] & 0xF == 5)
  }

  /// Every serial port has exactly one transmit register and reports an empty transmitter.
  @Test(arguments: [
    ("stm32f407", 0x4001_1000, 0x00, 0x04), ("stm32f412", 0x4000_4400, 0x00, 0x04),
    ("stm32f746", 0x4001_1000, 0x1C, 0x28), ("stm32f767", 0x4000_4800, 0x1C, 0x28),
    ("stm32h743", 0x4000_4800, 0x1C, 0x28), ("stm32l4r5", 0x4000_8000, 0x1C, 0x28),
  ])
  func serialPort(name: String, base: Int, status: Int, data: Int) throws {
    var stub = try Stub(board(name), at: UInt32(base))
    #expect(stub.registers.filter(\.isTransmitData).map(\.offset) == [UInt32(data)])
    #expect(stub[UInt32(status)] & 0xC0 == 0xC0)
    #expect(stub[UInt32(status)] & 0x20 == 0, "no byte is ever received")
    stub[UInt32(status)] = 0
    #expect(stub[UInt32(status)] & 0xC0 == 0xC0)
  }

  @Test func nordicClocksAndSerialPort() throws {
    let board = try board("nrf52840")
    var clock = try Stub(board, at: 0x4000_0000)
    #expect(clock[0x100] == 0 && clock[0x104] == 0)
    clock[0x000] = 1
    #expect(clock[0x100] == 1)
    #expect(clock[0x40C] == 0x1_0001)
    clock[0x518] = 1
    clock[0x008] = 1
    #expect(clock[0x104] == 1)
    #expect(clock[0x418] == 0x1_0001)
    let uart = try Stub(board, at: 0x4000_2000)
    #expect(uart[0x11C] == 1 && uart[0x120] == 1)
    #expect(uart.registers.filter(\.isTransmitData).map(\.offset) == [0x51C])
    let start = try #require(uart.registers.first { $0.offset == 0x008 })
    #expect(start.transmitsFromMemory == .init(address: 0x544, count: 0x548))
  }
}

import Boards
import Testing

@testable import Simulator

@Suite struct DeviceStubTests {
  private func stub(_ registers: [StubRegister], host: any HostInterface = CapturingHost()) -> Machine {
    makeMachine(
      [Peripheral(name: "P", base: 0x4000_0000, size: 0x1000, model: .stub(registers: registers))], host: host)
  }

  @Test func writeMaskKeepsOtherBitsAtReset() {
    let machine = stub([StubRegister(name: "CR", offset: 0, reset: 0xF00F, writeMask: 0xFF)])
    #expect(machine.peripheral().word(0) == 0xF00F)
    machine.peripheral().set(0, 0xFFFF_FFA5)
    #expect(machine.peripheral().word(0) == 0xF0A5)
  }

  @Test func unlistedWordsAreStorage() {
    let machine = stub([])
    machine.peripheral().set(0x20, 0x1234_5678)
    #expect(machine.peripheral().word(0x20) == 0x1234_5678)
    #expect(machine.peripheral().word(0x24) == 0)
    #expect(machine.peripheral().read(offset: 0x22, size: 2, now: 0) == 0x1234)
  }

  @Test func bytesAndHalfwordsTouchTheirLanesOnly() {
    let machine = stub([StubRegister(name: "R", offset: 4, reset: 0x1122_3344)])
    let device = machine.peripheral()
    #expect(device.read(offset: 5, size: 1, now: 0) == 0x33)
    #expect(device.read(offset: 6, size: 2, now: 0) == 0x1122)
    #expect(device.write(offset: 7, size: 1, value: 0xAB, now: 0))
    #expect(device.write(offset: 4, size: 2, value: 0xCDEF, now: 0))
    #expect(device.word(4) == 0xAB22_CDEF)
  }

  @Test func readyBitFollowsEnableBitBothWays() {
    let ready = StubRegister.Follow(source: 0, when: 1 << 16, set: 1 << 17)
    let machine = stub([StubRegister(name: "CR", offset: 0, writeMask: ~(1 << 17), follows: [ready])])
    let device = machine.peripheral()
    device.set(0, 1 << 16)
    #expect(device.word(0) == 1 << 16 | 1 << 17)
    // Read, modify, write with the ready bit still set in the value.
    device.set(0, 1 << 17)
    #expect(device.word(0) == 0)
  }

  @Test func followsNeedsAllItsBitsAndMayLookAtAnotherRegister() {
    let status = StubRegister.Follow(source: 8, when: 0b11, set: 0b1100)
    let machine = stub([
      StubRegister(name: "SR", offset: 4, writeMask: 0, follows: [status]), StubRegister(name: "CR", offset: 8),
    ])
    machine.peripheral().set(8, 0b01)
    #expect(machine.peripheral().word(4) == 0)
    machine.peripheral().set(8, 0b11)
    #expect(machine.peripheral().word(4) == 0b1100)
  }

  @Test func alwaysSetAndWriteOneToClear() {
    let machine = stub([
      StubRegister(name: "ISR", offset: 0, reset: 0b111, writeMask: 0, alwaysSet: 0x80, writeOneToClear: 0b011)
    ])
    machine.peripheral().set(0, 0b101)
    #expect(machine.peripheral().word(0) == 0x86)
  }

  @Test func counterCountsDividedCyclesAndCanBeSet() {
    let machine = stub([StubRegister(name: "CLK100HZ", offset: 0, countsCyclesDividedBy: 250)])
    #expect(machine.peripheral().word(0, at: 249) == 0)
    #expect(machine.peripheral().word(0, at: 1000) == 4)
    machine.peripheral().set(0, 100, at: 1000)
    #expect(machine.peripheral().word(0, at: 1499) == 101)
  }

  @Test func transmitDataIsOutputOncePerWrite() {
    let host = CapturingHost()
    let machine = stub([StubRegister(name: "TDR", offset: 0x28, isTransmitData: true)], host: host)
    machine.peripheral().set(0x28, 0xFFFF_FF48)
    _ = machine.peripheral().write(offset: 0x28, size: 1, value: 0x69, now: 0)
    _ = machine.peripheral().write(offset: 0x29, size: 1, value: 0x21, now: 0)
    #expect(host.outputText == "Hi")
  }

  @Test func transmitFromMemorySendsTheBufferAndNothingElse() throws {
    let host = CapturingHost()
    let transmit = StubRegister.MemoryTransmit(address: 0x544, count: 0x548)
    let machine = stub([StubRegister(name: "STARTTX", offset: 8, transmitsFromMemory: transmit)], host: host)
    try machine.setBytes(at: 0x2000_7FFE, Array("hello".utf8))
    machine.peripheral().set(0x544, 0x2000_7FFE)
    machine.peripheral().set(0x548, 5)
    machine.peripheral().set(8, 0)
    #expect(host.outputBytes.isEmpty)
    machine.peripheral().set(8, 1)
    #expect(host.outputText == "hello")
    // An address outside memory sends nothing, and a buffer that runs out of memory is cut there.
    machine.peripheral().set(0x544, 0xF000_0000)
    machine.peripheral().set(8, 1)
    machine.peripheral().set(0x544, 0x2000_FFFF)
    machine.peripheral().set(8, 1)
    #expect(host.outputBytes.count == 6)
  }

  @Test func outputLimitStopsTheRun() {
    let host = CapturingHost(outputLimit: 2)
    let machine = stub([StubRegister(name: "TDR", offset: 0, isTransmitData: true)], host: host)
    for _ in 0..<2 { machine.peripheral().set(0, 0x41) }
    #expect(machine.stop == nil)
    for _ in 0..<5 { machine.peripheral().set(0, 0x41) }
    #expect(machine.stop == .limit(.output))
    #expect(host.outputText == "AA")
  }

  @Test func itmPortZeroPrintsTheBytesWritten() {
    let host = CapturingHost()
    let machine = stub([], host: host)
    machine.itmWrite(port: 0, value: 0x41, size: 1)
    machine.itmWrite(port: 0, value: 0x4544_4342, size: 4)
    machine.itmWrite(port: 1, value: 0x5A, size: 1)
    #expect(host.outputText == "ABCDE")
  }
}

extension DeviceStubTests {
  @Test func resetOfTheBoardResetsPeripherals() throws {
    let host = CapturingHost()
    let registers = [
      StubRegister(name: "CR", offset: 0, reset: 0x83),
      StubRegister(name: "COUNT", offset: 4, countsCyclesDividedBy: 1),
    ]
    let machine = makeMachine(
      [Peripheral(name: "P", base: 0x4000_0000, size: 0x1000, model: .stub(registers: registers))], host: host)
    machine.peripheral().set(0, 0)
    machine.state.pointee.cycles = 5000
    machine.reset()
    #expect(machine.peripheral().word(0) == 0x83)
    #expect(machine.peripheral().word(4, at: 5007) == 7)
  }
}

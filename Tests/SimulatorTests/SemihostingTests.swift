import Boards
import Testing

@testable import Simulator

/// Operations of semihosting that need no host file. A request is R0 and R1 set, then BKPT 0xAB.
@Suite struct SemihostingTests {
  let host: CapturingHost
  let machine: Machine
  let block: UInt32 = 0x2000_0000
  let data: UInt32 = 0x2000_0100

  init() {
    host = CapturingHost(
      semihosting: SemihostingSession(commandLine: "app.elf one two"), consoleInput: Array("ab\n".utf8))
    machine = makeMachine(host: host)
  }

  @discardableResult
  private func call(_ operation: UInt32, _ parameter: UInt32) -> UInt32 {
    machine.registers[0] = operation
    machine.registers[1] = parameter
    #expect(machine.semihost())
    return machine.registers[0]
  }

  private func call(_ operation: UInt32, _ fields: [UInt32]) throws -> UInt32 {
    for (index, field) in fields.enumerated() { try machine.setWord(at: block + 4 * UInt32(index), field) }
    return call(operation, block)
  }

  private func open(_ name: String, mode: UInt32) throws -> UInt32 {
    try machine.setBytes(at: data, Array(name.utf8))
    return try call(0x01, [data, mode, UInt32(name.utf8.count)])
  }

  private var error: UInt32 { call(0x13, 0) }

  @Test func writesCharacterAndString() throws {
    try machine.setBytes(at: data, Array("Hello\0junk".utf8))
    call(0x04, data)
    call(0x03, data + 1)
    #expect(host.outputText == "Helloe")
  }

  @Test func stringAcrossMemoriesEndsWhereMemoryEnds() throws {
    try machine.setBytes(at: 0x2000_7FFE, Array("abcd\0".utf8))
    call(0x04, 0x2000_7FFE)
    try machine.setBytes(at: 0x2000_FFFD, Array("xyz".utf8))
    call(0x04, 0x2000_FFFD)
    call(0x04, 0xFFFF_FFFF)
    #expect(host.outputText == "abcdxyz")
  }

  @Test(arguments: [(0, true, false), (4, false, false), (8, false, true)] as [(UInt32, Bool, Bool)])
  func consoleStreams(mode: UInt32, isInput: Bool, isError: Bool) throws {
    let handle = try open(":tt", mode: mode)
    #expect(handle != 0 && handle != .max)
    #expect(try call(0x09, [handle]) == 1)
    try machine.setBytes(at: data, Array("text".utf8))
    #expect(try call(0x05, [handle, data, 4]) == (isInput ? 4 : 0))
    #expect(host.outputBytes == (isInput || isError ? [] : Array("text".utf8)))
    #expect(host.errorBytes == (isError ? Array("text".utf8) : []))
    #expect(try call(0x02, [handle]) == 0)
    #expect(try call(0x02, [handle]) == .max)
    #expect(error == 9)
  }

  @Test func readsConsoleUntilItsEnd() throws {
    let handle = try open(":tt", mode: 0)
    #expect(call(0x07, 0) == 0x61)
    // What there is arrives at once; the result counts the bytes not filled.
    #expect(try call(0x06, [handle, data, 10]) == 8)
    #expect(machine.bytes(at: data, limit: 2) == Array("b\n".utf8))
    #expect(try call(0x06, [handle, data, 10]) == 10)
    #expect(call(0x07, 0) == .max)
  }

  @Test func featuresFile() throws {
    let handle = try open(":semihosting-features", mode: 0)
    #expect(try call(0x0C, [handle]) == 5)
    #expect(try call(0x06, [handle, data, 4]) == 0)
    #expect(machine.bytes(at: data, limit: 4) == Array("SHFB".utf8))
    #expect(try call(0x06, [handle, data, 4]) == 3)
    #expect(machine.bytes(at: data, limit: 1) == [0b11])
    #expect(try call(0x0A, [handle, 4]) == 0)
    #expect(try call(0x06, [handle, data, 1]) == 0)
    #expect(try call(0x09, [handle]) == 0)
    #expect(try open(":semihosting-features", mode: 4) == .max)
    #expect(error == 13)
  }

  @Test func filesAreRefusedWithoutDirectory() throws {
    #expect(try open("x.txt", mode: 4) == .max)
    #expect(error == 13)
    try machine.setBytes(at: data, Array("x.txt".utf8))
    #expect(try call(0x0E, [data, 5]) == .max)
    #expect(try call(0x0F, [data, 5, data, 5]) == .max)
    #expect(error == 13)
  }

  @Test(
    arguments: [
      (0x18, 0x20026, 0), (0x18, 0x20023, 1), (0x18, 0, 1),
    ] as [(UInt32, UInt32, Int32)])
  func exit(operation: UInt32, reason: UInt32, status: Int32) {
    call(operation, reason)
    #expect(machine.stop == .exit(status: status))
  }

  @Test(
    arguments: [(0x20026, 0, 0), (0x20026, 42, 42), (0x20026, .max, -1), (0x20023, 42, 1)]
      as [(UInt32, UInt32, Int32)])
  func extendedExit(reason: UInt32, code: UInt32, status: Int32) throws {
    _ = try call(0x20, [reason, code])
    #expect(machine.stop == .exit(status: status))
  }

  @Test func commandLine() throws {
    #expect(try call(0x15, [data, 15]) == .max)
    #expect(try call(0x15, [data, 16]) == 0)
    #expect(machine.bytes(at: data, limit: 16) == Array("app.elf one two\0".utf8))
    #expect(try machine.word(at: block + 4) == 15)
    // Flash is no place for it.
    #expect(try call(0x15, [0x100, 100]) == .max)
    #expect(error == 14)
  }

  @Test func timesAreSimulated() throws {
    machine.state.pointee.cycles = 25_000_000 * 3 + 12_500_000
    #expect(call(0x10, 0) == 350)
    #expect(call(0x11, 0) == 1_735_689_603)
    #expect(call(0x31, 0) == 25_000_000)
    #expect(call(0x30, data) == 0)
    #expect(try machine.word(at: data) == 87_500_000)
    machine.state.pointee.cycles = 0x1_2345_6789
    call(0x30, data)
    #expect(try machine.word(at: data + 4) == 1)
  }

  @Test func isErrorLooksAtTheSign() throws {
    #expect(try call(0x08, [0]) == 0)
    #expect(try call(0x08, [17]) == 0)
    #expect(try call(0x08, [.max]) != 0)
  }

  @Test func commandsAreNeverRun() throws {
    try machine.setBytes(at: data, Array("true".utf8))
    #expect(try call(0x12, [data, 4]) == .max)
    #expect(error == 13)
  }

  @Test(arguments: [0x00, 0x0B, 0x17, 0x21, 0x100, .max] as [UInt32])
  func unknownOperations(operation: UInt32) {
    #expect(call(operation, 0) == .max)
    #expect(error == 88)
  }

  @Test func temporaryNames() throws {
    #expect(try call(0x0D, [data, 7, 9]) == 0)
    #expect(machine.bytes(at: data, limit: 9) == Array("tmp7.tmp\0".utf8))
    #expect(try call(0x0D, [data, 7, 8]) == .max)
    #expect(try call(0x0D, [data, 256, 20]) == .max)
  }

  @Test(
    arguments: [
      // Parameter blocks outside memory, at its edge, and wrapping around.
      0x3000_0000, 0xFFFF_FFFC, 0x2000_FFFE, 0xE000_ED00,
    ] as [UInt32])
  func blocksOutsideMemoryFail(address: UInt32) {
    for operation in [0x01, 0x02, 0x05, 0x06, 0x09, 0x0A, 0x0C, 0x0D, 0x0E, 0x0F, 0x15, 0x16, 0x20, 0x30] as [UInt32] {
      #expect(call(operation, address) == .max)
    }
    #expect(machine.stop == nil)
  }

  @Test(
    arguments: [
      (0x2000_0100, .max), (0x2000_0100, 0xFF01), (0xFFFF_FFFF, 2), (0x3000_0000, 1), (0x1_0000, 1),
    ] as [(UInt32, UInt32)])
  func buffersOutsideMemoryFail(address: UInt32, length: UInt32) throws {
    let output = try open(":tt", mode: 4)
    let input = try open(":tt", mode: 0)
    #expect(try call(0x05, [output, address, length]) == length)
    #expect(try call(0x06, [input, address, length]) == length)
    #expect(error == 14)
    #expect(host.outputBytes.isEmpty)
    #expect(host.consoleInput.count == 3)
  }

  @Test func readsIntoFlashFail() throws {
    let handle = try open(":tt", mode: 0)
    #expect(try call(0x06, [handle, 0x100, 3]) == 3)
    #expect(error == 14)
  }

  @Test func heapIsBetweenDataAndInitialStack() throws {
    // The vector table's first word is in flash, which only the loader writes.
    let place = try #require(machine.memory.place(of: 0, size: 4))
    machine.memory.host(place).storeBytes(of: 0x2000_8000, as: UInt32.self)
    #expect(try call(0x16, [data]) == 0)
    #expect(try (0..<4).map { try machine.word(at: data + 4 * $0) } == [0, 0x2000_8000, 0x2000_8000, 0x2000_0000])
    host.semihosting.heapBase = 0x2000_1230
    #expect(try call(0x16, [data]) == 0)
    #expect(
      try (0..<4).map { try machine.word(at: data + 4 * $0) } == [
        0x2000_1230, 0x2000_8000, 0x2000_8000, 0x2000_1230,
      ])
  }

  @Test func namesTooLong() throws {
    #expect(try call(0x01, [data, 0, 5000]) == .max)
    #expect(error == 91)
  }

  @Test func handlesAreLimitedAndUsedAgain() throws {
    var handles: [UInt32] = []
    while true {
      let handle = try open(":tt", mode: 4)
      if handle == .max { break }
      handles.append(handle)
      try #require(handles.count <= 1000)
    }
    #expect(error == 24)
    #expect(try call(0x02, [handles[3]]) == 0)
    #expect(try open(":tt", mode: 4) == handles[3])
  }

  @Test func outputLimitEndsTheRun() throws {
    let host = CapturingHost(outputLimit: 3)
    let machine = makeMachine(host: host)
    try machine.setBytes(at: 0x2000_0000, Array("abcdef\0".utf8))
    machine.registers[0] = 4
    machine.registers[1] = 0x2000_0000
    _ = machine.semihost()
    #expect(host.outputText == "abc")
    #expect(machine.stop == .limit(.output))
  }

  /// Whatever a guest asks for, with whatever pointers and lengths, gets an answer and nothing else: the host's memory
  /// is out of reach, and no length makes it reserve any.
  @Test func randomRequestsAreAnswered() throws {
    var state: UInt64 = 0x5EED
    func random() -> UInt32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: state >> 33)
    }
    let edges: [UInt32] = [
      0, 1, 4, 0xFFFC, 0x1_0000, 0x1FFF_FFFF, 0x2000_0000, 0x2000_7FFD, 0x2000_8000, 0x2000_FFFC, 0x2000_FFFF,
      0x2001_0000, 0x7FFF_FFFF, 0x8000_0000, 0xE000_ED00, 0xFFFF_FFF0, 0xFFFF_FFFC, .max,
    ]
    func value() -> UInt32 { random() & 3 == 0 ? random() : edges[Int(random()) % edges.count] &+ random() % 3 }
    let host = CapturingHost(consoleInput: Array(repeating: 0x61, count: 1000), outputLimit: 1 << 22)
    let machine = makeMachine(host: host)
    for _ in 0..<20_000 {
      for field in 0..<4 { try machine.setWord(at: block + 4 * UInt32(field), value()) }
      machine.registers[0] = random() % 0x34
      machine.registers[1] = random() & 1 == 0 ? block : value()
      #expect(machine.semihost())
      machine.stop = nil
    }
    #expect(host.outputBytes.count <= 1 << 22)
  }
}

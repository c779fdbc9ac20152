import Boards

/// A peripheral that is only registers, as its board file describes them: enough for start-up code that enables a clock
/// and waits for its ready bit. Words that no register describes read back what was written to them.
final class StubDevice: Device {
  let base: UInt32
  let size: UInt32
  private unowned let machine: Machine
  private var registers: [UInt32: Register] = [:]
  private var plainWords: [UInt32: UInt32] = [:]
  /// Offsets of the registers that the core clock or the memories' timing depend on.
  private let timingRegisters: Set<UInt32>

  private struct Register {
    let description: StubRegister
    /// Bits that only follow other bits, whatever was written.
    let followers: UInt32
    var stored: UInt32
    /// The cycle at which a counting register held `stored`.
    var storedAt: UInt64

    init(_ description: StubRegister, now: UInt64) {
      self.description = description
      followers = description.follows.reduce(0) { $0 | $1.set }
      stored = description.reset
      storedAt = now
    }
  }

  init(machine: Machine, peripheral: Peripheral, registers: [StubRegister]) {
    self.machine = machine
    base = peripheral.base
    size = peripheral.size
    let watched = machine.timing.watched.filter { $0 &- peripheral.base < peripheral.size }
    timingRegisters = Set(watched.map { $0 - peripheral.base })
    for register in registers { self.registers[register.offset & ~3] = Register(register, now: machine.cycles) }
  }

  func read(offset: UInt32, size: UInt32, now: UInt64) -> UInt32? {
    let access = RegisterAccess(offset: offset, size: size)
    return access.extract(from: word(access.register, now: now))
  }

  func write(offset: UInt32, size: UInt32, value: UInt32, now: UInt64) -> Bool {
    let access = RegisterAccess(offset: offset, size: size)
    let bits = access.place(value)
    guard var register = registers[access.register] else {
      plainWords[access.register] = plainWords[access.register, default: 0] & ~access.mask | bits
      return true
    }
    let description = register.description
    let writable = description.writeMask & access.mask & ~description.writeOneToClear
    if writable != 0 {
      register.stored = count(of: register, now: now) & ~writable | bits & writable
      register.storedAt = now
    }
    register.stored &= ~(bits & description.writeOneToClear)
    registers[access.register] = register
    if timingRegisters.contains(access.register) { machine.timingControlWritten() }
    if description.isTransmitData && offset & 3 == 0 { machine.emit([UInt8(truncatingIfNeeded: value)]) }
    if let transmit = description.transmitsFromMemory, bits & 1 != 0 {
      // The byte count has 16 bits (nRF52840 PS, UARTE TXD.MAXCNT).
      machine.emit(machine.bytes(at: stored(transmit.address), limit: stored(transmit.count) & 0xFFFF))
    }
    return true
  }

  let nextEvent = UInt64.max
  func advance(to now: UInt64) {}

  private func word(_ offset: UInt32, now: UInt64) -> UInt32 {
    guard let register = registers[offset] else { return plainWords[offset, default: 0] }
    var value = count(of: register, now: now) & ~register.followers | register.description.alwaysSet
    for follow in register.description.follows {
      // Followed bits are taken as they are stored: a ready bit never follows another ready bit.
      if stored(follow.source) & follow.when == follow.when { value |= follow.set }
    }
    return value
  }

  private func stored(_ offset: UInt32) -> UInt32 {
    registers[offset & ~3].map { $0.stored | $0.description.alwaysSet } ?? plainWords[offset & ~3, default: 0]
  }

  private func count(of register: Register, now: UInt64) -> UInt32 {
    let divisor = UInt64(register.description.countsCyclesDividedBy)
    guard divisor > 0 else { return register.stored }
    return register.stored &+ UInt32(truncatingIfNeeded: (now - register.storedAt) / divisor)
  }
}

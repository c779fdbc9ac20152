import Boards

/// The CMSDK dual timer (DDI 0479C, 4.2), two timers in the manner of the SP804 with one combined interrupt.
final class CMSDKDualTimer: Device {
  let base: UInt32
  let size: UInt32
  private var output: InterruptOutput
  private var timers = [Timer(), Timer()]
  /// Integration test registers: with bit 0 of ITCR set, ITOP drives the interrupt outputs.
  private var testControl: UInt32 = 0
  private var testOutput: UInt32 = 0

  init(peripheral: Peripheral, output: InterruptOutput) {
    base = peripheral.base
    size = peripheral.size
    self.output = output
  }

  func read(offset: UInt32, size: UInt32, now: UInt64) -> UInt32? {
    advance(to: now)
    let access = RegisterAccess(offset: offset, size: size)
    let word: UInt32 =
      switch access.register {
      case 0x00..<0x40: timers[Int(access.register >> 5)].read(access.register & 0x1F)
      case 0xF00: testControl
      default: identification(register: access.register, part: 0x23) ?? 0
      }
    return access.extract(from: word)
  }

  func write(offset: UInt32, size: UInt32, value: UInt32, now: UInt64) -> Bool {
    guard offset & 3 == 0 else { return true }
    advance(to: now)
    switch offset {
    case 0x00..<0x40: timers[Int(offset >> 5)].write(offset & 0x1F, value: value, now: now)
    case 0xF00: testControl = value & 1
    case 0xF04: testOutput = value & 3
    default: break
    }
    updateInterrupt()
    return true
  }

  var nextEvent: UInt64 { min(timers[0].nextEvent, timers[1].nextEvent) }

  func advance(to now: UInt64) {
    for index in timers.indices { timers[index].advance(to: now) }
    updateInterrupt()
  }

  private func updateInterrupt() {
    output.set(testControl != 0 ? testOutput != 0 : timers[0].interrupts || timers[1].interrupts)
  }
}

extension CMSDKDualTimer {
  /// One of the two timers. It counts 16 bits until CONTROL says 32; the upper half of VALUE then keeps what it held.
  private struct Timer {
    private enum Control {
      static let oneShot: UInt32 = 1 << 0
      static let is32Bit: UInt32 = 1 << 1
      static let interrupts: UInt32 = 1 << 5
      static let periodic: UInt32 = 1 << 6
      static let enabled: UInt32 = 1 << 7
      static let all: UInt32 = 0xEF
    }

    private var load: UInt32 = 0
    private var control = Control.interrupts
    private var rawInterrupt = false
    private var upperValue: UInt32 = 0xFFFF_0000
    private var counter = DownCounter(value: 0xFFFF, reload: 0xFFFF)

    private var countMask: UInt32 { control & Control.is32Bit != 0 ? .max : 0xFFFF }
    var interrupts: Bool { rawInterrupt && control & Control.interrupts != 0 }

    func read(_ register: UInt32) -> UInt32 {
      switch register {
      case 0x00, 0x18: load
      case 0x04: counter.value | upperValue & ~countMask
      case 0x08: control
      case 0x10: rawInterrupt ? 1 : 0
      case 0x14: interrupts ? 1 : 0
      default: 0
      }
    }

    mutating func write(_ register: UInt32, value: UInt32, now: UInt64) {
      switch register {
      case 0x00:
        load = value
        upperValue = value
        counter.set(value: value & countMask, at: now)
        configure(now: now)
      case 0x08:
        let held = counter.value | upperValue & ~countMask
        control = value & Control.all
        upperValue = held
        if counter.value != held & countMask { counter.set(value: held & countMask, at: now) }
        configure(now: now)
      case 0x0C:
        rawInterrupt = false
      case 0x18:
        // The background load takes effect at the next reload.
        load = value
        configure(now: now)
      default:
        break
      }
    }

    private mutating func configure(now: UInt64) {
      counter.reload = (control & Control.periodic != 0 ? load : .max) & countMask
      counter.isOneShot = control & Control.oneShot != 0
      let prescale = control >> 2 & 3
      // The encoding 3 is undefined; it divides like 2.
      counter.set(divisor: prescale == 0 ? 1 : prescale == 1 ? 16 : 256, at: now)
      if control & Control.enabled != 0 { counter.run(from: now) } else { counter.halt() }
    }

    var nextEvent: UInt64 {
      control & Control.interrupts != 0 && !rawInterrupt ? counter.nextZero : .max
    }

    mutating func advance(to now: UInt64) {
      if counter.advance(to: now) { rawInterrupt = true }
    }
  }
}

import Boards

/// The CMSDK APB timer (DDI 0479C, 4.1). The interrupt is raised when the count goes from 1 to 0; the count stays at 0
/// for one clock and starts again from RELOAD. The external input (CTRL bits 1 and 2) is not connected.
final class CMSDKTimer: Device {
  private enum Control {
    static let enabled: UInt32 = 1 << 0
    static let interrupts: UInt32 = 1 << 3
  }

  let base: UInt32
  let size: UInt32
  private var output: InterruptOutput
  private var control: UInt32 = 0
  private var counter = DownCounter()
  private var interruptPending = false

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
      case 0x00: control
      case 0x04: counter.value
      case 0x08: counter.reload
      case 0x0C: interruptPending ? 1 : 0
      default: identification(register: access.register, part: 0x22) ?? 0
      }
    return access.extract(from: word)
  }

  func write(offset: UInt32, size: UInt32, value: UInt32, now: UInt64) -> Bool {
    guard offset & 3 == 0 else { return true }
    advance(to: now)
    switch offset {
    case 0x00:
      control = value & 0xF
    case 0x04:
      counter.set(value: value, at: now)
    case 0x08:
      // A write also sets the current value.
      counter.reload = value
      counter.set(value: value, at: now)
    case 0x0C:
      if value & 1 != 0 { interruptPending = false }
      output.set(interruptPending)
    default:
      break
    }
    if control & Control.enabled != 0 { counter.run(from: now) } else { counter.halt() }
    return true
  }

  var nextEvent: UInt64 {
    control & Control.interrupts != 0 && !interruptPending ? counter.nextZero : .max
  }

  func advance(to now: UInt64) {
    guard counter.advance(to: now), control & Control.interrupts != 0 else { return }
    interruptPending = true
    output.set(true)
  }
}

import Boards

/// The CMSDK APB UART (DDI 0479C, 4.3). A character is sent at once, so the transmit buffer is never seen full; received
/// characters come from the host, one in a character time at the programmed rate, and never overrun.
final class CMSDKUART: Device {
  private enum State {
    static let transmitFull: UInt32 = 1 << 0
    static let receiveFull: UInt32 = 1 << 1
    /// Transmit and receive overrun: the same two bits in STATE and INTSTATUS.
    static let overruns: UInt32 = 0b1100
  }
  private enum Control {
    static let transmits: UInt32 = 1 << 0
    static let receives: UInt32 = 1 << 1
    static let transmitInterrupt: UInt32 = 1 << 2
    static let receiveInterrupt: UInt32 = 1 << 3
  }
  private enum Status {
    static let transmit: UInt32 = 1 << 0
    static let receive: UInt32 = 1 << 1
  }

  let base: UInt32
  let size: UInt32
  private unowned let machine: Machine
  private var transmitOutput: InterruptOutput
  private var receiveOutput: InterruptOutput
  private var overflowOutput: InterruptOutput

  private var state: UInt32 = 0
  private var control: UInt32 = 0
  private var interruptStatus: UInt32 = 0
  private var baudDivider: UInt32 = 0
  private var transmitBuffer: UInt8 = 0
  private var receiveBuffer: UInt8 = 0
  /// When the next received character is complete.
  private var arrival = UInt64.max

  init(
    machine: Machine, peripheral: Peripheral, transmit: InterruptOutput, receive: InterruptOutput,
    overflow: InterruptOutput
  ) {
    self.machine = machine
    base = peripheral.base
    size = peripheral.size
    transmitOutput = transmit
    receiveOutput = receive
    overflowOutput = overflow
  }

  func read(offset: UInt32, size: UInt32, now: UInt64) -> UInt32? {
    let access = RegisterAccess(offset: offset, size: size)
    return access.extract(from: readRegister(access.register, now: now))
  }

  private func readRegister(_ register: UInt32, now: UInt64) -> UInt32 {
    advance(to: now)
    switch register {
    case 0x00:
      state &= ~State.receiveFull
      scheduleArrival(now: now)
      return UInt32(receiveBuffer)
    case 0x04: return state
    case 0x08: return control
    case 0x0C: return interruptStatus
    case 0x10: return baudDivider
    default: return identification(register: register, part: 0x21) ?? 0
    }
  }

  func write(offset: UInt32, size: UInt32, value: UInt32, now: UInt64) -> Bool {
    // An APB peripheral has no byte lanes: it sees word writes only, and the rest of a narrow one is zero.
    guard offset & 3 == 0 else { return true }
    advance(to: now)
    switch offset {
    case 0x00:
      state |= State.transmitFull
      transmitBuffer = UInt8(truncatingIfNeeded: value)
      transmit()
    case 0x04:
      state &= ~(value & State.overruns)
    case 0x08:
      control = value & 0x7F
      transmit()
      scheduleArrival(now: now)
    case 0x0C:
      state &= ~(value & State.overruns)
      interruptStatus &= ~value
    case 0x10:
      baudDivider = value & 0xF_FFFF
    default:
      break
    }
    updateInterrupts()
    return true
  }

  var nextEvent: UInt64 { arrival }

  func advance(to now: UInt64) {
    guard arrival <= now else { return }
    arrival = .max
    guard control & Control.receives != 0, state & State.receiveFull == 0,
      let character = machine.host.receive(port: base)
    else { return }
    receiveBuffer = character
    state |= State.receiveFull
    if control & Control.receiveInterrupt != 0 { interruptStatus |= Status.receive }
    updateInterrupts()
  }

  private func transmit() {
    guard control & Control.transmits != 0, state & State.transmitFull != 0 else { return }
    machine.emit([transmitBuffer])
    state &= ~State.transmitFull
    // The interrupt belongs to the buffer becoming empty.
    if control & Control.transmitInterrupt != 0 { interruptStatus |= Status.transmit }
  }

  /// Lets the next character arrive one character time from now: ten bits, at least 16 clocks each (DDI 0479C, 4.3).
  private func scheduleArrival(now: UInt64) {
    guard control & Control.receives != 0, state & State.receiveFull == 0 else {
      arrival = .max
      return
    }
    guard arrival == .max, machine.host.hasInput(port: base) else { return }
    arrival = now + 10 * UInt64(max(baudDivider, 16))
  }

  private func updateInterrupts() {
    interruptStatus = interruptStatus & ~State.overruns | state & control >> 2 & State.overruns
    transmitOutput.set(interruptStatus & Status.transmit != 0)
    receiveOutput.set(interruptStatus & Status.receive != 0)
    overflowOutput.set(interruptStatus & State.overruns != 0)
  }
}
